/* Filling a struct from option rows: for the command line, parser options in a profile, and whoever else has name → text. */
#ifndef SVOD_ENGINE_OPTIONS_H
#define SVOD_ENGINE_OPTIONS_H

#include <svod/error.h>
#include <svod/option.h>
#include <svod/types.h>

/* The row of that name, or NULL. `rows` may be NULL. */
const svod_option *svod_option_find(const svod_option *rows, svod_str name);
/* Writes the standard values of all rows into `target`. False: memory ran out. */
bool svod_options_defaults(const svod_option *rows, void *target, svod_arena *arena);
/* Sets one option from text. FLAG takes yes, no, true, false, on, off, 1, 0, да, нет or nothing (yes). MAP: `text` is
 * "name=value" and adds to what is there; a name seen before is replaced. Texts are borrowed. Wrong: exit `exit_code`. */
svod_status svod_option_set(const svod_option *row, void *target, svod_str text, svod_arena *arena, int exit_code,
                            svod_error *e);
/* A parser's options by name, as a profile has them. The entries of a MAP `columns` are named "columns.NAME". Unknown names
 * are errors (exit 78) with a "did you mean". */
svod_status svod_options_fill(const svod_option *rows, void *target, svod_attributes given, svod_arena *arena,
                              svod_error *e);
/* The name of a row that `wrong` may be a slip of the pen for, or NULL. */
const char *svod_option_nearest(const svod_option *rows, svod_str wrong);

/* How many letters (bytes) must be added, dropped, changed or swapped to make one of the other, at most `limit` + 1. */
size_t svod_edit_distance(svod_str a, svod_str b, size_t limit);
/* May `wrong` be a slip of the pen for `name`? */
bool svod_is_slip(svod_str wrong, svod_str name);

#endif
