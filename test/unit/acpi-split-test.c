// SPDX-License-Identifier: GPL-2.0-only
/* Results of a split are compared byte by byte with tables made by hand. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/acpi-test-tables.h"
#include "test/unit/tap.h"

static void test_example(struct tap *tap)
{
	struct acpi_tables from, again, to, wanted;
	struct acpi_fault fault;

	make_example(&from);
	make_example(&again);
	make_example_in_four(&wanted);
	tap_ok(tap, split_tables(&from, 1, 4, &to, &fault) == 0,
	       "the example is split in four %s",
	       fault.text);
	tap_ok(tap, same_table(&to.srat, &wanted.srat),
	       "SRAT has four entries in address order");
	tap_ok(tap, same_table(&to.slit, &wanted.slit), "SLIT has three more localities");
	tap_ok(tap, same_table(&to.nfit, &wanted.nfit),
	       "NFIT has four ranges and four parts of each module");
	tap_ok(tap,
	       same_table(&from.srat, &again.srat) && same_table(&from.slit, &again.slit) &&
		       same_table(&from.nfit, &again.nfit),
	       "the original tables are unchanged");
	acpi_free_tables(&to);

	tap_ok(tap,
	       split_tables(&from, 2, 2, &to, &fault) == 0 &&
		       to.nfit.size == EXAMPLE_NFIT_SIZE + 56 + 48 &&
		       acpi_get(&to.nfit, EXAMPLE_RANGE_2 + 56 + 4, 2) == 5 &&
		       acpi_get(&to.nfit, EXAMPLE_RANGE_2 + 56 + 32, 8) ==
			       16 * GIB + GIB / 2,
	       "another range of the same NFIT can be split");
	acpi_free_tables(&to);
	tap_ok(tap,
	       split_tables(&from, 0, 2, &to, &fault) == 0 && !to.nfit.bytes &&
		       to.srat.bytes && to.slit.bytes,
	       "NFIT is skipped if it does not have the domain's range");
	acpi_free_tables(&to);
	acpi_free(&from.nfit);
	tap_ok(tap,
	       split_tables(&from, 1, 4, &to, &fault) == 0 && !to.nfit.bytes &&
		       same_table(&to.srat, &wanted.srat) &&
		       same_table(&to.slit, &wanted.slit),
	       "splitting works without an NFIT");
	acpi_free_tables(&to);
	acpi_free_tables(&from);
	acpi_free_tables(&again);
	acpi_free_tables(&wanted);
}

/* An NFIT range that differs from the domain's in any way is left alone. */
static void test_other_ranges(struct tap *tap)
{
	static const struct {
		const char *what;
		size_t at, width;
		uint64_t value;
	} cases[] = {
		{ "no valid domain", 6, 2, 0xfffd },
		{ "another domain", 12, 4, 2 },
		{ "not persistent", 16, 1, 0x7a },
		{ "not persistent", 31, 1, 0xdd },
		{ "another base", 32, 8, 5 * GIB },
		{ "another length", 40, 8, 4 * GIB },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct acpi_tables from, to;
		struct acpi_fault fault;

		make_example(&from);
		acpi_put(&from.nfit, EXAMPLE_RANGE_1 + cases[i].at, cases[i].width,
			 cases[i].value);
		make_seal(&from.nfit);
		tap_ok(tap, split_tables(&from, 1, 2, &to, &fault) == 0 && to.srat.bytes &&
		       !to.nfit.bytes, "NFIT is skipped: %s", cases[i].what);
		acpi_free_tables(&to);
		acpi_free_tables(&from);
	}
}

static void test_distances(struct tap *tap)
{
	static const uint8_t odd[] = { 12, 10, 255, 22, 11, 32, 10, 34, 10 };
	static const uint8_t wanted[] = {
		12, 11, 255, 11,
		22, 11, 32, 11,
		11, 34, 10, 34,
		22, 11, 32, 10,
	};
	static const uint8_t four[] = {
		10, 21, 31, 41, 22, 10, 32, 42, 33, 34, 10, 43, 35, 36, 37, 10
	};
	static const uint8_t two[] = { 10, 21, 22, 10 };
	static const uint8_t wanted_of_two[] = {
		10, 21, 20, 21,
		22, 10, 20, 11,
		20, 20, 10, 20,
		22, 11, 20, 10,
	};
	struct acpi_tables from, to;
	struct acpi_fault fault;

	make_example(&from);
	acpi_free(&from.slit);
	from.slit = make_slit(3, odd);
	tap_ok(tap, split_tables(&from, 1, 2, &to, &fault) == 0 && to.slit.size == 60 &&
	       !memcmp(to.slit.bytes + 44, wanted, sizeof(wanted)),
	       "SLIT has 10 only on the diagonal, and other distances are kept");
	acpi_free_tables(&to);
	acpi_free(&from.slit);
	from.slit = make_slit(4, four);
	tap_ok(tap,
	       split_tables(&from, 1, 2, &to, &fault) == 0 &&
		       acpi_get(&to.slit, 36, 8) == 5 &&
		       acpi_get(&to.srat, EXAMPLE_MEMORY_1 + 40 + 2, 4) == 4 &&
		       !memcmp(to.slit.bytes + 44 + 3 * 5, "\x23\x24\x25\x0a\x24", 5),
	       "new domains do not reuse localities that only the SLIT has");
	acpi_free_tables(&to);
	acpi_free(&from.slit);
	from.slit = make_slit(2, two);
	tap_ok(tap,
	       split_tables(&from, 1, 2, &to, &fault) == 0 &&
		       acpi_get(&to.slit, 36, 8) == 4 &&
		       !memcmp(to.slit.bytes + 44, wanted_of_two, sizeof(wanted_of_two)),
	       "a locality that the SLIT lacks gets Linux's default distance");
	acpi_free_tables(&to);
	acpi_free_tables(&from);
}

