/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs the built `daxctl split-acpi' on tables in a temporary directory. */
#ifndef TEST_ACPI_TEST_COMMAND_H
#define TEST_ACPI_TEST_COMMAND_H

#include "daxctl/acpi/split.h"

enum { TEST_OUTPUT_MAX = 4096, TEST_ARGUMENTS_MAX = 16 };

struct test_dir {
	char path[64];
};

/* Make a temporary directory, or exit with 99. */
void test_dir_make(struct test_dir *dir);
/* Write the tables that have bytes and remove the files of the others. */
void test_dir_fill(const struct test_dir *dir, const struct acpi_tables *tables);
/* Read the result @name into @table. Returns false if there is none. */
bool test_dir_result(const struct test_dir *dir, const char *name,
		     struct acpi_table *table);
/* Returns the number of files other than the tables. */
int test_dir_others(const struct test_dir *dir);
/* Remove all files other than the tables. */
void test_dir_clean(const struct test_dir *dir);
void test_dir_remove(const struct test_dir *dir);

/*
 * Run `daxctl split-acpi -d DIR @arguments' and store its output in @output. The last
 * argument is NULL. Unless @file_limit is negative, files are limited to that many bytes.
 * Returns the exit status, or -1 if a signal killed the command.
 */
int test_run(const struct test_dir *dir, const char *const *arguments, long file_limit,
	     char output[static TEST_OUTPUT_MAX]);

#endif
