/* The table of commands. A new one: its file cmd_NAME.c, a declaration and a row here. */
#include "cli/cli.h"

extern const svod_command svod_cmd_init;
extern const svod_command svod_cmd_parse;
extern const svod_command svod_cmd_refresh;
extern const svod_command svod_cmd_items;
extern const svod_command svod_cmd_import;
extern const svod_command svod_cmd_close;
extern const svod_command svod_cmd_parsers;
extern const svod_command svod_cmd_doctor;

/* clang-format off */
const svod_command *const svod_commands[] = {
    &svod_cmd_init,
    &svod_cmd_parse,
    &svod_cmd_refresh,
    &svod_cmd_items,
    &svod_cmd_import,
    &svod_cmd_close,
    &svod_cmd_parsers,
    &svod_cmd_doctor,
    NULL,
};
/* clang-format on */
