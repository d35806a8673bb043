/* SPDX-License-Identifier: GPL-2.0-only */
/* One proximity domain's memory made into several domains, in ACPI's tables. */
#ifndef DAXCTL_ACPI_SPLIT_H
#define DAXCTL_ACPI_SPLIT_H

#include "daxctl/acpi/table.h"

enum {
	ACPI_MAX_DOMAINS = 1024,	/* what the largest kernels can tell apart */
	ACPI_PAGE_SIZE = 4096,
};

/* SRAT and SLIT are always there; NFIT has no bytes if there is none. */
struct acpi_tables {
	struct acpi_table srat, slit, nfit;
};

/* What is split, as found in the tables. */
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

/*
 * Split @domain into @parts, a power of two, in copies of the tables.  Everything is
 * checked, and nothing is kept unless all of it went well.  to->nfit has no bytes if
 * NFIT does not have the range.  Returns 0; -EINVAL or -EFBIG and *@fault; -ENXIO and
 * *@fault if the domain has no memory; -ENOMEM.
 */
int acpi_split_tables(const struct acpi_tables *from, uint32_t domain, uint32_t parts,
		      struct acpi_tables *to, struct acpi_split *split,
		      struct acpi_fault *fault);

void acpi_free_tables(struct acpi_tables *tables);

/*
 * For each table: check all of it and note in *@split what it says of the domain, then,
 * with *@split complete, append the new table to *@to.
 */
int srat_examine(const struct acpi_table *srat, struct acpi_split *split,
		 struct acpi_fault *fault);
int srat_split(const struct acpi_table *srat, const struct acpi_split *split,
	       struct acpi_table *to, struct acpi_fault *fault);
int slit_examine(const struct acpi_table *slit, struct acpi_split *split,
		 struct acpi_fault *fault);
int slit_split(const struct acpi_table *slit, const struct acpi_split *split,
	       struct acpi_table *to);
int nfit_examine(const struct acpi_table *nfit, struct acpi_split *split,
		 struct acpi_fault *fault);
int nfit_split(const struct acpi_table *nfit, const struct acpi_split *split,
	       struct acpi_table *to, struct acpi_fault *fault);

#endif
