/* SPDX-License-Identifier: GPL-2.0-only */
/* ACPI tables as bytes: bounded access, the common header, entries, new tables. */
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
	ACPI_TABLE_MAX = 16 << 20, /* no real table comes near; bounds what is allocated */
};

struct acpi_table {
	const char *name;	/* of its file, for messages */
	uint8_t *bytes;		/* from malloc; NULL: there is no table */
	size_t size;
};

/* What is wrong with a table, and where. */
struct acpi_fault {
	const char *table;
	size_t offset;
	char text[160];
};

/* Fill *@fault; returns @rc, so that a caller can return it. */
int acpi_fault(struct acpi_fault *fault, int rc, const struct acpi_table *table,
	       size_t offset, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/*
 * A little-endian number of 1 to 8 bytes.  Callers have compared lengths with the
 * table's size before; an access outside of it all the same ends the program.
 */
uint64_t acpi_get(const struct acpi_table *table, size_t offset, size_t width);
void acpi_put(struct acpi_table *table, size_t offset, size_t width, uint64_t value);

/* Signature, length, checksum, and @least bytes in all; 0, or -EINVAL and *@fault. */
int acpi_check_header(const struct acpi_table *table, const char *signature, size_t least,
		      struct acpi_fault *fault);

struct acpi_entry {
	size_t at;
	unsigned int type;
	size_t length;
};

/*
 * From *@entry to the one after it; one of length 0 stands for where the first begins.
 * Entries begin with their type and length, each of @width bytes.  Returns 1; 0 at the
 * table's end; -EINVAL and *@fault if what is there does not fit.
 */
int acpi_next_entry(const struct acpi_table *table, size_t width, struct acpi_entry *entry,
		    struct acpi_fault *fault);

/* Add @size zero bytes; 0, -ENOMEM, or -EFBIG beyond ACPI_TABLE_MAX, nothing changed. */
int acpi_extend(struct acpi_table *table, size_t size);

/* Add a copy of a part of @from, likewise. */
int acpi_append(struct acpi_table *table, const struct acpi_table *from, size_t offset,
		size_t size);

/* Make the header right after changes: length, OEM revision + 1, checksum. */
void acpi_seal(struct acpi_table *table);

/* Free the bytes; the table is then none. */
void acpi_free(struct acpi_table *table);

#endif
