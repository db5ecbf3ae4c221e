/* What writing one file and writing a folder share; of no use outside core/io. */
#ifndef SVOD_IO_OUTFILE_PARTS_H
#define SVOD_IO_OUTFILE_PARTS_H

#include "io/outfile.h"

/* Exit 73 with the path and the system's reason in words. */
svod_status svod_cannot_write(svod_error *e, const char *path, int reason);
/* All of it, or false with errno set. */
bool svod_write_bytes(int fd, svod_str bytes);

/* Tests: swap as on a file system that cannot exchange two names. */
void svod_outdir_without_exchange(svod_outdir *dir);

#endif
