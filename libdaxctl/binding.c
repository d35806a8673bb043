// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Two operations on the dax bus reach further than the device they are meant for.  Loading
 * a driver's module binds every idle device that the driver matches, so it is done with
 * the bus's drivers_autoprobe off.  Writing a name to new_id makes the driver accept a
 * device that it does not match by itself, but also binds other idle devices.  So new_id
 * is a last resort, and devices that it bound unasked are unbound again.
 *
 * Both affect the whole bus, so they need the bus's exclusive lock, and plain binding needs
 * the shared one: a flock on drivers_probe, which only root can open.  Lock order: region,
 * then bus.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/binding.h>
#include <libdaxctl/device-list.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/mapping.h>
#include <libdaxctl/memory.h>
#include <libdaxctl/module.h>
#include <libdaxctl/scan.h>
#include <libdaxctl/sysfs.h>
#include <util/array.h>
#include <util/dax-name.h>

#define AUTOPROBE "drivers_autoprobe"

static bool driver_present(struct daxctl_ctx *ctx, const struct driver *driver)
{
	return dax_sysfs_existsf(&ctx->bus, "drivers/%s/bind", driver->name);
}

/* ---- loading the module ---- */

/* A transient failure must not leave autoprobe off, so this tries several times. */
static int restore_autoprobe(struct daxctl_ctx *ctx)
{
	enum { TRIES = 5 };
	int rc = -EIO;

	for (int tries = 0; rc < 0 && tries < TRIES; tries++)
		rc = dax_sysfs_try_writef(ctx, &ctx->bus, "1", AUTOPROBE);
	if (rc < 0)
		log_error(ctx, "%s/" AUTOPROBE " is still 0: %s; write 1 to it",
			  ctx->bus.path, strerror(-rc));
	return rc;
}

/* Defer deadly signals: a process that dies here would leave autoprobe off. */
static void hold_signals(sigset_t *before)
{
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGQUIT);
	sigaddset(&ending, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ending, before);
}

