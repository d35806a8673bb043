/* SPDX-License-Identifier: GPL-2.0-only */
/* Selecting regions and devices by their names on the command line. */
#ifndef DAXCTL_DEVICE_SELECT_H
#define DAXCTL_DEVICE_SELECT_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/* Does @name select all regions or devices?  NULL and "all" do. */
bool selects_all(const char *name);

/* Does @name select this region or device?  A region can be "cxl:0x1234", see memdevs.h. */
bool region_matches(struct daxctl_region *region, const char *name);
bool device_matches(struct daxctl_dev *dev, const char *name);

/* The name of a region in messages, such as "region0", which -r takes too. */
enum { REGION_NAME_MAX = 24 };
const char *region_name(struct daxctl_region *region, char text[static REGION_NAME_MAX]);

/* The path of a region below /sys/devices. */
const char *short_region_path(struct daxctl_region *region);

/* Is sysfs mounted?  Returns 0 or a reported errno. */
int check_sysfs(void);

/*
 * Does @name select a region, or a device in the selected regions?  Returns 0 or a reported
 * -ENXIO.  NULL and "all" always succeed.
 */
int check_region_name(struct daxctl_ctx *ctx, const char *name);
int check_device_name(struct daxctl_ctx *ctx, const char *region_name, const char *name);

#endif
