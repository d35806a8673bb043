/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The numbers that regions and devices have in sysfs, in one table. */
#ifndef LIBDAXCTL_ATTRIBUTES_H
#define LIBDAXCTL_ATTRIBUTES_H

#include <libdaxctl/private.h>

enum attribute {
	REGION_SIZE,
	REGION_AVAILABLE_SIZE,
	REGION_ALIGN,
	DEVICE_SIZE,
	DEVICE_ALIGN,
	DEVICE_RESOURCE,
	DEVICE_TARGET_NODE,
};

/* Read a number now; the attribute's "unknown" value if that fails. */
u64 region_number(struct daxctl_region *region, enum attribute attribute);
u64 device_number(struct daxctl_dev *dev, enum attribute attribute);

#endif
