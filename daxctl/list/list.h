/* SPDX-License-Identifier: GPL-2.0-only */
/* What `list' is asked for. */
#ifndef DAXCTL_LIST_LIST_H
#define DAXCTL_LIST_LIST_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

struct list_options {
	const char *region, *device;		/* filters */
	const char *format, *output, *color;
	bool devices, regions, mappings, idle, human, noheadings;
};

/* Does the listing have this region?  Not if its only wanted device is elsewhere. */
bool list_has_region(const struct list_options *list, struct daxctl_region *region);

/* Of a region that it has: this device? */
bool list_has_device(const struct list_options *list, struct daxctl_dev *dev);

#endif
