// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "daxctl/device/count-memory.h"
#include "util/types.h"

bool count_memory(struct daxctl_dev *dev, struct memory_count *count)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	long block;

	*count = (struct memory_count){ 0 };
	if (!mem)
		return false;
	daxctl_memory_block_foreach(mem, block) {
		int state = daxctl_memory_get_block_state(mem, block);

		count->total += state >= 0;
		count->online += state > DAXCTL_BLOCK_OFFLINE;
		count->movable += state == DAXCTL_BLOCK_MOVABLE;
	}
	if (block == -ENOENT)
		count->unusable = daxctl_dev_get_size(dev) -
				  count->total * (u64)daxctl_memory_get_block_size(mem);
	count->unplugged = !count->total && daxctl_memory_is_unplugged(mem);
	if (count->unplugged)
		count->unusable = 0;
	return count->total > 0 || count->unplugged;
}
