// SPDX-License-Identifier: GPL-2.0-only
/* Runs the built split-acpi: its results, its output and the files that it leaves. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "test/unit/acpi-test-command.h"
#include "test/unit/acpi-test-tables.h"
#include "test/unit/tap.h"

static bool has_result(const struct test_dir *dir, const char *name,
		       const struct acpi_table *wanted)
{
	struct acpi_table got;
	bool good;

	if (!test_dir_result(dir, name, &got))
		return !wanted;
	good = wanted && same_table(&got, wanted);
	acpi_free(&got);
	return good;
}

static void test_results(struct tap *tap, const struct test_dir *dir)
{
	static const char *const four[] = { "-p", "1", "-n", "4", "-v", NULL };
	static const char *const two[] = { "--pxm=0x1", NULL };
	static const char *const other[] = { "-p0", "-n0x2", NULL };
	char output[TEST_OUTPUT_MAX];
	struct acpi_tables from, wanted, in_two;
	struct acpi_fault fault;
	int status;

	make_example(&from);
	make_example_in_four(&wanted);
	test_dir_fill(dir, &from);
	status = test_run(dir, four, -1, output);
	tap_ok(tap,
	       status == 0 && has_result(dir, "srat.dat.new", &wanted.srat) &&
		       has_result(dir, "slit.dat.new", &wanted.slit) &&
		       has_result(dir, "nfit.dat.new", &wanted.nfit),
	       "the command splits a domain in four: %d", status);
	tap_ok(tap, strstr(output, "/srat.dat.new (336 bytes)\n") &&
	       strstr(output, "/slit.dat.new (80 bytes)\n") &&
	       strstr(output, "/nfit.dat.new (796 bytes)\n") &&
	       strstr(output, "domain 5: 2G at 0x280000000-0x2ffffffff (new)\n"),
	       "it lists what it wrote");
	tap_ok(tap, test_dir_others(dir) == 3, "it leaves no other files in the directory");

	split_tables(&from, 1, 2, &in_two, &fault);
	status = test_run(dir, two, -1, output);
	tap_ok(tap,
	       status == 0 && has_result(dir, "srat.dat.new", &in_two.srat) &&
		       has_result(dir, "slit.dat.new", &in_two.slit) &&
		       has_result(dir, "nfit.dat.new", &in_two.nfit),
	       "splitting in two replaces earlier results");
	acpi_free_tables(&in_two);

	split_tables(&from, 0, 2, &in_two, &fault);
	status = test_run(dir, other, -1, output);
	tap_ok(tap, status == 0 && has_result(dir, "srat.dat.new", &in_two.srat) &&
	       has_result(dir, "nfit.dat.new", NULL) && strstr(output, "skipped"),
	       "if NFIT is skipped, its earlier result is removed");
	acpi_free_tables(&in_two);
	test_dir_clean(dir);

	acpi_free(&from.nfit);
	test_dir_fill(dir, &from);
	status = test_run(dir, four, -1, output);
	tap_ok(tap, status == 0 && has_result(dir, "srat.dat.new", &wanted.srat) &&
	       has_result(dir, "slit.dat.new", &wanted.slit) && test_dir_others(dir) == 2,
	       "it works without an NFIT");
	test_dir_clean(dir);
	acpi_free_tables(&from);
	acpi_free_tables(&wanted);
}

static void test_missing(struct tap *tap, const struct test_dir *dir)
{
	static const char *const arguments[] = { "-p", "1", NULL };
	char output[TEST_OUTPUT_MAX];
	struct acpi_tables tables;
	int status;

	make_example(&tables);
	acpi_free(&tables.slit);
	test_dir_fill(dir, &tables);
	status = test_run(dir, arguments, -1, output);
	tap_ok(tap, status == 256 - ENOENT && strstr(output, "/slit.dat: ") &&
	       !test_dir_others(dir), "a missing SLIT is an error: %d", status);
	acpi_free_tables(&tables);
	make_example(&tables);
	acpi_free(&tables.srat);
	test_dir_fill(dir, &tables);
	status = test_run(dir, arguments, -1, output);
	tap_ok(tap, status == 256 - ENOENT && strstr(output, "/srat.dat: ") &&
	       !test_dir_others(dir), "a missing SRAT is an error: %d", status);
	acpi_free_tables(&tables);
}

static void test_arguments(struct tap *tap, const struct test_dir *dir)
{
	static const struct {
		const char *arguments[5];
		int status;
		const char *words;
	} cases[] = {
		{ { NULL }, 129, "--pxm" },
		{ { "-n", "2" }, 129, "--pxm" },
		{ { "-p", "1", "srat.dat" }, 129, "one argument too many" },
		{ { "-p" }, 129, "needs a value" },
		{ { "-p", "" }, 234, "not a proximity domain" },
		{ { "-p", "-1" }, 234, "-1: not a proximity domain" },
		{ { "-p", "1x" }, 234, "1x: not a proximity domain" },
		{ { "-p", "0x" }, 234, "0x: not a proximity domain" },
		{ { "-p", " 1" }, 234, "not a proximity domain" },
		{ { "-p", "4294967296" }, 234, "not a proximity domain" },
		{ { "-p", "4294967295" }, 250, "domain 4294967295" },
		{ { "-p", "3" }, 250, "domain 3" },
		{ { "-p", "1", "-n", "0" }, 234, "0: not a number of nodes" },
		{ { "-p", "1", "-n", "1" }, 234, "1: not a number of nodes" },
		{ { "-p", "1", "-n", "3" }, 234, "3: not a number of nodes" },
		{ { "-p", "1", "-n", "6" }, 234, "6: not a number of nodes" },
		{ { "-p", "1", "-n", "-2" }, 234, "-2: not a number of nodes" },
		{ { "-p", "1", "-n", "2k" }, 234, "2k: not a number of nodes" },
		{ { "-p", "1", "-n", "" }, 234, "not a number of nodes" },
		{ { "-p", "1", "-d", "/nonexistent" }, 254, "/nonexistent/srat.dat: " },
		{ { "-p", "1", "-d", "/dev/null" }, 236, "/dev/null/srat.dat: " },
	};
	char output[TEST_OUTPUT_MAX];
	struct acpi_tables tables;

	make_example(&tables);
	test_dir_fill(dir, &tables);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status = test_run(dir, cases[i].arguments, -1, output);

		tap_ok(tap, status == cases[i].status && strstr(output, cases[i].words) &&
		       !test_dir_others(dir), "arguments %zu: %d, %s", i, status,
		       cases[i].words);
	}
	acpi_free_tables(&tables);
}

/* Some or all results cannot be written. */
static void test_writing(struct tap *tap, const struct test_dir *dir)
{
	static const char *const names[] = {"srat.dat.new", "slit.dat.new", "nfit.dat.new"};
	static const char *const arguments[] = { "-p", "1", NULL };
	static const char *const skipping[] = { "-p", "0", NULL };
	char output[TEST_OUTPUT_MAX], path[128];
	struct acpi_tables tables;
	int status;

	make_example(&tables);
	test_dir_fill(dir, &tables);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir->path, names[i]);
		mkdir(path, 0700);
		status = test_run(dir, arguments, -1, output);
		tap_ok(tap,
		       status == 256 - EISDIR && strstr(output, names[i]) &&
			       test_dir_others(dir) == 1,
		       "%s is a directory: %d", names[i], status);
		if (i == 2) {
			status = test_run(dir, skipping, -1, output);
			tap_ok(tap, status == 256 - EISDIR && test_dir_others(dir) == 1,
			       "%s cannot be removed: %d", names[i], status);
		}
		test_dir_clean(dir);
	}
	for (long limit = 0; limit < EXAMPLE_NFIT_SIZE; limit += 60) {
		status = test_run(dir, arguments, limit, output);
		tap_ok(tap,
		       status == 256 - EFBIG &&
			       strstr(output, ".dat.new: cannot write it") &&
			       !test_dir_others(dir),
		       "file size is limited to %ld bytes: %d", limit, status);
	}
	acpi_free_tables(&tables);
}

int main(void)
{
	struct tap tap = { 0 };
	struct test_dir dir;

	test_dir_make(&dir);
	test_results(&tap, &dir);
	test_missing(&tap, &dir);
	test_arguments(&tap, &dir);
	test_writing(&tap, &dir);
	test_dir_remove(&dir);
	return tap_end(&tap);
}
