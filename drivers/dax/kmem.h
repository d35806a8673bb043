/* SPDX-License-Identifier: GPL-2.0-only */
/* What kmem.c and kmem-state.c share. */
#ifndef DAX_KMEM_H
#define DAX_KMEM_H

#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/range.h>
#include <linux/memory_hotplug.h>
#include "compat.h"
#include "dax-private.h"

/**
 * struct kmem_chunk - memory that is added and removed as one
 * @range: whole memory blocks
 * @mapping: index of the device's range that it is of
 * @res: its busy-ness in iomem, or NULL while it is not plugged
 */
struct kmem_chunk {
	struct range range;
	int mapping;
	struct resource *res;
};

/**
 * struct kmem_data - a device that is bound to kmem
 * @dev_dax: the device
 * @lock: serializes changes of the chunks. Outside of the locks of memory hotplug
 * @mgid: number of the memory group of all chunks
 * @name: of resources; outlives the device where memory stays behind
 * @type: of the memory, for tiers
 * @flags: for adding memory
 * @guard: while @state is written, keeps others from bringing the blocks online
 * @admitted: the task that may do so; NULL while nobody may
 * @nr: count of chunks
 * @chunks: by page offset
 */
struct kmem_data {
	struct dev_dax *dev_dax;
	struct mutex lock;
	int mgid;
	const char *name;
	struct memory_dev_type *type;
	mhp_t flags;
	struct notifier_block guard;
	struct task_struct *admitted;
	int nr;
	struct kmem_chunk chunks[] __counted_by(nr);
};

#endif /* DAX_KMEM_H */
