/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory blocks in the zone that was asked for, and those that are not. */
#ifndef DAXCTL_DEVICE_ZONES_H
#define DAXCTL_DEVICE_ZONES_H

#include <libdaxctl/libdaxctl.h>

/*
 * Name on stderr the online blocks that are in another zone than @wanted (or online
 * at all, if OFFLINE is wanted), followed by @hint.  0 if there are none, else
 * -EBUSY.
 */
int check_zones(struct daxctl_memory *mem, enum daxctl_block_state wanted,
		const char *hint);

/*
 * Move those blocks to @wanted.  Those that refuse are named, and stay as they are.
 * -EINTR: the user wanted to stop.
 */
int mend_zones(struct daxctl_memory *mem, enum daxctl_block_state wanted);

/* The user wanted to stop: say which blocks are online and which are not.  -EINTR. */
int report_interrupted(struct daxctl_memory *mem);

#endif
