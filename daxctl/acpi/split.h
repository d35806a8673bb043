/* SPDX-License-Identifier: GPL-2.0-only */
/* Splitting the memory of a proximity domain into several domains. */
#ifndef DAXCTL_ACPI_SPLIT_H
#define DAXCTL_ACPI_SPLIT_H

#include "daxctl/acpi/domain.h"

/* SRAT and SLIT are required.  NFIT is optional and has no bytes if it is missing. */
struct acpi_tables {
	struct acpi_table srat, slit, nfit;
};

/*
 * Split @domain into @parts, a power of two, in copies of the tables.  to->nfit has no
 * bytes if NFIT does not contain the memory of the domain.  Returns 0, -ENOMEM, or another
 * negated errno with *@fault filled in: -ENXIO if the domain has no memory, -EINVAL or
 * -EFBIG.  After a failure, *@to and *@split are untouched.
 */
int acpi_split_tables(const struct acpi_tables *from, uint32_t domain, uint32_t parts,
		      struct acpi_tables *to, struct acpi_split *split,
		      struct acpi_fault *fault);

void acpi_free_tables(struct acpi_tables *tables);

#endif
