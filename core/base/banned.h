/* Functions no code here may call: each has a safer neighbour. Included by force through the build. */
#ifndef SVOD_BASE_BANNED_H
#define SVOD_BASE_BANNED_H
#if defined(__GNUC__) && !defined(__cplusplus)
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok strtod atof atoi atol gmtime localtime ctime  \
    asctime
#endif
#endif
