// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/block-size.h"
#include "daxctl/device/change.h"
#include "daxctl/device/left-memory.h"
#include "daxctl/device/memmap.h"
#include "daxctl/device/snapshot.h"
#include "daxctl/device/writes.h"
#include "daxctl/device/zones.h"

static int fail_step(struct daxctl_dev *dev, int rc, const char *step)
{
	return report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc, step);
}

/*
 * The state that the kernel's auto-online policy gives to new memory blocks.  With
 * "online", the kernel chooses the zone itself, and normally chooses a kernel zone.  If
 * the policy cannot be read, new blocks are assumed to stay offline.
 */
static enum daxctl_block_state read_policy(struct daxctl_ctx *ctx, char *text, size_t size)
{
	if (daxctl_get_auto_online_policy(ctx, text, size) < 0 || strncmp(text, "online", 6))
		return DAXCTL_BLOCK_OFFLINE;
	return strcmp(text, "online_movable") ? DAXCTL_BLOCK_KERNEL : DAXCTL_BLOCK_MOVABLE;
}

static int check_policy(struct daxctl_dev *dev, const struct wanted *wanted)
{
	char text[64];
	enum daxctl_block_state policy = read_policy(daxctl_dev_get_ctx(dev), text,
						     sizeof(text));

	if (policy == DAXCTL_BLOCK_OFFLINE || policy == wanted->blocks || wanted->force)
		return 0;
	return report(daxctl_dev_get_devname(dev), -EBUSY,
		      "the kernel would online the memory%s automatically (device busy): "
		      "/sys/" POLICY_FILE " is \"%s\"; write offline to it, or use -f to replace "
		      "the policy while the memory is added: daxctl doctor explains",
		      wanted->blocks == DAXCTL_BLOCK_OFFLINE ? "" : " in another zone", text);
}

/*
 * Unbind the device from its driver, if any, and bind it to the driver of the mode.  In between,
 * another process's write to new_id can bind it to any driver.
 */
static int rebind(struct daxctl_dev *dev, const struct wanted *wanted, const char *step)
{
	enum { TRIES = 3 };

	if (wanted->dry_run) {
		write_unbind(write_device(dev), daxctl_dev_get_mode(dev));
		if (wanted->mode == DAXCTL_DEV_MODE_RAM)
			write_bind_ram(write_device(dev), wanted->blocks);
		else
			write_bind(write_device(dev), wanted->mode);
		return 0;
	}
	for (int tries = 0; tries < TRIES; tries++) {
		int rc = daxctl_dev_disable(dev);

		if (rc < 0)
			return fail_step(dev, rc, "disable it");
		rc = enable_mode(dev, wanted->mode, wanted->blocks);
		if (rc < 0)
			return report_not_bound(dev, rc, step);
		if (daxctl_dev_get_mode(dev) == wanted->mode)
			return 0;
	}
	return report(daxctl_dev_get_devname(dev), -EBUSY,
		      "cannot %s: other processes bind it to another driver", step);
}

/* Unlike offline blocks, online ones are removed only with -f. */
static int unplug(struct daxctl_memory *mem, const struct wanted *wanted)
{
	struct daxctl_dev *dev = daxctl_memory_get_dev(mem);
	int online = daxctl_memory_is_online(mem), rc;

	if (online > 0 && !wanted->force)
		return report(daxctl_dev_get_devname(dev), -EBUSY,
			      "its memory is online (device busy); use force, or daxctl "
			      "offline-memory %s first", daxctl_dev_get_devname(dev));
	rc = online < 0 ? online : daxctl_memory_unplug(mem);
	return rc < 0 ? fail_step(dev, rc, "unplug its memory") : 0;
}

static int bring_online(struct daxctl_memory *mem, enum daxctl_block_state wanted)
{
	int rc = 0;

	if (wanted == DAXCTL_BLOCK_MOVABLE)
		rc = daxctl_memory_online(mem);
	else if (wanted == DAXCTL_BLOCK_KERNEL)
		rc = daxctl_memory_online_no_movable(mem);
	return rc < 0 ? fail_step(daxctl_memory_get_dev(mem), rc, "online its memory") : 0;
}

