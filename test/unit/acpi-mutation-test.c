// SPDX-License-Identifier: GPL-2.0-only
/* Faulty tables are refused with table and offset, and no result is written. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/acpi-test-command.h"
#include "test/unit/acpi-test-tables.h"
#include "test/unit/tap.h"

enum which { SRAT, SLIT, NFIT };

enum repair {
	AS_IS,		/* leave length and checksum as they are */
	CHECKSUM,	/* correct the checksum only */
	SEAL,		/* correct both */
};

struct mutation {
	const char *what;
	enum which which;
	enum repair repair;
	size_t size;		/* the new size; 0: unchanged; SIZE_MAX: empty */
	size_t at, width;	/* where @value is stored; width 0: nowhere */
	uint64_t value;
	const char *parts;	/* NULL: 2 */
	size_t offset;		/* the expected offset in the error */
	int status;		/* the expected status; 0: that of EINVAL */
};

static const struct mutation mutations[] = {
	{ "empty", SRAT, AS_IS, SIZE_MAX, .offset = 0 },
	{ "empty", SLIT, AS_IS, SIZE_MAX, .offset = 0 },
	{ "empty", NFIT, AS_IS, SIZE_MAX, .offset = 0 },
	{ "one byte", SRAT, AS_IS, 1, .offset = 1 },
	{ "half a header", SRAT, AS_IS, 35, .offset = 35 },
	{ "half a header", SLIT, AS_IS, 20, .offset = 20 },
	{ "half a header", NFIT, AS_IS, 35, .offset = 35 },
	{ "only a header", SRAT, SEAL, 36, .offset = 4 },
	{ "only a header", SLIT, SEAL, 36, .offset = 4 },
	{ "only a header", NFIT, SEAL, 36, .offset = 4 },
	{ "no entries", SRAT, SEAL, 48, .offset = 48, .status = 256 - ENXIO },
	{ "cut by a byte", SRAT, AS_IS, EXAMPLE_SRAT_SIZE - 1, .offset = 4 },
	{ "cut by a byte", SLIT, AS_IS, 52, .offset = 4 },
	{ "cut by a byte", NFIT, AS_IS, EXAMPLE_NFIT_SIZE - 1, .offset = 4 },
	{ "cut in an entry", SRAT, SEAL, 210, .offset = EXAMPLE_PROCESSOR_2 },
	{ "cut after a type", SRAT, SEAL, 201, .offset = EXAMPLE_PROCESSOR_2 },
	{ "cut in the domain's entry", SRAT, SEAL, 159, .offset = EXAMPLE_MEMORY_1 },
	{ "cut in the matrix", SLIT, SEAL, 52, .offset = 36 },
	{ "cut in the count", SLIT, SEAL, 43, .offset = 4 },
	{ "cut before the matrix", SLIT, SEAL, 44, .offset = 36 },
	{ "cut in an entry", NFIT, SEAL, 315, .offset = EXAMPLE_MAP_C },
	{ "cut after a type", NFIT, SEAL, 271, .offset = EXAMPLE_MAP_C },
	{ "cut in the domain's range", NFIT, SEAL, 159, .offset = EXAMPLE_RANGE_1 },
	{ "an extra byte", SRAT, AS_IS, EXAMPLE_SRAT_SIZE + 1, .offset = 4 },
	{ "an extra byte", SLIT, AS_IS, 54, .offset = 4 },
	{ "an extra byte", NFIT, AS_IS, EXAMPLE_NFIT_SIZE + 1, .offset = 4 },
	{ "an extra byte, counted", SRAT, SEAL, EXAMPLE_SRAT_SIZE + 1,
	  .offset = EXAMPLE_SRAT_SIZE },
	{ "zeroes at the end", SRAT, SEAL, EXAMPLE_SRAT_SIZE + 16,
	  .offset = EXAMPLE_SRAT_SIZE },
	{ "an extra byte, counted", SLIT, SEAL, 54, .offset = 36 },
	{ "zeroes at the end", NFIT, SEAL, EXAMPLE_NFIT_SIZE + 8,
	  .offset = EXAMPLE_NFIT_SIZE },
	{ "wrong checksum", SRAT, AS_IS, 0, 9, 1, 0xee, .offset = 9 },
	{ "wrong checksum", SLIT, AS_IS, 0, 44, 1, 11, .offset = 9 },
	{ "wrong checksum", NFIT, AS_IS, 0, 315, 1, 1, .offset = 9 },
	{ "another signature", SRAT, SEAL, 0, 0, 4, 0x54494c53, .offset = 0 },
	{ "a signature in lower case", SLIT, SEAL, 0, 0, 4, 0x74696c73, .offset = 0 },
	{ "another signature", NFIT, SEAL, 0, 0, 4, 0x54415253, .offset = 0 },
	{ "length 0", SRAT, CHECKSUM, 0, 4, 4, 0, .offset = 4 },
	{ "length too small", SRAT, CHECKSUM, 0, 4, 4, EXAMPLE_SRAT_SIZE - 16,
	  .offset = 4 },
	{ "length too large", SRAT, CHECKSUM, 0, 4, 4, UINT32_MAX, .offset = 4 },
	{ "length too large", SLIT, CHECKSUM, 0, 4, 4, 54, .offset = 4 },
	{ "length too large", NFIT, CHECKSUM, 0, 4, 4, EXAMPLE_NFIT_SIZE + 1, .offset = 4 },
	{ "entry of length 0", SRAT, SEAL, 0, 49, 1, 0, .offset = 48 },
	{ "entry of length 1", SRAT, SEAL, 0, 81, 1, 1, .offset = EXAMPLE_MEMORY_0 },
	{ "entry of length 2", SRAT, SEAL, 0, 121, 1, 2, .offset = EXAMPLE_MEMORY_1 },
	{ "entry a byte short", SRAT, SEAL, 0, 121, 1, 39, .offset = EXAMPLE_MEMORY_1 },
	{ "entry over the next", SRAT, SEAL, 0, 121, 1, 41, .offset = EXAMPLE_MEMORY_1 },
	{ "processor over the next", SRAT, SEAL, 0, 65, 1, 56, .offset = 64 },
	{ "entry past the end", SRAT, SEAL, 0, 201, 1, 17, .offset = EXAMPLE_PROCESSOR_2 },
	{ "entry far past the end", SRAT, SEAL, 0, 201, 1, 255,
	  .offset = EXAMPLE_PROCESSOR_2 },
	{ "domain's entry past the end", SRAT, SEAL, 0, 121, 1, 200,
	  .offset = EXAMPLE_MEMORY_1 },
	{ "entry of length 0", NFIT, SEAL, 0, 42, 2, 0, .offset = EXAMPLE_RANGE_2 },
	{ "entry of length 3", NFIT, SEAL, 0, 210, 2, 3, .offset = EXAMPLE_OTHER },
	{ "range a byte short", NFIT, SEAL, 0, 98, 2, 55, .offset = EXAMPLE_RANGE_1 },
	{ "range over the next", NFIT, SEAL, 0, 42, 2, 57, .offset = EXAMPLE_RANGE_2 },
	{ "map over the next", NFIT, SEAL, 0, 162, 2, 60, .offset = EXAMPLE_MAP_A },
	{ "map past the end", NFIT, SEAL, 0, 270, 2, 49, .offset = EXAMPLE_MAP_C },
	{ "entry far past the end", NFIT, SEAL, 0, 210, 2, 0xffff,
	  .offset = EXAMPLE_OTHER },
	{ "two entries of the domain", SRAT, SEAL, 0, 162, 4, 1,
	  .offset = EXAMPLE_MEMORY_2 },
	{ "no entry of the domain", SRAT, SEAL, 0, 122, 4, 3, .offset = 48,
	  .status = 256 - ENXIO },
	{ "the entry is disabled", SRAT, SEAL, 0, 148, 4, 4, .offset = 48,
	  .status = 256 - ENXIO },
	{ "an indivisible range", SRAT, SEAL, 0, 136, 8, 8 * GIB + 4096,
	  .offset = EXAMPLE_MEMORY_1 },
	{ "parts of partial pages", SRAT, SEAL, 0, 136, 8, 8 * GIB + 2,
	  .offset = EXAMPLE_MEMORY_1 },
	{ "parts of half a page", SRAT, SEAL, 0, 136, 8, 4096, .offset = EXAMPLE_MEMORY_1 },
	{ "no memory", SRAT, SEAL, 0, 136, 8, 0, .offset = EXAMPLE_MEMORY_1 },
	{ "base within a page", SRAT, SEAL, 0, 128, 8, 4 * GIB + 8,
	  .offset = EXAMPLE_MEMORY_1 },
	{ "past the highest address", SRAT, SEAL, 0, 128, 8, -4 * GIB,
	  .offset = EXAMPLE_MEMORY_1 },
	{ "a very high domain", SRAT, SEAL, 0, 162, 4, UINT32_MAX,
	  .offset = EXAMPLE_MEMORY_2 },
	{ "the highest domain", SRAT, SEAL, 0, 162, 4, 1023, .offset = EXAMPLE_MEMORY_2 },
	{ "a very high domain", NFIT, SEAL, 0, 52, 4, UINT32_MAX,
	  .offset = EXAMPLE_RANGE_2 },
	{ "too many parts", SRAT, AS_IS, .parts = "1024", .offset = EXAMPLE_MEMORY_2 },
	{ "far too many parts", SRAT, AS_IS, .parts = "0x80000000",
	  .offset = EXAMPLE_MEMORY_2 },
	{ "count 0", SLIT, SEAL, 0, 36, 8, 0, .offset = 36 },
	{ "count too small", SLIT, SEAL, 0, 36, 8, 2, .offset = 36 },
	{ "count too large", SLIT, SEAL, 0, 36, 8, 4, .offset = 36 },
	{ "huge count", SLIT, SEAL, 0, 36, 8, UINT64_MAX, .offset = 36 },
	{ "count whose square is 2^64 + 9", SLIT, SEAL, 0, 36, 8, 1ULL << 32 | 3,
	  .offset = 36 },
	{ "one locality", SLIT, SEAL, 45, 36, 8, 1, .offset = 36 },
	{ "the same range twice", NFIT, SEAL, 0, 44, 2, 4, .offset = EXAMPLE_RANGE_2 },
	{ "range index 0", NFIT, SEAL, 0, 100, 2, 0, .offset = EXAMPLE_RANGE_1 },
	{ "the last range index", NFIT, SEAL, 0, 100, 2, 0xffff,
	  .offset = EXAMPLE_RANGE_1 },
	{ "a map has the last index", NFIT, SEAL, 0, 280, 2, 0xffff,
	  .offset = EXAMPLE_RANGE_1 },
	{ "the last region id", NFIT, SEAL, 0, 278, 2, 0xffff, .offset = EXAMPLE_MAP_A },
	{ "the last id but one", NFIT, SEAL, 0, 278, 2, 0xfffe, .offset = EXAMPLE_MAP_B },
	{ "indivisible map", NFIT, SEAL, 0, 236, 8, 4 * GIB + 1, .offset = EXAMPLE_MAP_B },
	{ "map past the highest offset", NFIT, SEAL, 0, 184, 8, UINT64_MAX,
	  .offset = EXAMPLE_MAP_A },
	{ "map past all addresses", NFIT, SEAL, 0, 192, 8, -GIB, .offset = EXAMPLE_MAP_A },
};

