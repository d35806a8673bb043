// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daxctl/acpi/table.h"
#include "test/unit/tap.h"

static void test_numbers(struct tap *tap)
{
	struct acpi_table table = { .name = "x" };

	tap_ok(tap, acpi_extend(&table, 16) == 0 && table.size == 16,
	       "a table is extended with zeroes");
	acpi_put(&table, 3, 8, 0x1122334455667788);
	tap_ok(tap,
	       !memcmp(table.bytes, "\0\0\0\x88\x77\x66\x55\x44\x33\x22\x11\0\0\0\0", 16),
	       "numbers are little-endian at any offset");
	tap_ok(tap, acpi_get(&table, 3, 8) == 0x1122334455667788 &&
	       acpi_get(&table, 3, 1) == 0x88 && acpi_get(&table, 4, 2) == 0x6677 &&
	       acpi_get(&table, 5, 3) == 0x445566 && acpi_get(&table, 7, 4) == 0x11223344,
	       "numbers of several widths can be read");
	acpi_put(&table, 14, 2, 0x12345);
	tap_ok(tap, acpi_get(&table, 14, 2) == 0x2345,
	       "a number that is too wide is truncated");
	acpi_free(&table);
	tap_ok(tap, !table.bytes && !table.size, "freeing leaves an empty table");
}

/* Does the access abort the program? */
static bool dies(const struct acpi_table *table, size_t offset, size_t width, bool write)
{
	static const struct rlimit no_core = { 0, 0 };
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		struct acpi_table copy = *table;

		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		if (write)
			acpi_put(&copy, offset, width, 0);
		else
			acpi_get(&copy, offset, width);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void test_bounds(struct tap *tap)
{
	struct acpi_table table = { .name = "x" };

	acpi_extend(&table, 16);
	tap_ok(tap, !dies(&table, 8, 8, false) && !dies(&table, 15, 1, true),
	       "accesses up to the end are allowed");
	tap_ok(tap, dies(&table, 9, 8, false) && dies(&table, 16, 1, true) &&
	       dies(&table, SIZE_MAX, 2, false) && dies(&table, SIZE_MAX, 1, true) &&
	       dies(&table, 0, 9, false), "accesses beyond the end abort");
	tap_ok(tap,
	       acpi_extend(&table, ACPI_TABLE_MAX - 15) == -EFBIG && table.size == 16 &&
		       acpi_extend(&table, SIZE_MAX) == -EFBIG && table.size == 16,
	       "a table does not grow beyond the largest size");
	acpi_free(&table);
}

static void test_header(struct tap *tap)
{
	struct acpi_table table = { .name = "x.dat" };
	struct acpi_fault fault = { 0 };

	tap_ok(tap, acpi_check_header(&table, "ABCD", 36, &fault) == -EINVAL &&
	       !strcmp(fault.table, "x.dat") && fault.offset == 0,
	       "an empty table is refused");
	acpi_extend(&table, 35);
	memcpy(table.bytes, "ABCD", 4);
	tap_ok(tap, acpi_check_header(&table, "ABCD", 36, &fault) == -EINVAL &&
	       fault.offset == 35, "half a header is refused");
	acpi_extend(&table, 5);
	acpi_put(&table, ACPI_OEM_REVISION_AT, 4, UINT32_MAX);
	acpi_seal(&table);
	tap_ok(tap, acpi_check_header(&table, "ABCD", 40, &fault) == 0,
	       "a sealed table is accepted");
	tap_ok(tap, acpi_get(&table, ACPI_OEM_REVISION_AT, 4) == 0,
	       "the OEM revision wraps");
	tap_ok(tap, acpi_check_header(&table, "ABCD", 41, &fault) == -EINVAL &&
	       fault.offset == ACPI_LENGTH_AT, "a table that is too short is refused");
	tap_ok(tap, acpi_check_header(&table, "ABCE", 40, &fault) == -EINVAL &&
	       fault.offset == 0, "another signature is refused");
	table.bytes[39]++;
	tap_ok(tap, acpi_check_header(&table, "ABCD", 40, &fault) == -EINVAL &&
	       fault.offset == ACPI_CHECKSUM_AT, "a changed byte is refused");
	acpi_extend(&table, 1);
	tap_ok(tap, acpi_check_header(&table, "ABCD", 40, &fault) == -EINVAL &&
	       fault.offset == ACPI_LENGTH_AT, "an extra byte is refused");
	acpi_free(&table);
}

static void test_entries(struct tap *tap)
{
	static const struct {
		uint8_t bytes[6];
		size_t size, width;
		int rc;
		unsigned int type;
		size_t length;
	} cases[] = {
		{ { 7, 3, 0 }, 3, 1, 1, 7, 3 },
		{ { 7, 2 }, 2, 1, 1, 7, 2 },
		{ { 7, 4, 0 }, 3, 1, -EINVAL, 0, 0 },
		{ { 7, 255 }, 2, 1, -EINVAL, 0, 0 },
		{ { 7, 1 }, 2, 1, -EINVAL, 0, 0 },
		{ { 7, 0 }, 2, 1, -EINVAL, 0, 0 },
		{ { 7 }, 1, 1, -EINVAL, 0, 0 },
		{ { 0 }, 0, 1, 0, 0, 0 },
		{ { 7, 1, 4, 0 }, 4, 2, 1, 0x107, 4 },
		{ { 7, 1, 6, 0, 0, 0 }, 6, 2, 1, 0x107, 6 },
		{ { 7, 1, 3, 0 }, 4, 2, -EINVAL, 0, 0 },
		{ { 7, 1, 5, 0 }, 4, 2, -EINVAL, 0, 0 },
		{ { 7, 1, 0, 1 }, 4, 2, -EINVAL, 0, 0 },
		{ { 7, 1, 4 }, 3, 2, -EINVAL, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct acpi_table table = { .name = "x.dat" };
		struct acpi_entry entry = { 6, 0, 4 };
		struct acpi_fault fault = { 0 };
		int rc;

		acpi_extend(&table, 10 + cases[i].size);
		memcpy(table.bytes + 10, cases[i].bytes, cases[i].size);
		rc = acpi_next_entry(&table, cases[i].width, &entry, &fault);
		tap_ok(tap,
		       rc == cases[i].rc && entry.type == cases[i].type &&
			       entry.length == (rc > 0 ? cases[i].length : 4) &&
			       entry.at == (rc > 0 ? 10 : 6) &&
			       fault.offset == (rc < 0 ? 10 : 0),
		       "entry %zu: %d %s", i, rc, fault.text);
		acpi_free(&table);
	}
}

int main(void)
{
	struct tap tap = { 0 };

	test_numbers(&tap);
	test_bounds(&tap);
	test_header(&tap);
	test_entries(&tap);
	return tap_end(&tap);
}
