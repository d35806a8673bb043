/* SPDX-License-Identifier: GPL-2.0-only */
/* Applying a change to each device that the command line names. */
#ifndef DAXCTL_DEVICE_JOB_H
#define DAXCTL_DEVICE_JOB_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/* The devices that "all" selects. */
enum all_devices {
	ALL_WITH_MEMORY,	/* not those of size 0: each region keeps such a daxX.0 */
	ALL_DYNAMIC,		/* those of any size, in dynamic regions */
};

enum {
	/* The change was not necessary: no failure, but not counted either. */
	NOT_CHANGED = 1,
	/* Changed, and bound to the same driver again, which udev has to process. */
	REBOUND,
};

struct device_job {
	const char *region;	/* only devices of this region; NULL: of any */
	char **names;
	int count;
	enum all_devices all;
	bool binds;		/* may bind drivers, so wait for udev */
	const char *command;	/* for the journal; NULL: it changes nothing */
	const char *what;	/* for messages, as in "cannot destroy it" */
	/* Returns 0, NOT_CHANGED, REBOUND or a reported errno. */
	int (*change)(struct daxctl_dev *dev, void *data);
	void *data;
};

/*
 * Call @job->change once for each named device, in the order of `daxctl list', with the
 * device's lock held.  If a device fails, the others are still tried.  Returns 0 or the
 * last failure; *@done is the number of devices changed.
 */
int for_each_named_device(struct daxctl_ctx *ctx, const struct device_job *job, int *done);

/* The same, and report how many were changed: "@past 2 devices". */
int change_named_devices(struct daxctl_ctx *ctx, const struct device_job *job,
			 const char *past);

#endif
