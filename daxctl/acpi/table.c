// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/acpi/table.h"

int acpi_fault(struct acpi_fault *fault, int rc, const struct acpi_table *table,
	       size_t offset, const char *format, ...)
{
	va_list args;

	fault->table = table->name;
	fault->offset = offset;
	va_start(args, format);
	vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	return rc;
}

static bool inside(const struct acpi_table *table, size_t offset, size_t size)
{
	return offset <= table->size && size <= table->size - offset;
}

uint64_t acpi_get(const struct acpi_table *table, size_t offset, size_t width)
{
	uint64_t value = 0;

	if (!inside(table, offset, width) || width > sizeof(value))
		abort();
	while (width--)
		value = value << 8 | table->bytes[offset + width];
	return value;
}

void acpi_put(struct acpi_table *table, size_t offset, size_t width, uint64_t value)
{
	if (!inside(table, offset, width) || width > sizeof(value))
		abort();
	for (; width--; value >>= 8)
		table->bytes[offset++] = value;
}

static uint8_t sum(const struct acpi_table *table)
{
	uint8_t total = 0;

	for (size_t i = 0; i < table->size; i++)
		total += table->bytes[i];
	return total;
}

int acpi_check_header(const struct acpi_table *table, const char *signature, size_t least,
		      struct acpi_fault *fault)
{
	uint64_t length;

	if (!inside(table, 0, ACPI_HEADER_SIZE))
		return acpi_fault(fault, -EINVAL, table, table->size,
				  "the file ends within the header of a table");
	if (memcmp(table->bytes, signature, strlen(signature)))
		return acpi_fault(fault, -EINVAL, table, 0, "the signature is not %s",
				  signature);
	length = acpi_get(table, ACPI_LENGTH_AT, 4);
	if (length != table->size)
		return acpi_fault(
			fault, -EINVAL, table, ACPI_LENGTH_AT,
			"the header says %llu bytes, but the file has %zu",
			(unsigned long long)length, table->size);
	if (length < least)
		return acpi_fault(fault, -EINVAL, table, ACPI_LENGTH_AT,
				  "a length of %llu is too short for the header of %s",
				  (unsigned long long)length, signature);
	if (sum(table))
		return acpi_fault(fault, -EINVAL, table, ACPI_CHECKSUM_AT,
				  "wrong checksum: the sum of all bytes is %u, not 0",
				  sum(table));
	return 0;
}

int acpi_next_entry(const struct acpi_table *table, size_t width, struct acpi_entry *entry,
		    struct acpi_fault *fault)
{
	size_t at = entry->at + entry->length, length;

	if (at == table->size)
		return 0;
	if (!inside(table, at, 2 * width))
		return acpi_fault(fault, -EINVAL, table, at,
				  "the last %zu bytes are too few for an entry",
				  table->size - at);
	length = acpi_get(table, at + width, width);
	if (length < 2 * width)
		return acpi_fault(fault, -EINVAL, table, at,
				  "an entry of length %zu, which is too short", length);
	if (!inside(table, at, length))
		return acpi_fault(fault, -EINVAL, table, at,
				  "an entry of length %zu runs past the table's end",
				  length);
	*entry = (struct acpi_entry){ at, acpi_get(table, at, width), length };
	return 1;
}

int acpi_extend(struct acpi_table *table, size_t size)
{
	uint8_t *bytes;

	if (!size)
		return 0;	/* realloc(NULL, 0) can return NULL */
	if (size > ACPI_TABLE_MAX - table->size)
		return -EFBIG;
	bytes = realloc(table->bytes, table->size + size);
	if (!bytes)
		return -ENOMEM;
	memset(bytes + table->size, 0, size);
	table->bytes = bytes;
	table->size += size;
	return 0;
}

int acpi_append(struct acpi_table *table, const struct acpi_table *from, size_t offset,
		size_t size)
{
	int rc;

	if (!inside(from, offset, size))
		abort();
	rc = acpi_extend(table, size);
	if (rc == 0)
		memcpy(table->bytes + table->size - size, from->bytes + offset, size);
	return rc;
}

void acpi_seal(struct acpi_table *table)
{
	acpi_put(table, ACPI_LENGTH_AT, 4, table->size);
	acpi_put(table, ACPI_OEM_REVISION_AT, 4,
		 acpi_get(table, ACPI_OEM_REVISION_AT, 4) + 1);
	acpi_put(table, ACPI_CHECKSUM_AT, 1, 0);
	acpi_put(table, ACPI_CHECKSUM_AT, 1, 0x100 - sum(table));
}

void acpi_free(struct acpi_table *table)
{
	free(table->bytes);
	table->bytes = NULL;
	table->size = 0;
}
