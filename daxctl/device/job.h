/* SPDX-License-Identifier: GPL-2.0-only */
/* Doing something to each device that the command line names. */
#ifndef DAXCTL_DEVICE_JOB_H
#define DAXCTL_DEVICE_JOB_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

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
