// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include <libdaxctl/attributes.h>

static const struct {
	const char *name;	/* below the region's or the device's directory */
	u64 unknown;		/* what the getters say where it cannot be read */
} attributes[] = {
	[REGION_SIZE] = { "dax_region/size", ULLONG_MAX },
	[REGION_AVAILABLE_SIZE] = { "dax_region/available_size", 0 },
	[REGION_ALIGN] = { "dax_region/align", ULONG_MAX },
	[DEVICE_SIZE] = { "size", 0 },
	[DEVICE_ALIGN] = { "align", 0 },
	[DEVICE_RESOURCE] = { "resource", 0 },
	[DEVICE_TARGET_NODE] = { "target_node", (u64)-1 },
};

static u64 read_or_unknown(struct sysfs_dir *dir, const char *name,
			   enum attribute attribute)
{
	u64 value;

	/* Base 0: some are decimal, addresses have their 0x. */
	if (!name || sysfs_read_number(dir, name, 0, &value) < 0)
		return attributes[attribute].unknown;
	return value;
}

u64 region_number(struct daxctl_region *region, enum attribute attribute)
{
	return read_or_unknown(&region->dir, attributes[attribute].name, attribute);
}

u64 device_number(struct daxctl_dev *dev, enum attribute attribute)
{
	char *name = sysfs_join(dev->dir, attributes[attribute].name);
	u64 value = read_or_unknown(&dev->region->dir, name, attribute);

	free(name);
	return value;
}
