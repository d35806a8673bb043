// SPDX-License-Identifier: LGPL-2.1-or-later
/* A device's driver, which is its mode: asking for it, binding and unbinding. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/private.h>

static const struct driver drivers[DAXCTL_DEV_MODE_END] = {
	[DAXCTL_DEV_MODE_DEVDAX] = { "device_dax", "device_dax" },
	[DAXCTL_DEV_MODE_RAM] = { "kmem", "kmem" },
	[DAXCTL_DEV_MODE_FAMFS] = { "fsdev_dax", "fsdev_dax" },
};

const struct driver *driver_for_mode(enum daxctl_dev_mode mode)
{
	return &drivers[mode];
}

enum daxctl_dev_mode mode_of_driver(const char *name)
{
	for (int mode = 0; mode < DAXCTL_DEV_MODE_END; mode++)
		if (!strcmp(name, drivers[mode].name))
			return mode;
	return DAXCTL_DEV_MODE_UNKNOWN;
}

int driver_of(struct daxctl_dev *dev, char *name, size_t size)
{
	char *link = sysfs_join(dev->dir, "driver");
	int rc;

	if (!link)
		return -ENOMEM;
	rc = sysfs_read_link(&dev->region->dir, link, name, size);
	free(link);
	return rc;
}

EXPORT int daxctl_dev_get_binding(struct daxctl_dev *dev, enum daxctl_dev_mode *mode)
{
	char name[64];
	bool bound = driver_of(dev, name, sizeof(name)) == 0;

	if (mode)
		*mode = bound ? mode_of_driver(name) : DAXCTL_DEV_MODE_UNKNOWN;
	return bound;
}

EXPORT int daxctl_dev_is_enabled(struct daxctl_dev *dev)
{
	return daxctl_dev_get_binding(dev, NULL);
}

EXPORT enum daxctl_dev_mode daxctl_dev_get_mode(struct daxctl_dev *dev)
{
	enum daxctl_dev_mode mode;

	daxctl_dev_get_binding(dev, &mode);
	return mode;
}

EXPORT int daxctl_dev_is_devdax_mode(struct daxctl_dev *dev)
{
	return daxctl_dev_get_mode(dev) == DAXCTL_DEV_MODE_DEVDAX;
}

EXPORT int daxctl_dev_is_system_ram_mode(struct daxctl_dev *dev)
{
	return daxctl_dev_get_mode(dev) == DAXCTL_DEV_MODE_RAM;
}

EXPORT int daxctl_dev_is_system_ram_capable(struct daxctl_dev *dev)
{
	return daxctl_dev_is_system_ram_mode(dev);
}

EXPORT int daxctl_dev_is_famfs_mode(struct daxctl_dev *dev)
{
	return daxctl_dev_get_mode(dev) == DAXCTL_DEV_MODE_FAMFS;
}

EXPORT struct daxctl_memory *daxctl_dev_get_memory(struct daxctl_dev *dev)
{
	if (!daxctl_dev_is_system_ram_mode(dev))
		return NULL;
	if (!dev->memory)
		dev->memory = memory_new(dev);
	return dev->memory;
}

/* ---- enable ---- */

EXPORT int daxctl_dev_check_ram(struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	u64 size = block_size(ctx), first;
	struct ranges ranges;
	bool fits = false;
	int rc;

	failure_clear(ctx);
	if (!size)
		return fail(ctx, EOPNOTSUPP, "this kernel has no memory hotplug (%s)",
			    ctx->memory.path);
	if (daxctl_dev_get_target_node(dev) < 0)
		return fail(ctx, EINVAL, "%s has no target_node, and kmem refuses it then",
			    dev->name);
	rc = device_ranges(dev, &ranges);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < ranges.count; i++)
		fits |= range_blocks(&ranges.at[i], size, &first) > 0;
	free(ranges.at);
	if (!fits)
		return fail(ctx, EINVAL,
			    "no range of %s holds a whole memory block of %llu MiB",
			    dev->name, size >> 20);
	return 0;
}

/* The device may have changed or gone while the lock was waited for. */
static int enable_locked(struct daxctl_dev *dev, enum daxctl_dev_mode mode)
{
	int rc;

	if (!daxctl_dev_is_present(dev))
		return fail(dev->region->ctx, ENXIO, "%s is gone", dev->name);
	if (daxctl_dev_is_enabled(dev))
		return 0;
	if (mode == DAXCTL_DEV_MODE_RAM && (rc = daxctl_dev_check_ram(dev)) < 0)
		return rc;
	return bind_device(dev, driver_for_mode(mode));
}

static int enable(struct daxctl_dev *dev, enum daxctl_dev_mode mode)
{
	int rc;

	failure_clear(dev->region->ctx);
	if (daxctl_dev_is_enabled(dev))
		return 0;	/* said without a lock, as anyone may ask */
	rc = region_begin(dev->region);
	if (rc < 0)
		return rc;
	rc = enable_locked(dev, mode);
	region_unlock(dev->region);
	return rc;
}

EXPORT int daxctl_dev_enable_devdax(struct daxctl_dev *dev)
{
	return enable(dev, DAXCTL_DEV_MODE_DEVDAX);
}

EXPORT int daxctl_dev_enable_ram(struct daxctl_dev *dev)
{
	return enable(dev, DAXCTL_DEV_MODE_RAM);
}

EXPORT int daxctl_dev_enable_famfs(struct daxctl_dev *dev)
{
	return enable(dev, DAXCTL_DEV_MODE_FAMFS);
}

/* ---- disable ---- */

/* kmem's unbind leaves online blocks behind, out of reach until the next boot. */
static int check_offline(struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	struct ranges ranges;
	int online, rc = device_ranges(dev, &ranges);

	if (rc < 0)
		return rc;
	online = blocks_online(ctx, &ranges);
	free(ranges.at);
	if (online < 0)
		return fail(ctx, -online, "reading the memory blocks of %s: %m", dev->name);
	if (online)
		return fail(ctx, EBUSY, "%d memory block%s of %s %s online", online,
			    online == 1 ? "" : "s", dev->name, online == 1 ? "is" : "are");
	return 0;
}

static int disable(struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	char driver[64], *unbind;
	int rc = driver_of(dev, driver, sizeof(driver));

	if (rc == -ENOENT)
		return 0;
	if (rc < 0)
		return fail(ctx, -rc, "reading the driver of %s: %m", dev->name);
	if (mode_of_driver(driver) == DAXCTL_DEV_MODE_RAM) {
		rc = check_offline(dev);
		if (rc < 0)
			return rc;
	}
	if (asprintf(&unbind, "drivers/%s/unbind", driver) < 0)
		return -ENOMEM;
	rc = sysfs_write(ctx, &ctx->bus, unbind, dev->name);
	free(unbind);
	if (rc == 0 && daxctl_dev_is_enabled(dev))
		rc = fail(ctx, EBUSY, "%s is still bound to %s", dev->name, driver);
	return rc;
}

EXPORT int daxctl_dev_disable(struct daxctl_dev *dev)
{
	int rc;

	failure_clear(dev->region->ctx);
	if (!daxctl_dev_is_enabled(dev))
		return 0;
	rc = region_begin(dev->region);
	if (rc < 0)
		return rc;
	rc = disable(dev);
	region_unlock(dev->region);
	return rc;
}
