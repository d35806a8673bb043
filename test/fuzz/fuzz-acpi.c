// SPDX-License-Identifier: GPL-2.0-only
/*
 * ACPI tables: a byte with flags, the domain, the logarithm of the number of parts, and the
 * sizes of SRAT and SLIT in two bytes each, with the high one first.  The rest is the tables.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/acpi/split.h"
#include "test/fuzz/fuzz.h"

enum { SEAL = 1, HEADER = 7 };

static struct acpi_table take(const char *name, const uint8_t **data, size_t *left, size_t size,
			      bool seal)
{
	struct acpi_table table = { name, NULL, size < *left ? size : *left };
	unsigned int sum = 0;

	if (!table.size)
		return table;
	table.bytes = malloc(table.size);
	memcpy(table.bytes, *data, table.size);
	*data += table.size;
	*left -= table.size;
	/* Otherwise, hardly any input would have the right length and checksum. */
	if (seal && table.size >= ACPI_HEADER_SIZE) {
		acpi_put(&table, ACPI_LENGTH_AT, 4, table.size);
		acpi_put(&table, ACPI_CHECKSUM_AT, 1, 0);
		for (size_t i = 0; i < table.size; i++)
			sum += table.bytes[i];
		acpi_put(&table, ACPI_CHECKSUM_AT, 1, -sum & 0xff);
	}
	return table;
}

/* The new tables are as consistent as the old ones, so they can be split again. */
static void check_result(const struct acpi_tables *tables, const struct acpi_split *split)
{
	struct acpi_tables again = { 0 };
	struct acpi_fault fault = { 0 };
	struct acpi_split next;

	for (uint32_t part = 0; part < split->parts; part++) {
		int rc = acpi_split_tables(tables, acpi_split_domain(split, part), 2, &again,
					   &next, &fault);

		fuzz_assert(rc == 0 || rc == -EFBIG || strstr(fault.text, "cannot split") ||
			    strstr(fault.text, "exceed the limit"));
		if (rc == 0)
			fuzz_assert(next.length == acpi_split_size(split));
		acpi_free_tables(&again);
		again = (struct acpi_tables){ 0 };
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct acpi_tables from, to = { 0 };
	struct acpi_split split;
	struct acpi_fault fault = { 0 };
	uint32_t domain, parts;
	size_t srat, slit;
	bool seal;

	if (size < HEADER)
		return 0;
	seal = data[0] & SEAL;
	domain = data[1];
	parts = 2U << (data[2] % 10);
	srat = data[3] << 8 | data[4];
	slit = data[5] << 8 | data[6];
	data += HEADER;
	size -= HEADER;
	from.srat = take("srat.dat", &data, &size, srat, seal);
	from.slit = take("slit.dat", &data, &size, slit, seal);
	from.nfit = take("nfit.dat", &data, &size, size, seal);
	if (from.srat.bytes && from.slit.bytes &&
	    acpi_split_tables(&from, domain, parts, &to, &split, &fault) == 0)
		check_result(&to, &split);
	acpi_free_tables(&to);
	acpi_free_tables(&from);
	return 0;
}
