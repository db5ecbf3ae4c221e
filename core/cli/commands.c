/* The table of commands, in the order help shows them. A new one: its file cmd_NAME.c, a declaration in cli.h and a row
 * here. */
#include "cli/cli.h"

/* clang-format off */
const svod_command *const svod_commands[] = {
    &svod_cmd_init,
    &svod_cmd_probe,
    &svod_cmd_parse,
    &svod_cmd_refresh,
    &svod_cmd_items,
    &svod_cmd_import,
    &svod_cmd_status,
    &svod_cmd_close,
    &svod_cmd_parsers,
    &svod_cmd_doctor,
    NULL,
};
/* clang-format on */
