// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "test/unit/acpi-test-tables.h"

static size_t extend(struct acpi_table *table, size_t size)
{
	size_t at = table->size;

	if (acpi_extend(table, size) < 0)
		abort();
	return at;
}

struct acpi_table make_table(const char *name, const char *signature, unsigned int revision,
			     size_t fixed)
{
	struct acpi_table table = { .name = name };

	extend(&table, ACPI_HEADER_SIZE + fixed);
	memcpy(table.bytes, signature, 4);
	acpi_put(&table, ACPI_REVISION_AT, 1, revision);
	memcpy(table.bytes + 10, "MAKER MACHINE ", 14);
	acpi_put(&table, ACPI_OEM_REVISION_AT, 4, 41);
	memcpy(table.bytes + 28, "TEST", 4);
	acpi_put(&table, 32, 4, 0x01020304);
	return table;
}

void make_seal(struct acpi_table *table)
{
	uint8_t sum = 0;

	acpi_put(table, ACPI_LENGTH_AT, 4, table->size);
	table->bytes[ACPI_CHECKSUM_AT] = 0;
	for (size_t i = 0; i < table->size; i++)
		sum += table->bytes[i];
	table->bytes[ACPI_CHECKSUM_AT] = -sum;
}

size_t add_processor(struct acpi_table *srat, uint32_t domain, uint32_t flags)
{
	size_t at = extend(srat, 16);

	acpi_put(srat, at + 1, 1, 16);
	acpi_put(srat, at + 2, 1, domain & 0xff);
	acpi_put(srat, at + 4, 4, flags);
	acpi_put(srat, at + 9, 3, domain >> 8);
	return at;
}

size_t add_memory(struct acpi_table *srat, uint32_t domain, uint64_t base, uint64_t length,
		  uint32_t flags)
{
	size_t at = extend(srat, 40);

	acpi_put(srat, at, 1, 1);
	acpi_put(srat, at + 1, 1, 40);
	acpi_put(srat, at + 2, 4, domain);
	acpi_put(srat, at + 8, 8, base);
	acpi_put(srat, at + 16, 8, length);
	acpi_put(srat, at + 28, 4, flags);
	return at;
}

size_t add_range(struct acpi_table *nfit, uint16_t index, uint16_t flags, uint32_t domain,
		 uint64_t base, uint64_t length)
{
	static const uint8_t persistent[16] = "\x79\xd3\xf0\x66\xf3\xb4\x74\x40"
					      "\xac\x43\x0d\x33\x18\xb7\x8c";
	size_t at = extend(nfit, 56);

	acpi_put(nfit, at + 2, 2, 56);
	acpi_put(nfit, at + 4, 2, index);
	acpi_put(nfit, at + 6, 2, flags);
	acpi_put(nfit, at + 12, 4, domain);
	memcpy(nfit->bytes + at + 16, persistent, 16);
	acpi_put(nfit, at + 31, 1, 0xdb);
	acpi_put(nfit, at + 32, 8, base);
	acpi_put(nfit, at + 40, 8, length);
	acpi_put(nfit, at + 48, 8, 0x8008);
	return at;
}

size_t add_map(struct acpi_table *nfit, uint16_t region, uint16_t range, uint64_t size,
	       uint64_t offset, uint64_t address)
{
	size_t at = extend(nfit, 48);

	acpi_put(nfit, at, 2, 1);
	acpi_put(nfit, at + 2, 2, 48);
	acpi_put(nfit, at + 4, 4, 0x77);
	acpi_put(nfit, at + 10, 2, region);
	acpi_put(nfit, at + 12, 2, range);
	acpi_put(nfit, at + 14, 2, 9);
	acpi_put(nfit, at + 16, 8, size);
	acpi_put(nfit, at + 24, 8, offset);
	acpi_put(nfit, at + 32, 8, address);
	acpi_put(nfit, at + 42, 2, 2);
	return at;
}

size_t add_other(struct acpi_table *table, size_t width, unsigned int type, size_t length)
{
	size_t at = extend(table, length);

	acpi_put(table, at, width, type);
	acpi_put(table, at + width, width, length);
	memset(table->bytes + at + 2 * width, 0xa5, length - 2 * width);
	return at;
}

struct acpi_table make_slit(size_t count, const uint8_t *distances)
{
	struct acpi_table slit = make_table("slit.dat", "SLIT", 1, 8 + count * count);

	acpi_put(&slit, 36, 8, count);
	memcpy(slit.bytes + 44, distances, count * count);
	make_seal(&slit);
	return slit;
}

struct acpi_table copy_table(const struct acpi_table *table)
{
	struct acpi_table copy = { .name = table->name };

	if (acpi_append(&copy, table, 0, table->size) < 0)
		abort();
	return copy;
}

