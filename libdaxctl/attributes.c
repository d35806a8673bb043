// SPDX-License-Identifier: LGPL-2.1-or-later
#include <limits.h>

#include <libdaxctl/attributes.h>
#include <libdaxctl/sysfs.h>

static const struct {
	const char *name;
	u64 unknown;		/* the value if the attribute cannot be read */
} attributes[] = {
	[REGION_SIZE] = { "size", ULLONG_MAX },
	[REGION_AVAILABLE_SIZE] = { "available_size", 0 },
	[REGION_ALIGN] = { "align", ULONG_MAX },
	[DEVICE_SIZE] = { "size", 0 },
	[DEVICE_ALIGN] = { "align", 0 },
	[DEVICE_RESOURCE] = { "resource", 0 },
	[DEVICE_TARGET_NODE] = { "target_node", (u64)-1 },
};

u64 dax_device_number(struct sysfs_dir *dir, const char *name, enum attribute attribute)
{
	u64 value;

	/* Base 0, because some attributes are decimal and others have 0x. */
	if (dax_sysfs_read_numberf(dir, 0, &value, "%s/%s", name,
				   attributes[attribute].name) < 0)
		return attributes[attribute].unknown;
	return value;
}

u64 dax_region_number(struct sysfs_dir *dir, enum attribute attribute)
{
	return dax_device_number(dir, "dax_region", attribute);
}
