/* SPDX-License-Identifier: GPL-2.0-only */
/* The built `daxctl split-acpi' on tables in a directory of its own. */
#ifndef TEST_ACPI_TEST_COMMAND_H
#define TEST_ACPI_TEST_COMMAND_H

#include "daxctl/acpi/split.h"

enum { TEST_OUTPUT_MAX = 4096, TEST_ARGUMENTS_MAX = 16 };

struct test_dir {
	char path[64];
};

/* A new directory; the program ends if there can be none. */
void test_dir_make(struct test_dir *dir);
/* Write the tables that have bytes; remove the files of the others. */
void test_dir_fill(const struct test_dir *dir, const struct acpi_tables *tables);
/* The result of @table, if there is one. */
bool test_dir_result(const struct test_dir *dir, const char *name,
		     struct acpi_table *table);
/* How many files there are besides the tables. */
int test_dir_others(const struct test_dir *dir);
/* Remove all that is not a table. */
void test_dir_clean(const struct test_dir *dir);
void test_dir_remove(const struct test_dir *dir);

/*
 * Run `daxctl split-acpi -d DIR @arguments' (the last is NULL), files being limited to
 * @file_limit bytes unless that is negative.  What it prints is in @output.  Returns
 * its exit status, or -1 if it had none.
 */
int test_run(const struct test_dir *dir, const char *const *arguments, long file_limit,
	     char output[static TEST_OUTPUT_MAX]);

#endif
