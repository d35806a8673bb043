// SPDX-License-Identifier: GPL-2.0-only
/* `list' as a table: a line for each region, device or mapping. */
#include <errno.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/late-libraries.h"
#include "daxctl/list/columns.h"
#include "daxctl/list/formats.h"

struct table {
	struct libscols_table *lines;
	const struct column **columns;
	size_t count;
	bool mappings;		/* is there a column about mappings? */
	bool blocks;		/* and one about memory blocks? */
};

static int add_column(struct table *table, const struct column *column)
{
	int flags = column->flags & RIGHT_ALIGNED ? SCOLS_FL_RIGHT : 0;

	if (!scols_table_new_column(table->lines, column->name, column->width, flags))
		return -ENOMEM;
	table->columns[table->count++] = column;
	table->mappings |= (column->flags & OF_MAPPINGS) != 0;
	table->blocks |= (column->flags & OF_BLOCKS) != 0;
	return 0;
}

static int add_named_columns(struct table *table, const char *list)
{
	int rc = 0;

	while (rc == 0) {
		size_t len = strcspn(list, ",");

		rc = add_column(table, find_column(list, len));
		list += len;
		if (!*list++)
			break;
	}
	return rc;
}

static int add_default_columns(struct table *table, const struct list_options *list)
{
	unsigned int listing = !list->devices ? OF_REGIONS :
			       list->regions ? OF_BOTH : OF_DEVICES;
	unsigned int hidden = list->devices && list->mappings ? NOT_WITH_MAPPINGS
							      : OF_MAPPINGS;
	const struct column *column = NULL;
	int rc = 0;

	while (rc == 0 && (column = next_column(column)))
		if (column->flags & listing && !(column->flags & hidden))
			rc = add_column(table, column);
	return rc;
}

static int add_line(struct table *table, const struct row *row)
{
	struct libscols_line *line = scols_table_new_line(table->lines, NULL);

	if (!line)
		return -ENOMEM;
	for (size_t i = 0; i < table->count; i++) {
		char *text;
		int rc = table->columns[i]->get(row, &text);

		if (rc < 0)
			return rc;
		if (!text && !(text = strdup("-")))
			return -ENOMEM;
		if (scols_line_refer_data(line, i, text) < 0) {
			free(text);
			return -ENOMEM;
		}
	}
	return 0;
}

/* Add a line for each mapping; one line if there are none or no column is about them. */
static int add_device(struct table *table, struct row row)
{
	struct memory_count count;
	int rc = 0;

	if (table->blocks && count_memory(row.dev, &count))
		row.memory = &count;
	row.mapping = table->mappings ? daxctl_mapping_get_first(row.dev) : NULL;
	do {
		rc = add_line(table, &row);
		row.mapping = row.mapping ? daxctl_mapping_get_next(row.mapping) : NULL;
	} while (rc == 0 && row.mapping);
	return rc;
}

static int add_region(struct table *table, struct daxctl_region *region,
		      const struct list_options *list)
{
	struct row row = { .region = region, .labels = list->labels };
	int rc = list->regions ? add_line(table, &row) : 0;

	if (!list->devices)
		return rc;
	for (row.dev = daxctl_dev_get_first(region); rc == 0 && row.dev;
	     row.dev = daxctl_dev_get_next(row.dev))
		if (list_has_device(list, row.dev))
			rc = add_device(table, row);
	return rc;
}

static size_t max_columns(const struct list_options *list)
{
	const struct column *column = NULL;
	size_t count = 1;

	while ((column = next_column(column)))
		count++;
	/* A column can be named several times. */
	return list->output ? strlen(list->output) + 1 : count;
}

int list_as_table(struct daxctl_ctx *ctx, const struct list_options *list)
{
	struct table table = { 0 };
	struct daxctl_region *region;
	int rc = need_late_library("list", LIBSMARTCOLS);

	if (rc < 0)
		return rc;
	table.lines = scols_new_table();
	table.columns = calloc(max_columns(list), sizeof(*table.columns));
	rc = -ENOMEM;
	if (table.lines && table.columns) {
		scols_table_enable_noheadings(table.lines, list->noheadings);
		rc = list->output ? add_named_columns(&table, list->output)
				  : add_default_columns(&table, list);
	}
	daxctl_region_foreach(ctx, region)
		if (rc == 0 && list_has_region(list, region))
			rc = add_region(&table, region, list);
	if (rc == 0 && scols_print_table(table.lines) < 0)
		rc = -ENOMEM;
	scols_unref_table(table.lines);
	free(table.columns);
	return rc;
}