static int load_without_autoprobe(struct daxctl_ctx *ctx, const char *module)
{
	sigset_t before;
	char was[8] = "";
	int rc, restored;

	rc = dax_sysfs_readf(&ctx->bus, was, sizeof(was), AUTOPROBE);
	if (rc < 0)
		return dax_fail(ctx, -rc, "reading %s/" AUTOPROBE ": %m", ctx->bus.path);
	if (strcmp(was, "1"))
		return dax_module_load(ctx, module);

	hold_signals(&before);
	rc = dax_sysfs_writef(ctx, &ctx->bus, "0", AUTOPROBE);
	if (rc == 0) {
		rc = dax_module_load(ctx, module);
		restored = restore_autoprobe(ctx);
		if (rc == 0 && restored < 0)
			rc = dax_fail(ctx, -restored,
				      "writing \"1\" to %s/" AUTOPROBE ": %m",
				      ctx->bus.path);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

static int ensure_driver(struct daxctl_ctx *ctx, const struct driver *driver)
{
	int rc;

	if (driver_present(ctx, driver))
		return 0;
	rc = load_without_autoprobe(ctx, driver->module);
	if (rc == 0 && !driver_present(ctx, driver))
		rc = dax_fail(ctx, ENODEV,
			      "module %s is there but has no driver %s/drivers/%s",
			      driver->module, ctx->bus.path, driver->name);
	return rc;
}

/* ---- binding by name ---- */

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
 * Offline the memory of a device that became system RAM unasked.  Its ranges are read
 * without its region's lock, because the holder of that lock may be waiting for the bus.
 * That is safe: the ranges of a bound device cannot change.
 */
static bool offline_memory(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_dev *dev = find_device(ctx, name);
	struct ranges ranges;
	bool offline;

	if (!dev || dax_ranges_read(&dev->region->dir, dev->dir, &ranges) < 0)
		return false;
	offline = dax_blocks_offline(ctx, &ranges) >= 0;
	free(ranges.at);
	return offline;
}

/* Undo one binding that nobody asked for. */
static void release(struct daxctl_ctx *ctx, const struct driver *driver, const char *name)
{
	char *failure = dax_failure_save(ctx);

	log_debug(ctx, "%s was bound to %s too, unbinding it", name, driver->name);
	if (dax_mode_of_driver(driver->name) == DAXCTL_DEV_MODE_RAM &&
	    !offline_memory(ctx, name))
		log_error(ctx,
			  "%s became system RAM too, and stays so: its memory cannot be "
			  "taken offline",
			  name);
	else if (dax_sysfs_try_writef(ctx, &ctx->bus, name, "drivers/%s/unbind",
				      driver->name) < 0)
		log_error(ctx, "%s was bound to %s too, and cannot be unbound", name,
			  driver->name);
	dax_failure_restore(ctx, failure);
}

/*
 * Undo all bindings that nobody asked for.  This must happen even if the user wants to
 * stop, so the progress function is not called.
 */
static void release_others(struct daxctl_ctx *ctx, const struct driver *driver,
			   const struct names *before, const char *wanted)
{
	progress_fn_t *progress = ctx->progress;
	struct names after = { 0 };
	int rc = bound_devices(ctx, driver, &after);
	sigset_t mask;

	ctx->progress = NULL;
	hold_signals(&mask);
	if (rc < 0)
		log_error(ctx,
			  "%s/drivers/%s cannot be read: other devices may be bound to it",
			  ctx->bus.path, driver->name);
	for (size_t i = 0; rc == 0 && i < after.count; i++)
		if (strcmp(after.at[i], wanted) &&
		    !(before->count && bsearch(&after.at[i], before->at, before->count,
					       sizeof(*before->at), compare_names)))
			release(ctx, driver, after.at[i]);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	ctx->progress = progress;
	free_names(&after);
}

static void withdraw_id(struct daxctl_ctx *ctx, const struct driver *driver,
			const char *name)
{
	enum { TRIES = 2 };
	int rc = -EIO;

	for (int tries = 0; rc < 0 && tries < TRIES; tries++)
		rc = dax_sysfs_try_writef(ctx, &ctx->bus, name, "drivers/%s/remove_id",
					  driver->name);
	if (rc < 0)
		log_error(ctx, "%s/drivers/%s keeps the id %s; write it to remove_id",
			  ctx->bus.path, driver->name, name);
}

/*
 * A write to new_id succeeds even if the probe fails, so a device that is still unbound is
 * then bound explicitly, to learn the reason.  The id is removed afterwards, because the
 * driver would use it for a later device of the same name.
 */
static int bind_by_id(struct daxctl_dev *dev, const struct driver *driver)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	struct names before = { 0 };
	int rc = bound_devices(ctx, driver, &before);

	if (rc < 0) {
		free_names(&before);
		return dax_fail(ctx, -rc, "reading %s/drivers/%s: %m", ctx->bus.path,
				driver->name);
	}
	rc = dax_sysfs_writef(ctx, &ctx->bus, dev->name, "drivers/%s/new_id", driver->name);
	if (rc == 0) {
		if (!daxctl_dev_is_enabled(dev))
			rc = dax_sysfs_writef(ctx, &ctx->bus, dev->name, "drivers/%s/bind",
					      driver->name);
		release_others(ctx, driver, &before, dev->name);
		withdraw_id(ctx, driver, dev->name);
	}
	free_names(&before);
	return rc;
}

/* -ENOENT: the driver is not loaded; -ENODEV: it does not match this device. */
static int bind_plainly(struct daxctl_dev *dev, const struct driver *driver)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	int rc = dax_sysfs_try_writef(ctx, &ctx->bus, dev->name, "drivers/%s/bind",
				      driver->name);

	if (rc < 0 && rc != -ENOENT && rc != -ENODEV)
		return dax_fail(ctx, -rc, "writing \"%s\" to %s/drivers/%s/bind: %m",
				dev->name, ctx->bus.path, driver->name);
	return rc;
}

/* After plain binding failed: the steps that need the bus's exclusive lock. */
static int bind_exclusively(struct daxctl_dev *dev, const struct driver *driver)
{
	int rc = ensure_driver(dev->region->ctx, driver);

	if (rc < 0)
		return rc;
	rc = bind_plainly(dev, driver);
	return rc == -ENODEV ? bind_by_id(dev, driver) : rc;
}

static int with_bus_locked(struct daxctl_dev *dev, const struct driver *driver,
			   bool exclusive,
			   int (*bind)(struct daxctl_dev *, const struct driver *))
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	int fd = dax_sysfs_openf(&ctx->bus, O_WRONLY, "drivers_probe");
	int rc;

	if (fd < 0)
		return dax_fail(ctx, -fd, "opening %s/drivers_probe: %m", ctx->bus.path);
	rc = dax_flock_wait(ctx, fd, exclusive, "the dax bus");
	if (rc == 0)
		rc = bind(dev, driver);
	close(fd);
	return rc;
}

int dax_bind(struct daxctl_dev *dev, const struct driver *driver)
{
	int rc = with_bus_locked(dev, driver, false, bind_plainly);

	if (rc == -ENOENT || rc == -ENODEV) {
		dax_failure_clear(dev->region->ctx);
		rc = with_bus_locked(dev, driver, true, bind_exclusively);
	}
	return rc;
}
