// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of memory blocks. Built in, for kmem, which may be a module: the functions of
 * memory hotplug that this takes are for built-in code alone.
 *
 * Lock: the device hotplug lock, outermost of all that hotplug takes.
 */
#include <linux/device.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mmzone.h>
#include "blocks.h"
#include "compat.h"

/* The type that would bring the block to where it is, or MMOP_OFFLINE. */
static int dax_online_type(const struct memory_block *block)
{
	if (block->state != MEM_ONLINE)
		return MMOP_OFFLINE;
	return block->zone && zone_idx(block->zone) == ZONE_MOVABLE ? MMOP_ONLINE_MOVABLE :
	       MMOP_ONLINE_KERNEL;
}

static int dax_count_block(struct memory_block *block, void *data)
{
	struct dax_block_count *count = data;

	switch (dax_online_type(block)) {
	case MMOP_OFFLINE:
		count->offline++;
		break;
	case MMOP_ONLINE_MOVABLE:
		count->movable++;
		break;
	default:
		count->kernel++;
	}
	return 0;
}

/**
 * dax_count_blocks() - adds the blocks of a range to a count
 * @start: first address
 * @size: bytes
 * @count: added to
 */
void dax_count_blocks(u64 start, u64 size, struct dax_block_count *count)
{
	lock_device_hotplug();
	walk_memory_blocks(start, size, count, dax_count_block);
	unlock_device_hotplug();
}
EXPORT_SYMBOL_GPL(dax_count_blocks);

static int dax_get_type(struct memory_block *block, void *data)
{
	*(int *)data = dax_online_type(block);
	return 0;
}

/**
 * dax_block_online_type() - how a block is online
 * @start: its first address
 *
 * Return: of enum mmop, or -ENODEV if there is none.
 */
int dax_block_online_type(u64 start)
{
	int type = -ENODEV;

	lock_device_hotplug();
	walk_memory_blocks(start, memory_block_size_bytes(), &type, dax_get_type);
	unlock_device_hotplug();
	return type;
}
EXPORT_SYMBOL_GPL(dax_block_online_type);

static int dax_set_online(struct memory_block *block, void *data)
{
	int type = *(int *)data, is = dax_online_type(block), rc;

	if (is != MMOP_OFFLINE)
		return is == type || type == MMOP_ONLINE ? 0 : -EBUSY;
	block->online_type = type;
	rc = device_online(&block->dev);
	return rc < 0 ? rc : 0;
}

/**
 * dax_online_block() - bring a block online in a zone
 * @start: its first address
 * @online_type: of enum mmop, but not MMOP_OFFLINE
 *
 * Return: 0, also if it is online there already; -EBUSY if it is online in another zone, or
 * another -errno.
 */
int dax_online_block(u64 start, int online_type)
{
	int rc;

	lock_device_hotplug();
	rc = walk_memory_blocks(start, memory_block_size_bytes(), &online_type, dax_set_online);
	unlock_device_hotplug();
	return rc;
}
EXPORT_SYMBOL_GPL(dax_online_block);
