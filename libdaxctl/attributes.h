/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The numeric attributes of regions and devices in sysfs. */
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
 * Read an attribute of the region whose directory is @dir, or of its device @name.  If that
 * fails, return the value that stands for "unknown" in the public interface.
 */
u64 dax_region_number(struct sysfs_dir *dir, enum attribute attribute);
u64 dax_device_number(struct sysfs_dir *dir, const char *name, enum attribute attribute);

#endif
