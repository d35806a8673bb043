/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading and writing ACPI tables in a directory, under the names that acpixtract uses. */
#ifndef DAXCTL_ACPI_FILES_H
#define DAXCTL_ACPI_FILES_H

#include "daxctl/acpi/split.h"

/*
 * Read srat.dat, slit.dat and nfit.dat in @dir.  If there is no nfit.dat, tables->nfit has
 * no bytes.  Returns 0, or a reported errno with *@tables untouched.
 */
int read_acpi_tables(const char *dir, struct acpi_tables *tables);

/*
 * Write each table that has bytes to NAME.new in @dir, either all of them or none.  If a
 * table has no bytes, remove the file NAME.new of an earlier run.  Returns 0 or a reported
 * errno.
 */
int write_acpi_tables(const char *dir, const struct acpi_tables *tables);

#endif
