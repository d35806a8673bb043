// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the kernel's DAX drivers that a shell cannot do: mapping memory, catching signals,
 * thousands of writes.  The program prints TAP.  It runs as root on any machine with a DAX
 * device that nothing else uses; test/kernel/NAME.test shows how to create the devices.
 *
 *   dax-kernel-test SUBJECT ARGUMENT...           all tests of a subject
 *   dax-kernel-test --only N SUBJECT ARGUMENT...  the Nth
 *   dax-kernel-test --list SUBJECT                their titles
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "subjects.h"

static const struct subject *const subjects[] = {
	&mmap_rules, &mmap_offset, &mapping_changes, &page_faults, &pattern_write, &pattern_read,
	&unbind_faulting, &unbind_open, &memory_failure, &bus_attributes, &bus_errors,
	&strict_errors, &bus_garbage, &strict_garbage, &allocation, &races, &file_dax,
	&file_dax_away, &file_dax_mapped_away, &hold_memory, &kernel_writes,
	&registered_writes, &pinned, &pinned_buffer,
	&random_calls, &failing_allocations,
};

#define SUBJECTS (sizeof(subjects) / sizeof(subjects[0]))

void failed(struct run *run, const char *file, int line, const char *condition,
	    const char *format, ...)
{
	const char *name = strrchr(file, '/');
	va_list args;

	run->failures++;
	printf("# %s:%d: %s: ", name ? name + 1 : file, line, condition);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

const char *error_name(int error)
{
	const char *name = error ? strerrorname_np(abs(error)) : "no error";

	return name ? name : "unknown error";
}

static int usage(void)
{
	fputs("usage: dax-kernel-test [--list | --only N] SUBJECT ARGUMENT...\n", stderr);
	for (size_t i = 0; i < SUBJECTS; i++)
		fprintf(stderr, "  %s %s\n", subjects[i]->name, subjects[i]->arguments);
	return 129;
}

static const struct subject *find_subject(const char *name)
{
	for (size_t i = 0; name && i < SUBJECTS; i++) {
		if (strcmp(subjects[i]->name, name) == 0)
			return subjects[i];
	}
	return NULL;
}

static int list_tests(const struct subject *subject)
{
	for (const struct test *test = subject->tests; test->title; test++)
		puts(test->title);
	return 0;
}

/* Runs the test with the number @only, or all tests if it is 0. */
static int run_tests(const struct subject *subject, char *const *arguments, int only)
{
	int points = 0, failures = 0;

	for (int i = 0; subject->tests[i].title; i++) {
		struct run run = { .arguments = arguments };

		if (only && only != i + 1)
			continue;
		fflush(stdout);
		subject->tests[i].body(&run);
		printf("%sok %d - %s\n", run.failures ? "not " : "", ++points,
		       subject->tests[i].title);
		failures += run.failures != 0;
	}
	printf("1..%d\n", points);
	return failures || !points;
}

int main(int argc, char **argv)
{
	const struct subject *subject;
	int at = 1, only = 0;
	bool list = false;

	if (argc > at && strcmp(argv[at], "--list") == 0) {
		list = true;
		at++;
	} else if (argc > at + 1 && strcmp(argv[at], "--only") == 0) {
		only = atoi(argv[at + 1]);
		if (only < 1)
			return usage();
		at += 2;
	}
	subject = find_subject(argv[at]);
	if (!subject)
		return usage();
	if (list)
		return list_tests(subject);
	if (argc - at - 1 < subject->count)
		return usage();
	return run_tests(subject, argv + at + 1, only);
}
