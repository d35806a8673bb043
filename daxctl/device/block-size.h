/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_DEVICE_BLOCK_SIZE_H
#define DAXCTL_DEVICE_BLOCK_SIZE_H

#include "util/types.h"

/* The size of memory blocks in bytes; 0 if the kernel has no memory hotplug. */
u64 read_block_size(void);

#endif
