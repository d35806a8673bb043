// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A driver binds a device by "bind" if it matches the device.  If it does not match, the
 * name has to be written to new_id first, which also binds other idle devices.  So new_id
 * is the last resort, and the other devices that it bound are unbound again.
 *
 * While a name is in new_id, the driver's lock, a flock on new_id, is held exclusively.
 * Binding by "bind" may take minutes.  So it holds the driver's shared lock only until it
 * has marked the device as being bound (bind-mark.h).  A process that writes to new_id finds
 * all marks of the driver, and does not unbind these devices.  The lock of a device does not
 * show this: it may be held for a change that needs the device unbound.  Lock order: device,
 * region, bus, driver.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libdaxctl/bind-mark.h>
#include <libdaxctl/binding.h>
#include <libdaxctl/device-list.h>
#include <libdaxctl/driver-load.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/mapping.h>
#include <libdaxctl/memory.h>
#include <libdaxctl/policy.h>
#include <libdaxctl/scan.h>
#include <libdaxctl/sysfs.h>
#include <libdaxctl/temporary.h>
#include <util/array.h>
#include <util/dax-name.h>

/* ---- lists of bound devices ---- */

struct names {
	char **at;
	size_t count;
};

static int collect_name(const char *entry, void *data)
{
	struct names *names = data;
	int region, id;
	char **at;

	if (!dax_name_parse(entry, false, &region, &id))
		return 0;
	at = array_grow(names->at, names->count, sizeof(*at));
	if (!at)
		return -ENOMEM;
	names->at = at;
	at[names->count] = strdup(entry);
	return at[names->count++] ? 0 : -ENOMEM;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->at[i]);
	free(names->at);
}

static int bound_devices(struct daxctl_ctx *ctx, const struct driver *driver,
			 struct names *names)
{
	int rc = dax_sysfs_each_entryf(&ctx->bus, collect_name, names, "drivers/%s",
				       driver->name);

	if (rc == 0 && names->count)
		qsort(names->at, names->count, sizeof(*names->at), compare_names);
	return rc;
}

/* ---- other devices that new_id bound ---- */

static struct daxctl_dev *find_device(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev = NULL;

	dax_scan_regions(ctx);
	for (region = ctx->regions; region && !dev; region = region->next)
		dev = dax_device_named(region, name);
	return dev;
}

/*
 * Offline the memory of another device that became system RAM.  Its ranges are read without
 * its region's lock, because the holder of that lock may be waiting for the bus.  This is
 * safe: the ranges of a bound device cannot change.
 */
static bool offline_memory(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_dev *dev = find_device(ctx, name);
	struct ranges ranges;
	bool offline;

	if (!dev || dax_ranges_read(&dev->region->dir, dev->dir, 0, &ranges) < 0)
		return false;
	offline = dax_blocks_offline(ctx, &ranges) >= 0;
	free(ranges.at);
	return offline;
}

/* Undo the binding of another device. */
static int release(struct daxctl_ctx *ctx, const struct driver *driver, const char *name)
{
	char *failure = dax_failure_save(ctx);
	bool offline = dax_mode_of_driver(driver->name) != DAXCTL_DEV_MODE_RAM ||
		       offline_memory(ctx, name);
	int rc = 0;

	log_debug(ctx, "%s was bound to %s too, unbinding it", name, driver->name);
	if (offline)
		rc = dax_sysfs_try_writef(ctx, &ctx->bus, name, "drivers/%s/unbind",
					  driver->name);
	dax_failure_restore(ctx, failure);
	if (!offline)
		return dax_fail(ctx, EBUSY,
				"%s became system RAM too, and its memory cannot be taken "
				"offline", name);
	if (rc < 0)
		return dax_fail(ctx, -rc, "%s was bound to %s too, and cannot be unbound: %m",
				name, driver->name);
	return 0;
}

/* The state before a write to new_id. */
struct before {
	struct bind_marks marks;
	struct names bound;
};

static bool was_bound(const struct before *before, char *name)
{
	return before->bound.count && bsearch(&name, before->bound.at, before->bound.count,
					      sizeof(*before->bound.at), compare_names);
}

/*
 * Unbind the other devices that new_id bound.  This must happen even if the user wants to
 * stop, so the progress function is not called.
 */
static int release_others(struct daxctl_ctx *ctx, const struct driver *driver,
			  struct before *before, const char *wanted)
{
	progress_fn_t *progress = ctx->progress;
	struct names after = { 0 };
	int status = bound_devices(ctx, driver, &after);
	sigset_t mask;

	ctx->progress = NULL;
	dax_hold_signals(&mask);
	if (status < 0)
		dax_fail(ctx, -status, "reading %s/drivers/%s, which may have bound other "
				       "devices: %m", ctx->bus.path, driver->name);
	for (size_t i = 0; i < after.count; i++) {
		int rc;

		if (!strcmp(after.at[i], wanted) || was_bound(before, after.at[i]) ||
		    dax_bind_marks_have(&before->marks, after.at[i]))
			continue;
		rc = release(ctx, driver, after.at[i]);
		status = rc < 0 ? rc : status;
	}
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	ctx->progress = progress;
	free_names(&after);
	return status;
}

