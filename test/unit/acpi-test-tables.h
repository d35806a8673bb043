/* SPDX-License-Identifier: GPL-2.0-only */
/* Made-up ACPI tables for tests. */
#ifndef TEST_ACPI_TEST_TABLES_H
#define TEST_ACPI_TEST_TABLES_H

#include "daxctl/acpi/split.h"

#define GIB (1ULL << 30)

/* Make a table of a header and @fixed zero bytes. make_seal() completes it. */
struct acpi_table make_table(const char *name, const char *signature, unsigned int revision,
			     size_t fixed);
/* Set length and checksum. */
void make_seal(struct acpi_table *table);

/* Each of these adds an entry and returns its offset. */
size_t add_processor(struct acpi_table *srat, uint32_t domain, uint32_t flags);
size_t add_memory(struct acpi_table *srat, uint32_t domain, uint64_t base, uint64_t length,
		  uint32_t flags);
size_t add_range(struct acpi_table *nfit, uint16_t index, uint16_t flags, uint32_t domain,
		 uint64_t base, uint64_t length);
size_t add_map(struct acpi_table *nfit, uint16_t region, uint16_t range, uint64_t size,
	       uint64_t offset, uint64_t address);
/* An entry of @length bytes: type and length of @width bytes each, then 0xa5. */
size_t add_other(struct acpi_table *table, size_t width, unsigned int type, size_t length);

struct acpi_table make_slit(size_t count, const uint8_t *distances);
struct acpi_table copy_table(const struct acpi_table *table);

/*
 * The example has three domains. Domain 1 has 8 GiB at 4 GiB, on two interleaved modules in
 * the NFIT. These are the offsets of the entries:
 */
enum {
	EXAMPLE_MEMORY_0 = 80,
	EXAMPLE_MEMORY_1 = 120,
	EXAMPLE_MEMORY_2 = 160,
	EXAMPLE_PROCESSOR_2 = 200,
	EXAMPLE_SRAT_SIZE = 216,
	EXAMPLE_RANGE_2 = 40,
	EXAMPLE_RANGE_1 = 96,
	EXAMPLE_MAP_A = 160,
	EXAMPLE_OTHER = 208,
	EXAMPLE_MAP_B = 220,
	EXAMPLE_MAP_C = 268,
	EXAMPLE_NFIT_SIZE = 316,
};
void make_example(struct acpi_tables *tables);
/* The expected result of splitting domain 1 of the example in four parts. */
void make_example_in_four(struct acpi_tables *tables);

/* Compare byte by byte. Two tables without bytes are the same. */
bool same_table(const struct acpi_table *got, const struct acpi_table *wanted);

/* Like acpi_split_tables(), but clears *@to and *@fault first. */
int split_tables(const struct acpi_tables *from, uint32_t domain, uint32_t parts,
		 struct acpi_tables *to, struct acpi_fault *fault);

#endif
