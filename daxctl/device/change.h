/* SPDX-License-Identifier: GPL-2.0-only */
/* Changing a device to what is wanted of it. */
#ifndef DAXCTL_DEVICE_CHANGE_H
#define DAXCTL_DEVICE_CHANGE_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

struct wanted {
	enum daxctl_dev_mode mode;		/* UNKNOWN: size or alignment */
	enum daxctl_block_state blocks;		/* of system RAM; OFFLINE: leave it so */
	bool force;
	bool resize;
	unsigned long long size;
	unsigned long align;			/* 0: as it is */
};

/*
 * Both return 0 or a reported errno.  The caller holds the region's lock and
 * takes a failed change back, unless *@keep says that the device is in the mode
 * asked for and only some of its memory is not where it should be.
 */
int reconfigure_mode(struct daxctl_dev *dev, const struct wanted *wanted, bool *keep);
int reconfigure_size(struct daxctl_dev *dev, const struct wanted *wanted);

#endif
