/* SPDX-License-Identifier: GPL-2.0-only */
/* The proximity domain to split, and the domains that it is split into. */
#ifndef DAXCTL_ACPI_DOMAIN_H
#define DAXCTL_ACPI_DOMAIN_H

#include "daxctl/acpi/table.h"

enum {
	ACPI_MAX_DOMAINS = 1024,	/* the most NUMA nodes that a kernel can have */
	ACPI_PAGE_SIZE = 4096,
};

/* The domain as the tables describe it, and the numbers that they leave unused. */
struct acpi_split {
	uint32_t domain, parts;
	uint64_t base, length;		/* of the domain's memory */
	size_t memory_at;		/* offset of its SRAT entry; 0: none */
	size_t range_at;		/* offset of its NFIT entry; 0: none */
	uint16_t range_index;
	uint32_t next_range, next_region; /* the first that NFIT does not use */

	uint64_t first_new;		/* the first domain that no table uses */
	const struct acpi_table *highest_in;	/* the table with the highest domain */
	size_t highest_at;			/* and its offset there */
};

/* The domain of a part.  Part 0 keeps the original domain. */
static inline uint32_t acpi_split_domain(const struct acpi_split *split, uint32_t part)
{
	return part ? split->first_new + part - 1 : split->domain;
}

static inline uint64_t acpi_split_size(const struct acpi_split *split)
{
	return split->length / split->parts;
}

/* Note that @domain is in use, according to the entry at offset @at of @table. */
static inline void acpi_split_note(struct acpi_split *split, uint64_t domain,
				   const struct acpi_table *table, size_t at)
{
	if (domain < split->first_new)
		return;
	split->first_new = domain + 1;
	split->highest_in = table;
	split->highest_at = at;
}

#endif
