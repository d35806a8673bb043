/* SPDX-License-Identifier: GPL-2.0-only */
/* The columns of tables, which --output selects. */
#ifndef DAXCTL_LIST_COLUMNS_H
#define DAXCTL_LIST_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/device/count-memory.h"

/* The subject of a line: a mapping, a device or a region. */
struct row {
	struct daxctl_region *region;
	struct daxctl_dev *dev;			/* NULL: the region itself */
	struct daxctl_mapping *mapping;		/* NULL: the device as a whole */
	const struct memory_count *memory;	/* NULL: it has no memory blocks */
	const struct labels *labels;
};

/*
 * Column flags: which listings have the column by default, and how it is printed.  Mappings
 * take the place of some columns of their device, so that the table fits 80 columns.
 */
enum {
	OF_DEVICES = 1 << 0,		/* in a list of devices */
	OF_REGIONS = 1 << 1,		/* in a list of regions */
	OF_BOTH = 1 << 2,		/* in a list of regions and devices */
	OF_MAPPINGS = 1 << 3,		/* of these, only in a list of mappings */
	NOT_WITH_MAPPINGS = 1 << 4,	/* of these, not in a list of mappings */
	RIGHT_ALIGNED = 1 << 5,
	OF_BLOCKS = 1 << 6,		/* it needs the count of memory blocks */
};

struct column {
	const char *name;
	const char *help;
	double width;			/* at least, in characters */
	unsigned int flags;
	/*
	 * Store the allocated text of the cell, or NULL if the value is unknown or the
	 * column does not apply to the row.  Returns 0 or -ENOMEM.
	 */
	int (*get)(const struct row *row, char **text);
};

/*
 * The column that is called as the first @len characters of @name, ignoring case; or NULL.
 */
const struct column *find_column(const char *name, size_t len);

/* The column after @column, or the first if that is NULL.  NULL after the last column. */
const struct column *next_column(const struct column *column);

/*
 * Does @list consist of names of columns, separated by commas?  Returns 0, or -EINVAL after
 * reporting the error for @subject.
 */
int check_columns(const char *subject, const char *list);

/* Print all columns with their descriptions, for -h. */
void print_columns(FILE *to);

#endif
