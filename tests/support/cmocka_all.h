/* cmocka and the headers it must follow. */
#ifndef SVOD_TESTS_CMOCKA_ALL_H
#define SVOD_TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#endif
