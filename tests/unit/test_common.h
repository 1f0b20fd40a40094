/* The includes that cmocka wants before it, in the order that it wants. */
#ifndef NEWSMILL_TEST_COMMON_H
#define NEWSMILL_TEST_COMMON_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* cmocka 1.1 has it for floats only. */
#define assert_near(value, wanted, most) assert_true(fabs((value) - (wanted)) <= (most))

/* How many times as long as usual work may take. */
#ifdef __SANITIZE_THREAD__
#define SLOWNESS 4
#else
#define SLOWNESS 1
#endif

#endif
