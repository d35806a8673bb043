/* SPDX-License-Identifier: GPL-2.0-only */
/* The regions and devices of the system, as all exports show them. */
#ifndef DAXCTL_EXPORT_TABLE_H
#define DAXCTL_EXPORT_TABLE_H

#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/device/count-memory.h"
#include "daxctl/device/names.h"
#include "util/types.h"

struct export_region {
	int id;
	char *path;		/* below /sys/devices */
	u64 size, available;
};

struct export_device {
	int region, target_node;	/* -1: unknown */
	char *name, *node;		/* "dax0.1", "/dev/dax0.1" */
	struct names names;
	u64 size, block_size;
	long tier;			/* of its memory as system RAM; -1: none */
	bool bound;
	enum daxctl_dev_mode mode;	/* if it is bound */
	struct memory_count memory;	/* in blocks; none if it is not system RAM */
};

struct export_table {
	struct export_region *regions;
	size_t region_count;
	struct export_device *devices;	/* of a size other than 0 */
	size_t device_count;
};

/* Returns 0 or a reported errno: a part of the table would be wrong. */
int export_table_read(struct daxctl_ctx *ctx, struct export_table *table);
void export_table_clear(struct export_table *table);

/* "devdax", or "disabled" if no driver is bound. */
const char *export_mode(const struct export_device *device);

#endif
