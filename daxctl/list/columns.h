/* SPDX-License-Identifier: GPL-2.0-only */
/* The columns of tables: what `--output' may name. */
#ifndef DAXCTL_LIST_COLUMNS_H
#define DAXCTL_LIST_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <libdaxctl/libdaxctl.h>

/* What a line of a table is about. */
struct row {
	struct daxctl_region *region;
	struct daxctl_dev *dev;			/* NULL: the region itself */
	struct daxctl_mapping *mapping;		/* NULL: the device as a whole */
};

/* Column flags: the listings that have it unless told otherwise, and its form. */
enum {
	OF_DEVICES = 1 << 0,
	OF_REGIONS = 1 << 1,
	OF_BOTH = 1 << 2,		/* regions, and devices below them */
	OF_RANGES = 1 << 3,		/* it is about a mapping: only with those */
	TO_THE_RIGHT = 1 << 4,		/* a number */
};

struct column {
	const char *name;
	const char *help;
	double width;			/* in characters, at least */
	unsigned int flags;
	/*
	 * Store new text, to be freed, or NULL where the column does not apply or is
	 * not known.  0 or -ENOMEM.
	 */
	int (*get)(const struct row *row, char **text);
};

/* The column @len characters of @name name, in any case; NULL: there is none. */
const struct column *find_column(const char *name, size_t len);

/* The columns in their order; NULL after the last. */
const struct column *next_column(const struct column *column);

/* Is @list one of columns, with commas?  0, or -EINVAL reported of @subject. */
int check_columns(const char *subject, const char *list);

/* Every column with its meaning, for a command's usage. */
void print_columns(FILE *to);

#endif
