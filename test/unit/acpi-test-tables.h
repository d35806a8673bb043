/* SPDX-License-Identifier: GPL-2.0-only */
/* Made-up ACPI tables for tests. */
#ifndef TEST_ACPI_TEST_TABLES_H
#define TEST_ACPI_TEST_TABLES_H

#include "daxctl/acpi/split.h"

#define GIB (1ULL << 30)

/* A table with a header and @fixed zero bytes after it; make_seal() is to come. */
struct acpi_table make_table(const char *name, const char *signature, unsigned int revision,
			     size_t fixed);
/* Length and checksum as they are to be. */
void make_seal(struct acpi_table *table);

/* Each adds an entry and returns its offset. */
size_t add_processor(struct acpi_table *srat, uint32_t domain, uint32_t flags);
size_t add_memory(struct acpi_table *srat, uint32_t domain, uint64_t base, uint64_t length,
		  uint32_t flags);
size_t add_range(struct acpi_table *nfit, uint16_t index, uint16_t flags, uint32_t domain,
		 uint64_t base, uint64_t length);
size_t add_map(struct acpi_table *nfit, uint16_t region, uint16_t range, uint64_t size,
	       uint64_t offset, uint64_t address);
/* @length bytes: type and length, each of @width bytes, and then 0xa5. */
size_t add_other(struct acpi_table *table, size_t width, unsigned int type, size_t length);

struct acpi_table make_slit(size_t count, const uint8_t *distances);
struct acpi_table copy_table(const struct acpi_table *table);

/*
 * Three domains; 1 has 8 GiB at 4 GiB, with two interleaved modules behind it in NFIT.
 * Where the entries are:
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
/* What domain 1 of it is to be in four parts. */
void make_example_in_four(struct acpi_tables *tables);

/* Byte by byte; no table is like no other. */
bool same_table(const struct acpi_table *got, const struct acpi_table *wanted);

/* acpi_split_tables(), with *@to and *@fault empty where it does not fill them. */
int split_tables(const struct acpi_tables *from, uint32_t domain, uint32_t parts,
		 struct acpi_tables *to, struct acpi_fault *fault);

#endif
