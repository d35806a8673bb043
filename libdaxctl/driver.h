/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The drivers of the dax bus.  The driver of a device determines its mode. */
#ifndef LIBDAXCTL_DRIVER_H
#define LIBDAXCTL_DRIVER_H

#include <libdaxctl/ctx.h>

struct driver {
	const char *name;		/* its directory in /sys/bus/dax/drivers */
	const char *module;
};

/* The driver of a mode, and the mode of a driver. */
const struct driver *dax_driver_for_mode(enum daxctl_dev_mode mode);
enum daxctl_dev_mode dax_mode_of_driver(const char *name);

/*
 * Read the name of the driver that is bound to @device of the region whose directory is
 * @dir. Returns -ENOENT if no driver is bound.
 */
int dax_driver_of(struct sysfs_dir *dir, const char *device, char *name, size_t size);

#endif
