/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory blocks of a system-ram device, counted. */
#ifndef DAXCTL_DEVICE_COUNT_MEMORY_H
#define DAXCTL_DEVICE_COUNT_MEMORY_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

struct memory_count {
	int total, online, movable;	/* the last two of those before */
};

/* false: not system RAM, or its blocks cannot be found out. */
bool count_memory(struct daxctl_dev *dev, struct memory_count *count);

#endif