/* The first new domain is above all domains in enabled entries. */
static void test_highest(struct tap *tap)
{
	static const struct {
		const char *what;
		unsigned int type;
		size_t length, domain_at, flags_at;
	} types[] = {
		{ "processor", 0, 16, 2, 4 },
		{ "memory", 1, 40, 2, 28 },
		{ "x2APIC", 2, 24, 4, 12 },
		{ "GICC", 3, 18, 2, 10 },
		{ "GIC ITS", 4, 12, 2, 0 },
		{ "generic initiator", 5, 32, 4, 24 },
		{ "generic port", 6, 32, 4, 24 },
		{ "RINTC", 7, 20, 4, 12 },
		{ "unknown", 8, 20, 4, 0 },
	};
	enum { HIGHEST = 77 };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		for (unsigned int enabled = 0; enabled <= 1; enabled++) {
			struct acpi_tables from, to;
			struct acpi_fault fault;
			uint32_t wanted = 3;
			size_t at;

			if (types[i].type != 8 && (enabled || !types[i].flags_at))
				wanted = HIGHEST + 1;
			make_example(&from);
			at = add_other(&from.srat, 1, types[i].type, types[i].length);
			memset(from.srat.bytes + at + 2, 0, types[i].length - 2);
			acpi_put(&from.srat, at + types[i].domain_at, 2, HIGHEST);
			if (types[i].flags_at)
				acpi_put(&from.srat, at + types[i].flags_at, 4, enabled);
			make_seal(&from.srat);
			tap_ok(tap, split_tables(&from, 1, 2, &to, &fault) == 0 &&
			       acpi_get(&to.srat, EXAMPLE_MEMORY_1 + 42, 4) == wanted,
			       "domain %d in %s entry%s: the new domain is %u", HIGHEST,
			       types[i].what, enabled ? "" : " (disabled)", wanted);
			acpi_free_tables(&to);
			acpi_free_tables(&from);
		}
	}
}

static void test_limits(struct tap *tap)
{
	struct acpi_tables from, to;
	struct acpi_fault fault;
	size_t at;

	make_example(&from);
	add_processor(&from.srat, 0x3fe, 1);
	make_seal(&from.srat);
	tap_ok(tap, split_tables(&from, 1, 2, &to, &fault) == 0 &&
	       acpi_get(&to.srat, EXAMPLE_MEMORY_1 + 42, 4) == 0x3ff &&
	       to.slit.size == 44 + (1 << 20), "the highest domain, stored in two parts");
	acpi_free_tables(&to);
	acpi_free_tables(&from);

	make_example(&from);
	add_processor(&from.srat, 0xffff00, 1);
	acpi_put(&from.srat, EXAMPLE_MEMORY_1 + 3, 3, 0xffff00);
	acpi_put(&from.srat, ACPI_REVISION_AT, 1, 1);
	make_seal(&from.srat);
	tap_ok(tap, split_tables(&from, 1, 2, &to, &fault) == 0 &&
	       acpi_get(&to.srat, EXAMPLE_MEMORY_1 + 42, 4) == 0xffff0003,
	       "in revision 1 only the low byte is the domain");
	acpi_free_tables(&to);
	add_processor(&from.srat, 0xff, 1);
	make_seal(&from.srat);
	tap_ok(tap,
	       split_tables(&from, 1, 2, &to, &fault) == -EINVAL && fault.offset == 8 &&
		       !to.srat.bytes,
	       "revision 1 is limited to 256 domains: %s", fault.text);
	acpi_free_tables(&from);

	make_example(&from);
	acpi_put(&from.srat, EXAMPLE_MEMORY_1 + 8, 8, -8 * GIB);
	make_seal(&from.srat);
	tap_ok(tap, split_tables(&from, 1, 2, &to, &fault) == 0 &&
	       acpi_get(&to.srat, EXAMPLE_MEMORY_1 + 48, 8) == -4 * GIB,
	       "memory can extend to the highest address");
	acpi_free_tables(&to);
	acpi_put(&from.srat, EXAMPLE_MEMORY_1 + 8, 8, 0);
	acpi_put(&from.srat, EXAMPLE_MEMORY_1 + 16, 8, 8192);
	make_seal(&from.srat);
	tap_ok(tap, split_tables(&from, 1, 2, &to, &fault) == 0 &&
	       acpi_get(&to.srat, EXAMPLE_MEMORY_1 + 48, 8) == 4096 &&
	       acpi_get(&to.srat, EXAMPLE_MEMORY_1 + 56, 8) == 4096,
	       "parts can be as small as a page");
	acpi_free_tables(&to);
	acpi_free_tables(&from);

	make_example(&from);
	at = add_memory(&from.srat, 1, 99, 99, 0);
	make_seal(&from.srat);
	tap_ok(tap,
	       split_tables(&from, 1, 2, &to, &fault) == 0 &&
		       acpi_get(&to.srat, at + 40 + 16, 8) == 99,
	       "a disabled second entry is copied");
	acpi_free_tables(&to);
	acpi_free_tables(&from);
}

int main(void)
{
	struct tap tap = { 0 };

	test_example(&tap);
	test_other_ranges(&tap);
	test_distances(&tap);
	test_highest(&tap);
	test_limits(&tap);
	return tap_end(&tap);
}
