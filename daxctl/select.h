/* SPDX-License-Identifier: GPL-2.0-only */
/* From names on the command line to regions and devices. */
#ifndef DAXCTL_SELECT_H
#define DAXCTL_SELECT_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/*
 * Does @name mean this region or device?  NULL and "all" mean every one.
 */
bool region_matches(struct daxctl_region *region, const char *name);
bool device_matches(struct daxctl_dev *dev, const char *name);

/* Are there regions to be looked at in the first place?  0, or reported -errno. */
int check_sysfs(void);

/*
 * Is there a region, or in the regions selected a device, of that name?  0, or
 * -ENXIO with "no such …" said; a name that means every one is always there.
 */
int check_region_name(struct daxctl_ctx *ctx, const char *region);
int check_device_name(struct daxctl_ctx *ctx, const char *region, const char *device);

/*
 * Call @change for each device that the operands name, once, in the order of
 * the list, under its region's exclusive lock.  It returns 0 for a device
 * done, or an errno that it has reported; the others are still tried.  Returns the
 * last failure, or 0; *@done is the number of devices done.  @what says what is
 * attempted: "destroy it".  "all" means devices of size 0 only if @with_empty.
 */
int for_each_named_device(struct daxctl_ctx *ctx, const char *region, char **operands,
			  int count, const char *what, bool with_empty,
			  int (*change)(struct daxctl_dev *dev, void *data), void *data,
			  int *done);

#endif
