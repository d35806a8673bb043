/* SPDX-License-Identifier: GPL-2.0-only */
/* Counting the memory blocks of a system-ram device. */
#ifndef DAXCTL_DEVICE_COUNT_MEMORY_H
#define DAXCTL_DEVICE_COUNT_MEMORY_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

struct memory_count {
	unsigned long long unusable;	/* bytes that are in no block */
	int total, online;
	int movable;		/* online in ZONE_MOVABLE */
	bool unplugged;		/* there are no blocks, although kmem is bound */
};

/* Returns false if the device is not system RAM, or its blocks cannot be read. */
bool count_memory(struct daxctl_dev *dev, struct memory_count *count);

#endif
