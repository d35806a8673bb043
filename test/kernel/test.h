/* SPDX-License-Identifier: GPL-2.0-only */
/* The structures of a test.  subjects.h lists all subjects. */
#ifndef KERNEL_TEST_H
#define KERNEL_TEST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

/* A test that is running. */
struct run {
	char *const *arguments;	/* of the subject, ended by NULL */
	int failures;
};

struct test {
	const char *title;
	void (*body)(struct run *run);
};

struct subject {
	const char *name;
	const char *arguments;	/* for the usage message */
	int count;		/* of arguments, at least */
	const struct test *tests;	/* ended by one without a title */
};

/*
 * expect(run, condition, format...) returns whether the condition is true.  If it is not, the
 * test fails and prints the text, which says what was seen.
 */
#define expect(run, condition, ...) \
	((condition) ? true : (failed(run, __FILE__, __LINE__, #condition, __VA_ARGS__), false))

__attribute__((format(printf, 5, 6)))
void failed(struct run *run, const char *file, int line, const char *condition,
	    const char *format, ...);

/* Returns the name of a positive or negative errno, or "no error" for 0. */
const char *error_name(int error);

#endif
