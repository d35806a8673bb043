/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_ACPI_NFIT_H
#define DAXCTL_ACPI_NFIT_H

#include "daxctl/acpi/domain.h"

/*
 * Check the whole NFIT, and note in *@split what it says about the domain.  Returns 0, or a
 * negated errno with *@fault filled in.
 */
int nfit_examine(const struct acpi_table *nfit, struct acpi_split *split,
		 struct acpi_fault *fault);

/* Append the new NFIT to *@to, after all tables were examined.  Returns the same. */
int nfit_split(const struct acpi_table *nfit, const struct acpi_split *split,
	       struct acpi_table *to, struct acpi_fault *fault);

#endif
