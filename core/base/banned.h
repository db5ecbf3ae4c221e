/* Functions no code here may call: each has a safer neighbour. Included by force through the build. */
#ifndef SVOD_BASE_BANNED_H
#define SVOD_BASE_BANNED_H
#if defined(__GNUC__) && !defined(__cplusplus)
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
/* A library's header whose macros use one of them has to come first: CMake names it for the files that need it. */
#ifdef SVOD_BEFORE_BANNED
#include SVOD_BEFORE_BANNED
#endif
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok strtod atof atoi atol gmtime localtime ctime  \
    asctime
#endif
#endif
