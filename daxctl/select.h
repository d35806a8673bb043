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

/* Whom "all" means: an empty daxX.0, which each region keeps, is rarely meant. */
enum meaning_of_all {
	ALL_WITH_MEMORY,
	ALL_DIVISIBLE,		/* also empty ones, but none of a static region */
};

/* There was nothing to do for the device, and that is no failure. */
enum { NOT_DONE = 1 };

struct device_job {
	const char *region;	/* only devices of this one; NULL: of any */
	char **names;
	int count;
	enum meaning_of_all all;
	bool binds;		/* devices get drivers: udev is to be waited for */
	const char *what;	/* is attempted: "destroy it" */
	/* 0 for a device done, NOT_DONE, or an errno that it has reported */
	int (*change)(struct daxctl_dev *dev, void *data);
	void *data;
};

/*
 * Call the job's function for each device named, once, in the order of the list, under
 * its region's exclusive lock; after a failure the others are still tried.  Returns
 * the last failure, or 0; *@done is the number of devices done.
 */
int for_each_named_device(struct daxctl_ctx *ctx, const struct device_job *job, int *done);

#endif
