/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats of `export'. */
#ifndef DAXCTL_EXPORT_FORMATS_H
#define DAXCTL_EXPORT_FORMATS_H

#include <stdio.h>

#include "daxctl/export/table.h"

struct export_format {
	const char *name;
	const char *file;	/* where readers look for it */
	/*
	 * Print the table.  If nothing is printed, the file is removed.  @vendor is only for
	 * CDI.  Returns 0 or -ENOMEM.
	 */
	int (*print)(FILE *to, const struct export_table *table, const char *vendor);
};

int export_cdi(FILE *to, const struct export_table *table, const char *vendor);
int export_nfd(FILE *to, const struct export_table *table, const char *vendor);
int export_prometheus(FILE *to, const struct export_table *table, const char *vendor);

/* Can it be the vendor in "VENDOR/dax"? */
bool cdi_vendor_is_valid(const char *text);

#endif
