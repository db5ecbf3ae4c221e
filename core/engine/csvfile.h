/* A CSV file that a person gives: orders, pinned units. */
#ifndef SVOD_ENGINE_CSVFILE_H
#define SVOD_ENGINE_CSVFILE_H

#include "io/source.h"
#include "text/csvread.h"

/* Any usual encoding and delimiter. Workbooks, empty files and what is no text are refused (exit 65), with the file's name.
 * *ret is yours; `source` must outlive it. */
svod_status svod_csvfile_open(svod_source *source, svod_csv **ret, svod_error *e);

#endif
