/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The devices of a region: reading the list, finding, creating and deleting devices. */
#ifndef LIBDAXCTL_DEVICE_LIST_H
#define LIBDAXCTL_DEVICE_LIST_H

#include <libdaxctl/device.h>

/* Read the list of devices if that has not been done yet.  Returns 0 or -errno. */
int dax_devices_read(struct daxctl_region *region);

/* Force a re-read.  Until it finds them again, all devices are marked as gone. */
void dax_devices_forget(struct daxctl_region *region);

/*
 * Find the device called @name, and add it to the list if the kernel created it in the
 * meantime.  Returns NULL if there is no such device.
 */
struct daxctl_dev *dax_device_named(struct daxctl_region *region, const char *name);

#endif