static struct acpi_table *pick(struct acpi_tables *tables, enum which which)
{
	if (which == SRAT)
		return &tables->srat;
	return which == SLIT ? &tables->slit : &tables->nfit;
}

/* Allocate the exact size, so that sanitizers notice reads beyond the end. */
static void resize(struct acpi_table *table, size_t size)
{
	uint8_t *bytes = malloc(size ? size : 1);

	if (!bytes)
		abort();
	for (size_t i = 0; i < size; i++)
		bytes[i] = i < table->size ? table->bytes[i] : 0;
	acpi_free(table);
	table->bytes = bytes;
	table->size = size;
}

static void mutate(struct acpi_table *table, const struct mutation *mutation)
{
	uint32_t length;

	if (mutation->size)
		resize(table, mutation->size == SIZE_MAX ? 0 : mutation->size);
	if (mutation->width)
		acpi_put(table, mutation->at, mutation->width, mutation->value);
	if (mutation->repair == AS_IS)
		return;
	length = acpi_get(table, ACPI_LENGTH_AT, 4);
	make_seal(table);
	if (mutation->repair == CHECKSUM) {
		for (int i = 0; i < 4; i++)
			table->bytes[ACPI_CHECKSUM_AT] += table->bytes[ACPI_LENGTH_AT + i];
		acpi_put(table, ACPI_LENGTH_AT, 4, length);
		for (int i = 0; i < 4; i++)
			table->bytes[ACPI_CHECKSUM_AT] -= table->bytes[ACPI_LENGTH_AT + i];
	}
}

