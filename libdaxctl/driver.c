// SPDX-License-Identifier: LGPL-2.1-or-later
#include <string.h>

#include <libdaxctl/driver.h>
#include <libdaxctl/sysfs.h>

static const struct driver drivers[DAXCTL_DEV_MODE_END] = {
	[DAXCTL_DEV_MODE_DEVDAX] = { "device_dax", "device_dax" },
	[DAXCTL_DEV_MODE_RAM] = { "kmem", "kmem" },
	[DAXCTL_DEV_MODE_FAMFS] = { "fsdev_dax", "fsdev_dax" },
};

const struct driver *dax_driver_for_mode(enum daxctl_dev_mode mode)
{
	return &drivers[mode];
}

enum daxctl_dev_mode dax_mode_of_driver(const char *name)
{
	for (int mode = 0; mode < DAXCTL_DEV_MODE_END; mode++)
		if (!strcmp(name, drivers[mode].name))
			return mode;
	return DAXCTL_DEV_MODE_UNKNOWN;
}

int dax_driver_of(struct sysfs_dir *dir, const char *device, char *name, size_t size)
{
	return dax_sysfs_read_linkf(dir, name, size, "%s/driver", device);
}
