/* SPDX-License-Identifier: GPL-2.0-only */
/* One proximity domain's memory made into several domains, in ACPI's tables. */
#ifndef DAXCTL_ACPI_SPLIT_H
#define DAXCTL_ACPI_SPLIT_H

#include "daxctl/acpi/domain.h"

/* SRAT and SLIT are always there; NFIT has no bytes if there is none. */
struct acpi_tables {
	struct acpi_table srat, slit, nfit;
};

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

#endif
