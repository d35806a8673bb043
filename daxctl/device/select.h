/* SPDX-License-Identifier: GPL-2.0-only */
/* From names on the command line to regions and devices. */
#ifndef DAXCTL_DEVICE_SELECT_H
#define DAXCTL_DEVICE_SELECT_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/* Does @name mean every region, or every device?  So do NULL and "all". */
bool names_all(const char *name);

/*
 * Does @name mean this region or device?  NULL and "all" mean every one.
 */
bool region_matches(struct daxctl_region *region, const char *name);
bool device_matches(struct daxctl_dev *dev, const char *name);

/* The region's sysfs path without /sys/devices, which is the same for all. */
const char *short_region_path(struct daxctl_region *region);

/* Are there regions to be looked at in the first place?  0, or reported -errno. */
int check_sysfs(void);

/*
 * Is there a region, or in the regions selected a device, of that name?  0, or
 * -ENXIO with "no such …" said; a name that means every one is always there.
 */
int check_region_name(struct daxctl_ctx *ctx, const char *region);
int check_device_name(struct daxctl_ctx *ctx, const char *region, const char *device);

#endif
