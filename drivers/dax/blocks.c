// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of memory blocks. kmem may be a module, but memory hotplug exports the functions
 * used here to built-in code only.
 *
 * These functions take the device hotplug lock, which is the outermost lock of hotplug.
 */
#include <linux/device.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mmzone.h>
#include <linux/sched.h>
#include "blocks.h"
#include "compat.h"

/* Returns the online type that matches the present state of the block. */
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
 * dax_count_blocks() - count the memory blocks of a range by their state
 * @start: the first address
 * @size: the number of bytes
 * @count: the numbers are added to it
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
 * dax_block_online_type() - get the online type of a memory block
 * @start: the first address of the block
 *
 * Return: a value of enum mmop, or -ENODEV if there is no such block.
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

/*
 * Memory that is added goes online at once if the policy of the machine says so, and user
 * space may bring it online when it sees the new blocks. Both may choose a kernel zone,
 * which a block may never leave.
 */
static int dax_block_going_online(struct notifier_block *notifier, unsigned long action,
				  void *arg)
{
	struct dax_block_guard *guard = container_of(notifier, struct dax_block_guard, notifier);
	const struct memory_notify *notify = arg;
	u64 address = PFN_PHYS(notify->start_pfn);

	if (action != MEM_GOING_ONLINE || READ_ONCE(guard->admitted) == current ||
	    address < guard->range.start || address > guard->range.end)
		return NOTIFY_OK;
	return notifier_from_errno(-EBUSY);
}

/**
 * dax_guard_blocks() - allow only dax_online_block() to bring blocks of a range online
 * @guard: identifies the guard
 * @range: the range, whose blocks need not exist yet
 *
 * Return: 0, or -errno.
 */
int dax_guard_blocks(struct dax_block_guard *guard, const struct range *range)
{
	*guard = (struct dax_block_guard) {
		.notifier.notifier_call = dax_block_going_online,
		.range = *range,
	};
	return register_memory_notifier(&guard->notifier);
}
EXPORT_SYMBOL_GPL(dax_guard_blocks);

/**
 * dax_unguard_blocks() - undo dax_guard_blocks()
 * @guard: the guard
 */
void dax_unguard_blocks(struct dax_block_guard *guard)
{
	unregister_memory_notifier(&guard->notifier);
}
EXPORT_SYMBOL_GPL(dax_unguard_blocks);

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
 * dax_online_block() - bring a guarded memory block online
 * @guard: the guard of its range
 * @start: the first address of the block
 * @online_type: a value of enum mmop other than MMOP_OFFLINE
 *
 * Return: 0, also if the block is online there already; -EBUSY if it is online in another
 * zone, or another -errno.
 */
int dax_online_block(struct dax_block_guard *guard, u64 start, int online_type)
{
	int rc;

	lock_device_hotplug();
	WRITE_ONCE(guard->admitted, current);
	rc = walk_memory_blocks(start, memory_block_size_bytes(), &online_type, dax_set_online);
	WRITE_ONCE(guard->admitted, NULL);
	unlock_device_hotplug();
	return rc;
}
EXPORT_SYMBOL_GPL(dax_online_block);
