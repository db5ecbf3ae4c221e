/* Paths into JSON; see the header. */
#include "kit/jsonpath.h"

#include "base/str.h"

static bool ends_key(char c)
{
    return c == '.' || c == '[' || c == ']' || c == ' ' || c == '"' || c == '\'';
}

/* Inside the brackets, from text.p[*at] on; *at comes to stand behind the ']'. */
static bool bracket(svod_str text, size_t *at, svod_jsonpath_step *ret)
{
    size_t i = *at;
    if (i < text.n && (text.p[i] == '\'' || text.p[i] == '"')) {
        const char *end = memchr(text.p + i + 1, text.p[i], text.n - i - 1);
        if (!end) return false;
        *ret = (svod_jsonpath_step){.kind = SVOD_JSONPATH_KEY, .key = svod_str_range(text.p + i + 1, end)};
        i = (size_t)(end - text.p) + 1;
    } else if (i < text.n && text.p[i] == '*') {
        *ret = (svod_jsonpath_step){.kind = SVOD_JSONPATH_ANY};
        i++;
    } else {
        size_t from = i, value = 0;
        while (i < text.n && i < from + 9 && text.p[i] >= '0' && text.p[i] <= '9')
            value = value * 10 + (size_t)(text.p[i++] - '0');
        if (i == from) return false;
        *ret = (svod_jsonpath_step){.kind = SVOD_JSONPATH_INDEX, .index = value};
    }
    *at = i;
    if (i >= text.n || text.p[i] != ']') return false;
    *at = i + 1;
    return true;
}

static bool name(svod_str text, size_t *at, svod_jsonpath_step *ret)
{
    size_t from = *at, i = from;
    while (i < text.n && !ends_key(text.p[i])) i++;
    *at = i;
    if (i == from) return false;
    svod_str key = svod_str_sub(text, from, i);
    *ret = (svod_jsonpath_step){.kind = svod_str_is(key, "*") ? SVOD_JSONPATH_ANY : SVOD_JSONPATH_KEY, .key = key};
    return true;
}

bool svod_jsonpath_parse(svod_str text, svod_jsonpath *ret, size_t *ret_at)
{
    size_t i = text.n > 0 && text.p[0] == '$';
    bool first = i == 0, fine = text.n > 0; /* without a '$' the first name needs no dot */
    *ret = (svod_jsonpath){.n = 0};
    while (fine && i < text.n) {
        if (ret->n == SVOD_JSONPATH_STEPS) {
            fine = false;
        } else if (text.p[i] == '[') {
            i++;
            fine = bracket(text, &i, &ret->steps[ret->n++]);
        } else if (text.p[i] == '.' || first) {
            i += text.p[i] == '.';
            fine = name(text, &i, &ret->steps[ret->n++]);
        } else {
            fine = false;
        }
        first = false;
    }
    *ret_at = i;
    return fine;
}

bool svod_jsonpath_takes_key(const svod_jsonpath_step *step, svod_str key)
{
    return step->kind == SVOD_JSONPATH_ANY || (step->kind == SVOD_JSONPATH_KEY && svod_str_eq(step->key, key));
}

bool svod_jsonpath_takes_index(const svod_jsonpath_step *step, size_t index)
{
    return step->kind == SVOD_JSONPATH_ANY || (step->kind == SVOD_JSONPATH_INDEX && step->index == index);
}

static size_t get(const svod_jsonpath *path, size_t step, json_t *value, json_t **ret, size_t n, size_t room)
{
    if (n == room || !value) return n;
    if (step == path->n) {
        ret[n] = value;
        return n + 1;
    }
    const svod_jsonpath_step *s = &path->steps[step];
    if (json_is_array(value)) {
        size_t from = s->kind == SVOD_JSONPATH_INDEX ? s->index : 0;
        size_t to = s->kind == SVOD_JSONPATH_INDEX ? from + 1 : s->kind == SVOD_JSONPATH_ANY ? json_array_size(value) : 0;
        for (size_t i = from; i < to; i++) n = get(path, step + 1, json_array_get(value, i), ret, n, room);
    } else if (json_is_object(value)) {
        const char *key;
        json_t *member;
        json_object_foreach(value, key, member)
        {
            if (svod_jsonpath_takes_key(s, svod_str_of(key))) n = get(path, step + 1, member, ret, n, room);
        }
    }
    return n;
}

size_t svod_jsonpath_get(const svod_jsonpath *path, json_t *root, json_t **ret, size_t room)
{
    return get(path, 0, root, ret, 0, room);
}