void make_example(struct acpi_tables *tables)
{
	static const uint8_t distances[] = { 10, 21, 31, 22, 10, 32, 33, 34, 10 };
	struct acpi_table srat = make_table("srat.dat", "SRAT", 3, 12);
	struct acpi_table nfit = make_table("nfit.dat", "NFIT", 1, 4);

	acpi_put(&srat, ACPI_HEADER_SIZE, 4, 1);
	add_processor(&srat, 0, 1);
	add_processor(&srat, 1, 1);
	add_memory(&srat, 0, 0, GIB, 1);
	add_memory(&srat, 1, 4 * GIB, 8 * GIB, 5);
	add_memory(&srat, 2, 16 * GIB, GIB, 1);
	add_processor(&srat, 2, 1);
	make_seal(&srat);

	add_range(&nfit, 1, 2, 2, 16 * GIB, GIB);
	add_range(&nfit, 4, 2, 1, 4 * GIB, 8 * GIB);
	/* The longer form, with a cookie. */
	acpi_put(&nfit, EXAMPLE_RANGE_1 + 2, 2, 64);
	acpi_put(&nfit, extend(&nfit, 8), 8, 0x1122334455667788);
	add_map(&nfit, 5, 4, 4 * GIB, 0, 0x1000000);
	add_other(&nfit, 2, 4, 12);
	add_map(&nfit, 6, 4, 4 * GIB, 0x100, 0x2000000);
	add_map(&nfit, 9, 1, GIB, 0, 0x3000000);
	make_seal(&nfit);

	*tables = (struct acpi_tables){ srat, make_slit(3, distances), nfit };
}

static void make_successor(struct acpi_table *table)
{
	acpi_put(table, ACPI_OEM_REVISION_AT, 4, 42);
	make_seal(table);
}

void make_example_in_four(struct acpi_tables *tables)
{
	static const uint8_t distances[] = {
		10, 21, 31, 21, 21, 21,
		22, 10, 32, 11, 11, 11,
		33, 34, 10, 34, 34, 34,
		22, 11, 32, 10, 11, 11,
		22, 11, 32, 11, 10, 11,
		22, 11, 32, 11, 11, 10,
	};
	struct acpi_table srat = make_table("srat.dat", "SRAT", 3, 12);
	struct acpi_table nfit = make_table("nfit.dat", "NFIT", 1, 4);
	struct acpi_table slit = make_slit(6, distances);

	acpi_put(&srat, ACPI_HEADER_SIZE, 4, 1);
	add_processor(&srat, 0, 1);
	add_processor(&srat, 1, 1);
	add_memory(&srat, 0, 0, GIB, 1);
	add_memory(&srat, 1, 4 * GIB, 2 * GIB, 5);
	add_memory(&srat, 3, 6 * GIB, 2 * GIB, 5);
	add_memory(&srat, 4, 8 * GIB, 2 * GIB, 5);
	add_memory(&srat, 5, 10 * GIB, 2 * GIB, 5);
	add_memory(&srat, 2, 16 * GIB, GIB, 1);
	add_processor(&srat, 2, 1);

	add_range(&nfit, 1, 2, 2, 16 * GIB, GIB);
	for (uint32_t i = 0; i < 4; i++) {
		size_t at = add_range(&nfit, i ? 4 + i : 4, 2, i ? 2 + i : 1,
				      (4 + 2 * i) * GIB, 2 * GIB);

		acpi_put(&nfit, at + 2, 2, 64);
		acpi_extend(&nfit, 8);
		acpi_put(&nfit, at + 56, 8, 0x1122334455667788);
	}
	for (uint32_t i = 0; i < 4; i++)
		add_map(&nfit, i ? 9 + i : 5, 4 + i, GIB, i * GIB, 0x1000000 + i * GIB);
	add_other(&nfit, 2, 4, 12);
	for (uint32_t i = 0; i < 4; i++)
		add_map(&nfit, i ? 12 + i : 6, 4 + i, GIB, 0x100 + i * GIB,
			0x2000000 + i * GIB);
	add_map(&nfit, 9, 1, GIB, 0, 0x3000000);

	*tables = (struct acpi_tables){ srat, slit, nfit };
	make_successor(&tables->srat);
	make_successor(&tables->slit);
	make_successor(&tables->nfit);
}

bool same_table(const struct acpi_table *got, const struct acpi_table *wanted)
{
	if (!got->bytes || !wanted->bytes)
		return !got->bytes && !wanted->bytes;
	return got->size == wanted->size && !memcmp(got->bytes, wanted->bytes, got->size);
}

int split_tables(const struct acpi_tables *from, uint32_t domain, uint32_t parts,
		 struct acpi_tables *to, struct acpi_fault *fault)
{
	struct acpi_split found;

	*to = (struct acpi_tables){ 0 };
	*fault = (struct acpi_fault){ 0 };
	return acpi_split_tables(from, domain, parts, to, &found, fault);
}