/* Print the writes that bring the memory online, of a device that is bound to kmem then. */
static int show_online(struct daxctl_dev *dev, const struct wanted *wanted, bool bound)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	struct daxctl_mapping *mapping;
	struct ranges ranges = { 0 };
	long block;
	int rc = 0;

	if (bound && wanted->force && !daxctl_memory_is_unplugged(mem)) {
		write_memory(dev, wanted->blocks);
		return 0;
	}
	if (wanted->blocks == DAXCTL_BLOCK_OFFLINE ||
	    (!bound && kernel_onlines(daxctl_dev_get_ctx(dev), wanted->blocks)))
		return 0;
	if (bound && mem && daxctl_memory_is_unplugged(mem)) {
		write_device_state(write_device(dev), wanted->blocks);
		return 0;
	}
	if (bound && mem) {
		daxctl_memory_block_foreach(mem, block)
			if (daxctl_memory_get_block_state(mem, block) == DAXCTL_BLOCK_OFFLINE)
				write_block(block, wanted->blocks);
		return 0;
	}
	daxctl_mapping_foreach(dev, mapping) {
		struct range range = { .start = daxctl_mapping_get_start(mapping),
				       .end = daxctl_mapping_get_end(mapping) };

		rc = rc < 0 ? rc : ranges_add(&ranges, &range);
	}
	if (rc == 0)
		write_blocks(&ranges, read_block_size(), wanted->blocks);
	free(ranges.at);
	return rc < 0 ? report(daxctl_dev_get_devname(dev), rc, "out of memory") : 0;
}

/*
 * The memmap is placed while kmem adds the memory, so this offlines the memory of a device
 * whose memmap is elsewhere.  It needs to be bound again then, and *@mem becomes NULL.
 */
static int prepare_memmap(struct daxctl_dev *dev, const struct wanted *wanted,
			  struct daxctl_memory **mem)
{
	const char *name = daxctl_dev_get_devname(dev);
	int rc;

	if (!*mem || wanted->memmap == MEMMAP_UNKNOWN ||
	    daxctl_dev_get_memmap_on_memory(dev) == wanted->memmap)
		return 0;
	rc = daxctl_memory_is_online(*mem);
	if (rc > 0 && !wanted->force)
		return report(name, -EBUSY, "its memmap cannot be moved while its memory is online "
			      "(device busy); use -f, or daxctl offline-memory %s first", name);
	if (rc > 0 && !wanted->dry_run)
		rc = daxctl_memory_offline(*mem);
	if (rc < 0)
		return fail_step(dev, rc, "take its memory offline");
	if (wanted->dry_run)
		write_memory(dev, DAXCTL_BLOCK_OFFLINE);
	*mem = NULL;
	return 0;
}

/* Bind kmem, with the memmap where it is wanted. */
static int bind_ram(struct daxctl_dev *dev, const struct wanted *wanted)
{
	enum daxctl_dev_mode before = daxctl_dev_get_mode(dev);
	int rc;

	if (wanted->memmap == MEMMAP_UNKNOWN)
		return rebind(dev, wanted, "use it as system RAM");
	if (wanted->dry_run) {
		write_unbind(write_device(dev), before);
		if (daxctl_dev_get_memmap_on_memory(dev) != wanted->memmap)
			write_memmap(write_device(dev), wanted->memmap);
		write_bind_ram(write_device(dev), wanted->blocks);
		return 0;
	}
	rc = daxctl_dev_disable(dev);
	if (rc < 0)
		return fail_step(dev, rc, "disable it");
	rc = set_memmap(dev, wanted->memmap);
	return rc < 0 ? rc : rebind(dev, wanted, "use it as system RAM");
}

/*
 * If no zone was asked for, memory that was online before the command may stay in its zone:
 * some kernels online it by themselves, and the device is what was requested.
 *
 * Blocks that are in the wrong zone in the end make this fail, but do not cause a rollback,
 * because the device is usable as system RAM.  *@keep tells the caller.
 */