static void test_mutation(struct tap *tap, const struct test_dir *dir,
			  const struct mutation *mutation)
{
	const char *parts = mutation->parts ? mutation->parts : "2";
	const char *const arguments[] = { "-p", "1", "-n", parts, NULL };
	struct acpi_tables tables, to = { 0 };
	struct acpi_fault fault = { 0 };
	struct acpi_split split;
	char output[TEST_OUTPUT_MAX], place[64];
	int status = mutation->status ? mutation->status : 256 - EINVAL, rc, got;
	const char *name, *found;

	make_example(&tables);
	name = pick(&tables, mutation->which)->name;
	mutate(pick(&tables, mutation->which), mutation);
	rc = acpi_split_tables(&tables, 1, strtoul(parts, NULL, 0), &to, &split, &fault);
	tap_ok(tap,
	       rc == status - 256 && !to.srat.bytes && fault.table &&
		       !strcmp(fault.table, name) && fault.offset == mutation->offset,
	       "%s: %s: %d %s at %zu: %s", name, mutation->what, rc, fault.table,
	       fault.offset, fault.text);

	test_dir_fill(dir, &tables);
	got = test_run(dir, arguments, -1, output);
	snprintf(place, sizeof(place), "/%s: offset %zu (0x%zx): ", name, mutation->offset,
		 mutation->offset);
	found = strstr(output, place);
	tap_ok(tap,
	       got == status && found && strchr(output, '\n') == strrchr(output, '\n') &&
		       test_dir_others(dir) == 0,
	       "%s: %s: the command: %d", name, mutation->what, got);
	acpi_free_tables(&tables);
	acpi_free_tables(&to);
}

