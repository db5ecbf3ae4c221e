/* Texts in JSON values. */
#include "json.h"

#include "kit/text.h"

#include <string.h>

bool json_is_empty(const json_t *value)
{
    return !value || json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0) ||
           (json_is_array(value) && json_array_size(value) == 0) || (json_is_object(value) && json_object_size(value) == 0);
}

json_t *json_member(const json_t *object, const char *key)
{
    json_t *value = json_is_object(object) ? json_object_get(object, key) : NULL;
    return json_is_empty(value) ? NULL : value;
}

/* What says an object in short, in this order. */
static const json_t *said_by(const json_t *object)
{
    static const char *const keys[] = {"value", "name", "title", "text", "minValue", "label", "amount", "NAME"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *value = json_member(object, keys[i]);
        if (value && !json_is_object(value) && !json_is_array(value)) return value;
    }
    return NULL;
}

bool json_text(svod_arena *arena, const json_t *value, svod_str *ret)
{
    *ret = (svod_str){NULL, 0};
    if (json_is_object(value)) value = said_by(value);
    if (json_is_string(value)) *ret = svod_kit_trim((svod_str){json_string_value(value), json_string_length(value)});
    if (json_is_true(value)) *ret = SVOD_STR("true");
    if (json_is_false(value)) *ret = SVOD_STR("false");
    if (!json_is_array(value)) return true;
    size_t n = json_array_size(value);
    svod_str *parts = svod_arena_alloc(arena, (n + 1) * sizeof *parts);
    if (!parts) return false;
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(value, i);
        if (json_is_array(one)) one = NULL;
        if (!json_text(arena, one, &parts[i])) return false;
    }
    *ret = svod_kit_join(arena, parts, n, SVOD_STR(", "));
    return ret->p != NULL;
}
