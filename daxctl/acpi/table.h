/* SPDX-License-Identifier: GPL-2.0-only */
/* ACPI tables: access with bounds checks, the common header, entries, new tables. */
#ifndef DAXCTL_ACPI_TABLE_H
#define DAXCTL_ACPI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ACPI_LENGTH_AT = 4,
	ACPI_REVISION_AT = 8,
	ACPI_CHECKSUM_AT = 9,
	ACPI_OEM_REVISION_AT = 24,
	ACPI_HEADER_SIZE = 36,
	ACPI_TABLE_MAX = 16 << 20, /* far above any real table; limits allocations */
};

struct acpi_table {
	const char *name;	/* of the file, for messages */
	uint8_t *bytes;		/* allocated; NULL: there is no table */
	size_t size;
};

/* A fault in a table, and its offset. */
struct acpi_fault {
	const char *table;
	size_t offset;
	char text[160];
};

/* Fill in *@fault.  Returns @rc, for the caller to return. */
int acpi_fault(struct acpi_fault *fault, int rc, const struct acpi_table *table,
	       size_t offset, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/*
 * Read or write a little-endian number of 1 to 8 bytes.  Callers must have checked that it
 * is inside the table; an access outside aborts the program.
 */
uint64_t acpi_get(const struct acpi_table *table, size_t offset, size_t width);
void acpi_put(struct acpi_table *table, size_t offset, size_t width, uint64_t value);

/*
 * Check the signature, the length, which must be at least @least, and the checksum.
 * Returns 0, or -EINVAL with *@fault filled in.
 */
int acpi_check_header(const struct acpi_table *table, const char *signature, size_t least,
		      struct acpi_fault *fault);

struct acpi_entry {
	size_t at;
	unsigned int type;
	size_t length;
};

/*
 * Advance *@entry to the next entry.  To get the first, start with an entry of length 0 at
 * its offset.  Entries begin with their type and length, each of @width bytes.  Returns 1,
 * 0 at the end of the table, or -EINVAL with *@fault filled in if the entry is malformed.
 */
int acpi_next_entry(const struct acpi_table *table, size_t width, struct acpi_entry *entry,
		    struct acpi_fault *fault);

/*
 * Append @size zero bytes.  Returns 0, -ENOMEM, or -EFBIG if the table would exceed
 * ACPI_TABLE_MAX; the table is unchanged after a failure.
 */
int acpi_extend(struct acpi_table *table, size_t size);

/* Append a copy of a part of @from.  Returns the same. */
int acpi_append(struct acpi_table *table, const struct acpi_table *from, size_t offset,
		size_t size);

/* Update the length and checksum in the header, and increment the OEM revision. */
void acpi_seal(struct acpi_table *table);

/* Free the bytes of a table. */
void acpi_free(struct acpi_table *table);

#endif