/* Cut the table at every byte, with and without correcting length and checksum. */
static void test_cuts(struct tap *tap, enum which which)
{
	/* A corrected table that ends after the last relevant entry is valid. */
	static const int acceptable[] = { [SRAT] = 2, [SLIT] = 0, [NFIT] = 6 };
	int accepted = 0, unnamed = 0;
	struct acpi_tables tables;
	size_t size;

	make_example(&tables);
	size = pick(&tables, which)->size;
	for (size_t cut = 0; cut < 2 * size; cut++) {
		struct acpi_table *table = pick(&tables, which), whole = *table;
		struct mutation mutation = {
			.size = cut / 2 ? cut / 2 : SIZE_MAX,
			.repair = cut % 2 && cut / 2 >= ACPI_HEADER_SIZE ? SEAL : AS_IS,
		};
		struct acpi_tables to = { 0 };
		struct acpi_fault fault = { 0 };
		struct acpi_split split;

		*table = copy_table(&whole);
		mutate(table, &mutation);
		if (acpi_split_tables(&tables, 1, 2, &to, &split, &fault) == 0)
			accepted++;
		else if (!fault.table || strcmp(fault.table, whole.name) ||
			 fault.offset > size)
			unnamed++;
		acpi_free_tables(&to);
		acpi_free(table);
		*table = whole;
	}
	tap_ok(tap, accepted == acceptable[which] && !unnamed,
	       "cut at every byte, table %d: %d accepted, %d unnamed", which, accepted,
	       unnamed);
	acpi_free_tables(&tables);
}

static bool is_sound(const struct acpi_table *table, const char *signature)
{
	struct acpi_fault fault;

	return !table->bytes || acpi_check_header(table, signature, 36, &fault) == 0;
}

/* With any bit flipped, a table is refused or has a valid result, without bad reads. */
static void test_flips(struct tap *tap, enum which which)
{
	int bad = 0, refused = 0;
	struct acpi_tables tables;
	struct acpi_table *table;

	make_example(&tables);
	table = pick(&tables, which);
	for (size_t bit = 0; bit < 8 * table->size; bit++) {
		struct acpi_table whole = copy_table(table);
		struct acpi_tables to = { 0 };
		struct acpi_fault fault = { 0 };
		struct acpi_split split;

		table->bytes[bit / 8] ^= 1 << bit % 8;
		make_seal(table);
		if (acpi_split_tables(&tables, 1, 2, &to, &split, &fault) < 0) {
			refused++;
			bad += !fault.table || to.srat.bytes;
		} else {
			bad += !is_sound(&to.srat, "SRAT") || !is_sound(&to.slit, "SLIT") ||
			       !is_sound(&to.nfit, "NFIT");
		}
		acpi_free_tables(&to);
		acpi_free(table);
		*table = whole;
	}
	tap_ok(tap, !bad && refused > 32, "each bit changed, table %d: %d refused", which,
	       refused);
	acpi_free_tables(&tables);
}

int main(void)
{
	struct tap tap = { 0 };
	struct test_dir dir;

	test_dir_make(&dir);
	for (size_t i = 0; i < sizeof(mutations) / sizeof(mutations[0]); i++)
		test_mutation(&tap, &dir, &mutations[i]);
	for (enum which which = SRAT; which <= NFIT; which++) {
		test_cuts(&tap, which);
		test_flips(&tap, which);
	}
	test_dir_remove(&dir);
	return tap_end(&tap);
}
