/* SPDX-License-Identifier: GPL-2.0-only */
/* The proximity domain that is split, and the domains that it becomes. */
#ifndef DAXCTL_ACPI_DOMAIN_H
#define DAXCTL_ACPI_DOMAIN_H

#include "daxctl/acpi/table.h"

enum {
	ACPI_MAX_DOMAINS = 1024,	/* what the largest kernels can tell apart */
	ACPI_PAGE_SIZE = 4096,
};

/* The split, as found in the tables. */
struct acpi_split {
	uint32_t domain, parts;
	uint64_t base, length;		/* of all its memory */
	size_t memory_at;		/* its entry in SRAT; 0: none */
	size_t range_at;		/* the same range in NFIT; 0: none */
	uint16_t range_index;
	uint32_t next_range, next_region; /* the first indices that nothing in NFIT uses */

	uint64_t first_new;		/* domains below this are in use... */
	const struct acpi_table *highest_in;	/* ...the highest is named here */
	size_t highest_at;
};

/* The domain of part 0 (which keeps its own) to parts - 1. */
static inline uint32_t acpi_split_domain(const struct acpi_split *split, uint32_t part)
{
	return part ? split->first_new + part - 1 : split->domain;
}

static inline uint64_t acpi_split_size(const struct acpi_split *split)
{
	return split->length / split->parts;
}

/* Domain @domain is in use, says the table at @at. */
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
