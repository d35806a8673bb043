/* SPDX-License-Identifier: GPL-2.0-only */
/* Selecting regions and devices by their names on the command line. */
#ifndef DAXCTL_DEVICE_SELECT_H
#define DAXCTL_DEVICE_SELECT_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

#include "daxctl/device/region-path.h"

/* Does @name select all regions or devices?  NULL and "all" do. */
bool selects_all(const char *name);

/* Does @name select this region or device?  A region can be "cxl:0x1234", see memdevs.h. */
bool region_matches(struct daxctl_region *region, const char *name);
bool device_matches(struct daxctl_dev *dev, const char *name);

/*
 * The daxX.Y that a name such as "by-label/redis" stands for, see names.h.  Other
 * names, and names that no device has, stay as they are.  The text is allocated; NULL: out
 * of memory.
 */
char *resolve_device_name(struct daxctl_ctx *ctx, const char *name);

/* Does the device still have a name that was resolved before it was locked? */
bool device_keeps_name(struct daxctl_dev *dev, const char *name);

/* The name of a region in messages, such as "region0", which -r takes too. */
enum { REGION_NAME_MAX = 24 };
const char *region_name(struct daxctl_region *region, char text[static REGION_NAME_MAX]);

/* Is this its path, in full, below /sys/devices, or through symbolic links? */
bool region_has_path(struct daxctl_region *region, const char *path);

/* Is sysfs mounted?  Returns 0 or a reported errno. */
int check_sysfs(void);

/*
 * Does @name select a region, or a device in the selected regions?  Returns 0 or a reported
 * -ENXIO.  NULL and "all" always succeed.
 */
int check_region_name(struct daxctl_ctx *ctx, const char *name);
int check_device_name(struct daxctl_ctx *ctx, const char *region_name, const char *name);

#endif
