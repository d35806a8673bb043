/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The numbers that regions and devices have in sysfs, in one table. */
#ifndef LIBDAXCTL_ATTRIBUTES_H
#define LIBDAXCTL_ATTRIBUTES_H

#include <libdaxctl/ctx.h>

enum attribute {
	REGION_SIZE,
	REGION_AVAILABLE_SIZE,
	REGION_ALIGN,
	DEVICE_SIZE,
	DEVICE_ALIGN,
	DEVICE_RESOURCE,
	DEVICE_TARGET_NODE,
};

/*
 * Read a number of the region whose directory is @dir, or of its device @name.  Returns
 * the attribute's "unknown" value if that fails.
 */
u64 dax_region_number(struct sysfs_dir *dir, enum attribute attribute);
u64 dax_device_number(struct sysfs_dir *dir, const char *name, enum attribute attribute);

#endif
