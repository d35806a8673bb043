/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_ACPI_SLIT_H
#define DAXCTL_ACPI_SLIT_H

#include "daxctl/acpi/domain.h"

/*
 * Check the whole SLIT, and note in *@split what it says about the domain.  Returns 0, or a
 * negated errno with *@fault filled in.
 */
int slit_examine(const struct acpi_table *slit, struct acpi_split *split,
		 struct acpi_fault *fault);

/*
 * Append the new SLIT to *@to, after all tables were examined.  Returns 0, -ENOMEM or
 * -EFBIG.
 */
int slit_split(const struct acpi_table *slit, const struct acpi_split *split,
	       struct acpi_table *to);

#endif
