// SPDX-License-Identifier: LGPL-2.1-or-later
/* Enabling a device in a mode, and disabling it. */
#include <errno.h>
#include <stdlib.h>

#include <libdaxctl/binding.h>
#include <libdaxctl/block.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/memory.h>
#include <libdaxctl/policy.h>
#include <libdaxctl/sysfs.h>

/* ---- disable ---- */

/* After kmem is unbound, online blocks would stay behind, out of reach until a reboot. */
static int check_offline(struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	struct ranges ranges;
	int online, rc = dax_device_ranges(dev, &ranges);

	if (rc < 0)
		return rc;
	online = dax_blocks_online(ctx, &ranges);
	free(ranges.at);
	if (online < 0)
		return dax_fail(ctx, -online, "reading the memory blocks of %s: %m",
				dev->name);
	if (online)
		return dax_fail(ctx, EBUSY, "%d memory block%s of %s %s online", online,
				online == 1 ? "" : "s", dev->name,
				online == 1 ? "is" : "are");
	return 0;
}

/*
 * The kernel may still be binding the device and adding its memory, in the background or for
 * another program.  It holds a lock of the device then, which a write to power/control takes
 * too, before it refuses a word that it does not know.  Kernels without power management do
 * not have it.  There, a write to "bind" waits too, and fails, as the device has a driver.
 */
static void await_probe(struct daxctl_dev *dev, const char *driver)
{
	struct daxctl_ctx *ctx = dev->region->ctx;

	if (dax_sysfs_try_writef(ctx, &dev->region->dir, "wait", "%s/power/control",
				 dev->dir) == -ENOENT)
		dax_sysfs_try_writef(ctx, &ctx->bus, dev->name, "drivers/%s/bind", driver);
}

static int disable(struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	char driver[64];
	int rc = dax_device_driver(dev, driver, sizeof(driver));

	if (rc == -ENOENT)
		return 0;
	if (rc < 0)
		return dax_fail(ctx, -rc, "reading the driver of %s: %m", dev->name);
	if (dax_mode_of_driver(driver) == DAXCTL_DEV_MODE_RAM) {
		await_probe(dev, driver);
		rc = check_offline(dev);
		if (rc < 0)
			return rc;
	}
	rc = dax_sysfs_try_writef(ctx, &ctx->bus, dev->name, "drivers/%s/unbind", driver);
	if (!daxctl_dev_is_enabled(dev))
		return 0;	/* even if another process unbound it first */
	if (rc < 0)
		return dax_fail(ctx, -rc, "writing \"%s\" to %s/drivers/%s/unbind: %m",
				dev->name, ctx->bus.path, driver);
	return dax_fail(ctx, EBUSY, "%s is still bound to %s", dev->name, driver);
}

EXPORT int daxctl_dev_disable(struct daxctl_dev *dev)
{
	int rc;

	dax_failure_clear(dev->region->ctx);
	if (!daxctl_dev_is_enabled(dev))
		return 0;
	rc = dax_device_begin(dev);
	if (rc < 0)
		return rc;
	rc = disable(dev);
	dax_device_unlock(dev);
	return rc;
}

/* ---- enable ---- */

EXPORT int daxctl_dev_check_ram(struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	u64 size = dax_block_size(ctx), first;
	struct ranges ranges;
	bool fits = false;
	int rc;

	dax_failure_clear(ctx);
	if (!size)
		return dax_fail(ctx, EOPNOTSUPP, "this kernel has no memory hotplug (%s)",
				ctx->memory.path);
	if (daxctl_dev_get_target_node(dev) < 0)
		return dax_fail(ctx, EINVAL,
				"%s has no target_node, which kmem requires",
				dev->name);
	rc = dax_device_ranges(dev, &ranges);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < ranges.count; i++)
		fits |= dax_blocks_in_range(&ranges.at[i], size, &first) > 0;
	free(ranges.at);
	if (!fits)
		return dax_fail(ctx, EINVAL,
				"no range of %s holds a whole memory block of %llu MiB",
				dev->name, size >> 20);
	return 0;
}

/*
 * Despite the device's lock, another process's write to new_id can bind the device to any
 * driver.  If that is not the wanted driver, it is unbound again.
 */
static int bind(struct daxctl_dev *dev, const struct driver *driver, int state)
{
	int rc = dax_bind(dev, driver, state);

	if (rc == 0 || dax_is_bound_to(dev, driver) || !daxctl_dev_is_enabled(dev))
		return rc;
	dax_failure_clear(dev->region->ctx);
	rc = disable(dev);
	return rc < 0 ? rc : dax_bind(dev, driver, state);
}

/* The device may have changed or vanished during the wait for the lock. */
static int enable_locked(struct daxctl_dev *dev, enum daxctl_dev_mode mode, int state)
{
	int rc;

	if (!daxctl_dev_is_present(dev))
		return dax_fail(dev->region->ctx, ENXIO, "%s no longer exists", dev->name);
	if (daxctl_dev_is_enabled(dev))
		return 0;
	if (mode == DAXCTL_DEV_MODE_RAM && (rc = daxctl_dev_check_ram(dev)) < 0)
		return rc;
	return bind(dev, dax_driver_for_mode(mode), state);
}

static int enable(struct daxctl_dev *dev, enum daxctl_dev_mode mode, int state)
{
	int rc;

	dax_failure_clear(dev->region->ctx);
	if (daxctl_dev_is_enabled(dev))
		return 0;	/* without a lock, so that any user may ask */
	rc = dax_device_begin(dev);
	if (rc < 0)
		return rc;
	rc = enable_locked(dev, mode, state);
	dax_device_unlock(dev);
	return rc;
}

EXPORT int daxctl_dev_enable_devdax(struct daxctl_dev *dev)
{
	return enable(dev, DAXCTL_DEV_MODE_DEVDAX, POLICY_OF_SYSTEM);
}

EXPORT int daxctl_dev_enable_ram(struct daxctl_dev *dev)
{
	return enable(dev, DAXCTL_DEV_MODE_RAM, POLICY_OF_SYSTEM);
}

EXPORT int daxctl_dev_enable_ram_state(struct daxctl_dev *dev, enum daxctl_block_state state)
{
	if (state < DAXCTL_BLOCK_OFFLINE || state > DAXCTL_BLOCK_MOVABLE)
		return dax_fail(dev->region->ctx, EINVAL, "invalid memory block state: %d",
				state);
	return enable(dev, DAXCTL_DEV_MODE_RAM, state);
}

EXPORT int daxctl_dev_enable_famfs(struct daxctl_dev *dev)
{
	return enable(dev, DAXCTL_DEV_MODE_FAMFS, POLICY_OF_SYSTEM);
}
