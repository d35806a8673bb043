/* SPDX-License-Identifier: GPL-2.0-only */
/* Test points in the Test Anything Protocol. */
#ifndef TEST_TAP_H
#define TEST_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

struct tap {
	int points, failures;
};

/* Print a point, which passes if @good. The text says what it tests. */
__attribute__((format(printf, 3, 4)))
static inline bool tap_ok(struct tap *tap, bool good, const char *format, ...)
{
	va_list args;

	printf("%sok %d - ", good ? "" : "not ", ++tap->points);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	tap->failures += !good;
	return good;
}

/* Print the plan at the end. Returns the exit status. */
static inline int tap_end(const struct tap *tap)
{
	printf("1..%d\n", tap->points);
	return tap->failures != 0;
}

#endif