/* ---- binding ---- */

static void withdraw_id(struct daxctl_ctx *ctx, const struct driver *driver,
			const char *name)
{
	enum { TRIES = 2 };
	int rc = -EIO;

	for (int tries = 0; rc < 0 && tries < TRIES; tries++)
		rc = dax_sysfs_try_writef(ctx, &ctx->bus, name, "drivers/%s/remove_id",
					  driver->name);
	if (rc < 0)
		log_error(ctx, "cannot remove the id %s from %s/drivers/%s: %s; write it to "
			       "remove_id", name, ctx->bus.path, driver->name, strerror(-rc));
}

bool dax_is_bound_to(struct daxctl_dev *dev, const struct driver *driver)
{
	char name[64];

	return dax_device_driver(dev, name, sizeof(name)) == 0 && !strcmp(name, driver->name);
}

/*
 * A write to new_id succeeds even if the probe fails.  So a device that is still unbound is
 * then bound explicitly, to get the error.  The id is removed afterwards, because the
 * driver would use it for a later device of the same name.
 */
static int write_id(struct daxctl_dev *dev, const struct driver *driver,
		    struct before *before)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	int released, rc = dax_sysfs_writef(ctx, &ctx->bus, dev->name, "drivers/%s/new_id",
					    driver->name);

	if (rc < 0)
		return rc;
	if (!dax_is_bound_to(dev, driver))
		rc = dax_sysfs_writef(ctx, &ctx->bus, dev->name, "drivers/%s/bind",
				      driver->name);
	released = release_others(ctx, driver, before, dev->name);
	withdraw_id(ctx, driver, dev->name);
	return rc < 0 ? rc : released;
}

/* Take the driver's lock.  Returns the descriptor that holds it, or a failure. */
static int lock_driver(struct daxctl_ctx *ctx, const struct driver *driver, bool exclusive)
{
	int fd = dax_sysfs_openf(&ctx->bus, O_WRONLY, "drivers/%s/new_id", driver->name);
	char what[32];
	int rc;

	if (fd < 0)
		return dax_fail(ctx, -fd, "opening %s/drivers/%s/new_id: %m", ctx->bus.path,
				driver->name);
	snprintf(what, sizeof(what), "driver %s", driver->name);
	rc = dax_flock_wait(ctx, fd, exclusive, what);
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

static int bind_by_id(struct daxctl_dev *dev, const struct driver *driver)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	struct before before = { 0 };
	int rc, fd = lock_driver(ctx, driver, true);

	if (fd < 0)
		return fd;
	/* In this order, a device whose binding ends meanwhile is found to be bound. */
	rc = dax_bind_marks_read(ctx, driver, &before.marks);
	if (rc == 0) {
		rc = bound_devices(ctx, driver, &before.bound);
		if (rc < 0)
			dax_fail(ctx, -rc, "reading %s/drivers/%s: %m", ctx->bus.path,
				 driver->name);
	}
	if (rc == 0)
		rc = write_id(dev, driver, &before);
	free_names(&before.bound);
	free(before.marks.at);
	close(fd);
	return rc;
}

/* Bind a device that the driver matches.  -ENODEV: it does not match the device. */
static int bind_matching(struct daxctl_dev *dev, const struct driver *driver)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	int mark, rc, fd = lock_driver(ctx, driver, false);

	if (fd < 0)
		return fd;
	mark = dax_bind_mark(dev, driver);
	close(fd);
	if (mark < 0)
		return mark;
	rc = dax_sysfs_try_writef(ctx, &ctx->bus, dev->name, "drivers/%s/bind", driver->name);
	close(mark);
	/* Another process's new_id may have done it. */
	if (rc == -EBUSY && dax_is_bound_to(dev, driver))
		return 0;
	if (rc < 0 && rc != -ENODEV)
		return dax_fail(ctx, -rc, "writing \"%s\" to %s/drivers/%s/bind: %m",
				dev->name, ctx->bus.path, driver->name);
	return rc;
}

static int bind_loaded(struct daxctl_dev *dev, const struct driver *driver)
{
	int rc = bind_matching(dev, driver);

	return rc == -ENODEV ? bind_by_id(dev, driver) : rc;
}

int dax_bind(struct daxctl_dev *dev, const struct driver *driver, int state)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	struct policy policy;
	int ended, rc = dax_driver_load(ctx, driver);

	if (rc < 0 || dax_mode_of_driver(driver->name) != DAXCTL_DEV_MODE_RAM)
		return rc < 0 ? rc : bind_loaded(dev, driver);
	rc = dax_policy_begin(ctx, &policy, state);
	if (rc < 0)
		return rc;
	rc = bind_loaded(dev, driver);
	ended = dax_policy_end(ctx, &policy);
	return rc < 0 ? rc : ended;
}
