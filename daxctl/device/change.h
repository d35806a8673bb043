/* SPDX-License-Identifier: GPL-2.0-only */
/* Changing the mode, size or alignment of a device. */
#ifndef DAXCTL_DEVICE_CHANGE_H
#define DAXCTL_DEVICE_CHANGE_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/* The changes that the user wants. */
struct wanted {
	enum daxctl_dev_mode mode;		/* UNKNOWN: change size or alignment */
	enum daxctl_block_state blocks;		/* OFFLINE: do not online any */
	bool unplugged;				/* remove the blocks; @blocks is OFFLINE */
	int memmap;				/* where the memmap is to be, see memmap.h */
	bool zone_given;			/* the zone is not just the default */
	bool force;
	bool dry_run;				/* print the writes, and make none */
	bool resize;
	unsigned long long size;
	unsigned long align;			/* 0: unchanged */
};

struct snapshot;

/*
 * Both return 0 or a reported errno, and need the lock of the device.  After a failure, the
 * caller rolls the change back, unless *@keep is set: then the device is in the requested
 * mode, and only some of its memory blocks are in the wrong zone.  reconfigure_size() also
 * returns REBOUND, see job.h; @before is the device before the change.
 */
int reconfigure_mode(struct daxctl_dev *dev, const struct wanted *wanted, bool *keep);
int reconfigure_memmap(struct daxctl_dev *dev, const struct wanted *wanted);
int reconfigure_size(struct daxctl_dev *dev, const struct wanted *wanted,
		     const struct snapshot *before);

#endif
