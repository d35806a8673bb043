/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_ACPI_SRAT_H
#define DAXCTL_ACPI_SRAT_H

#include "daxctl/acpi/domain.h"

/*
 * Check the whole SRAT, and note in *@split what it says about the domain.  Returns 0, or a
 * negated errno with *@fault filled in.
 */
int srat_examine(const struct acpi_table *srat, struct acpi_split *split,
		 struct acpi_fault *fault);

/* Append the new SRAT to *@to, after all tables were examined.  Returns the same. */
int srat_split(const struct acpi_table *srat, const struct acpi_split *split,
	       struct acpi_table *to, struct acpi_fault *fault);

#endif
