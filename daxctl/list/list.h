/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of `list', and which regions and devices they select. */
#ifndef DAXCTL_LIST_LIST_H
#define DAXCTL_LIST_LIST_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/device/labels.h"

struct list_options {
	const char *region, *device;		/* filters */
	const char *format, *output, *color, *wait;
	bool devices, regions, mappings, idle, human, verbose, json, noheadings, usage;
	const struct labels *labels;		/* of devices */
};

/* Is the region selected?  With -d, it is only if it contains that device. */
bool list_has_region(const struct list_options *list, struct daxctl_region *region);

/* Is the device selected?  Its region must be. */
bool list_has_device(const struct list_options *list, struct daxctl_dev *dev);

#endif