static int to_system_ram(struct daxctl_dev *dev, const struct wanted *wanted, bool *keep)
{
	static const char as_asked[] = " as requested; use -f to move them";
	/* Obtained once, as another process can unbind the driver; the object stays. */
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	bool was_online = false;	/* in another zone than the default one */
	int placed = 0, rc = prepare_memmap(dev, wanted, &mem);

	if (rc < 0)
		return rc;
	if (mem && wanted->unplugged && !wanted->dry_run)
		return unplug(mem, wanted);
	if (mem && wanted->blocks == DAXCTL_BLOCK_OFFLINE && !wanted->force)
		return 0;
	if (mem && !wanted->force && wanted->zone_given) {
		rc = check_zones(mem, wanted->blocks, as_asked);
	} else if (mem && !wanted->force) {
		rc = check_zones(mem, wanted->blocks, "; use -f to move them");
		was_online = rc == -EBUSY;
		rc = was_online ? 0 : rc;
	} else if (!mem) {
		rc = check_policy(dev, wanted);
		if (rc == 0 && (rc = daxctl_dev_check_ram(dev)) < 0)
			rc = fail_step(dev, rc, "use it as system RAM");
		if (rc == 0)
			rc = bind_ram(dev, wanted);
	}
	if (rc < 0)
		return rc;
	if (wanted->dry_run)
		return show_online(dev, wanted, mem);
	if (!mem)
		mem = daxctl_dev_get_memory(dev);
	if (!mem)
		return report(daxctl_dev_get_devname(dev), -ENXIO,
			      "is no longer in system-ram mode");
	if (wanted->unplugged)
		return unplug(mem, wanted);
	if (wanted->force)
		placed = move_to_zone(mem, wanted->blocks);
	if (placed == -EINTR)
		return placed;
	rc = bring_online(mem, wanted->blocks);
	if (rc < 0)
		return rc;
	if (placed == 0 && !was_online)
		placed = check_zones(mem, wanted->blocks, as_asked);
	*keep = placed < 0;
	return placed;
}

static int to_devdax(struct daxctl_dev *dev, const struct wanted *wanted)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	const char *name = daxctl_dev_get_devname(dev);
	int rc;

	if (daxctl_dev_is_devdax_mode(dev))
		return 0;
	if (mem && !wanted->force) {
		rc = daxctl_memory_is_online(mem);
		if (rc < 0)
			return fail_step(dev, rc, "read its memory blocks");
		if (rc)
			return report(name, -EBUSY,
				      "its memory is online (device busy); use -f, or daxctl "
				      "offline-memory %s first", name);
	}
	if (wanted->dry_run)
		write_memory(dev, DAXCTL_BLOCK_OFFLINE);
	/* Twice: the kernel may still have been adding memory, which it then brings online. */
	for (int tries = 0; mem && !wanted->dry_run && tries < 2; tries++) {
		rc = daxctl_memory_offline(mem);
		if (rc < 0)
			return fail_step(dev, rc, "take its memory offline");
		if (!wanted->force || daxctl_dev_disable(dev) != -EBUSY)
			break;
	}
	return rebind(dev, wanted, "bind it to device_dax");
}

static int to_famfs(struct daxctl_dev *dev, const struct wanted *wanted)
{
	if (daxctl_dev_is_famfs_mode(dev))
		return 0;
	if (daxctl_dev_is_system_ram_mode(dev))
		return report(daxctl_dev_get_devname(dev), -EINVAL,
			      "cannot change from system-ram to famfs; use -m devdax first");
	return rebind(dev, wanted, "bind it to fsdev_dax");
}

int reconfigure_memmap(struct daxctl_dev *dev, const struct wanted *wanted)
{
	const char *name = daxctl_dev_get_devname(dev);

	if (daxctl_dev_is_system_ram_mode(dev) &&
	    daxctl_dev_get_memmap_on_memory(dev) != wanted->memmap)
		return report(name, -EBUSY, "is system RAM already (device busy); "
			      "add -m system-ram -f to add its memory again");
	if (!wanted->dry_run)
		return set_memmap(dev, wanted->memmap);
	if (daxctl_dev_get_memmap_on_memory(dev) != wanted->memmap)
		write_memmap(write_device(dev), wanted->memmap);
	return 0;
}

int reconfigure_mode(struct daxctl_dev *dev, const struct wanted *wanted, bool *keep)
{
	if (!daxctl_dev_get_size(dev))
		return report(daxctl_dev_get_devname(dev), -ENXIO,
			      "has size 0; give it one with -s SIZE first");
	switch (wanted->mode) {
	case DAXCTL_DEV_MODE_RAM:
		return to_system_ram(dev, wanted, keep);
	case DAXCTL_DEV_MODE_FAMFS:
		return to_famfs(dev, wanted);
	default:
		return to_devdax(dev, wanted);
	}
}
