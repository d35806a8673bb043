/* SPDX-License-Identifier: GPL-2.0-only */
/* ACPI tables in a directory, as acpixtract leaves them. */
#ifndef DAXCTL_ACPI_FILES_H
#define DAXCTL_ACPI_FILES_H

#include "daxctl/acpi/split.h"

/*
 * Read srat.dat, slit.dat and nfit.dat of @dir; without the last, tables->nfit has no
 * bytes.  Returns 0, or a reported errno with *@tables untouched.
 */
int read_acpi_tables(const char *dir, struct acpi_tables *tables);

/*
 * Write each table that has bytes to NAME.new in @dir: all of them or none.  A file
 * NAME.new of a table without bytes belongs to an earlier result, and is removed.
 * Returns 0 or a reported errno.
 */
int write_acpi_tables(const char *dir, const struct acpi_tables *tables);

#endif
