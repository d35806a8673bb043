// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Binding one device to a driver, and no other device.
 *
 * Two things on the dax bus reach further than they are meant to.  Loading a
 * driver's module binds every idle device that it matches, so it is done with
 * the bus's drivers_autoprobe off.  Writing a name to new_id, which makes a driver
 * accept a device that it would not by itself, attaches the driver to other idle
 * devices too: so it is a last resort, and what it bound besides is unbound.
 *
 * Both concern the whole bus, so they are done under the bus's exclusive lock, and
 * plain binding under the shared one: a flock on drivers_probe, which none but root
 * can open.  Lock order: region, then bus.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/private.h>
#include <util/array.h>
#include <util/dax-name.h>

#define AUTOPROBE "drivers_autoprobe"

static char *driver_file(const struct driver *driver, const char *attribute)
{
	char *name;

	return asprintf(&name, "drivers/%s/%s", driver->name, attribute) < 0 ? NULL : name;
}

static int write_driver(struct daxctl_ctx *ctx, const struct driver *driver,
			const char *attribute, const char *value)
{
	char *name = driver_file(driver, attribute);
	int rc = name ? sysfs_write(ctx, &ctx->bus, name, value) : -ENOMEM;

	free(name);
	return rc;
}

static int try_write_driver(struct daxctl_ctx *ctx, const struct driver *driver,
			    const char *attribute, const char *value)
{
	char *name = driver_file(driver, attribute);
	int rc = name ? sysfs_try_write(ctx, &ctx->bus, name, value) : -ENOMEM;

	free(name);
	return rc;
}

static bool driver_present(struct daxctl_ctx *ctx, const struct driver *driver)
{
	char *name = driver_file(driver, "bind");
	bool present = name && sysfs_exists(&ctx->bus, name);

	free(name);
	return present;
}

/* ---- loading the module ---- */

/* This must not fail for a reason that passes: try_write until it is done. */
static int restore_autoprobe(struct daxctl_ctx *ctx)
{
	enum { TRIES = 5 };
	int rc = -EIO;

	for (int tries = 0; rc < 0 && tries < TRIES; tries++)
		rc = sysfs_try_write(ctx, &ctx->bus, AUTOPROBE, "1");
	if (rc < 0)
		log_error(ctx, "%s/" AUTOPROBE " is still 0: %s; write 1 to it", ctx->bus.path,
			  strerror(-rc));
	return rc;
}

/* What ends a process waits meanwhile: killed here, it would leave autoprobe off. */
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

	rc = sysfs_read(&ctx->bus, AUTOPROBE, was, sizeof(was));
	if (rc < 0)
		return fail(ctx, -rc, "reading %s/" AUTOPROBE ": %m", ctx->bus.path);
	if (strcmp(was, "1"))
		return module_load(ctx, module);

	hold_signals(&before);
	rc = sysfs_write(ctx, &ctx->bus, AUTOPROBE, "0");
	if (rc == 0) {
		rc = module_load(ctx, module);
		restored = restore_autoprobe(ctx);
		if (rc == 0 && restored < 0)
			rc = fail(ctx, -restored, "writing \"1\" to %s/" AUTOPROBE ": %m",
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
		rc = fail(ctx, ENODEV, "module %s is there but has no driver %s/drivers/%s",
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

	if (!parse_dax_name(entry, false, &region, &id))
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
	char *dir = driver_file(driver, ".");
	int rc = dir ? sysfs_each_entry(&ctx->bus, dir, collect_name, names) : -ENOMEM;

	free(dir);
	if (rc == 0 && names->count)
		qsort(names->at, names->count, sizeof(*names->at), compare_names);
	return rc;
}

static struct daxctl_dev *find_device(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev = NULL;

	scan_regions(ctx);
	for (region = ctx->regions; region && !dev; region = region->next)
		dev = region_device(region, name);
	return dev;
}

/*
 * Take the memory of a device offline that became system RAM unasked.  Its ranges are
 * read without its region's lock, which could be held by one who waits for the bus;
 * while the device is bound, they cannot be changed.
 */
static bool offline_memory(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_dev *dev = find_device(ctx, name);
	struct ranges ranges;
	bool offline;

	if (!dev || read_ranges(dev, &ranges) < 0)
		return false;
	offline = blocks_offline(ctx, &ranges) >= 0;
	free(ranges.at);
	return offline;
}

/* Take back one binding that nobody asked for. */
static void release(struct daxctl_ctx *ctx, const struct driver *driver, const char *name)
{
	char *failure = failure_put_aside(ctx);

	log_debug(ctx, "%s was bound to %s too, unbinding it", name, driver->name);
	if (mode_of_driver(driver->name) == DAXCTL_DEV_MODE_RAM && !offline_memory(ctx, name))
		log_error(ctx, "%s became system RAM too, and its memory cannot be taken "
			       "offline: it stays so", name);
	else if (try_write_driver(ctx, driver, "unbind", name) < 0)
		log_error(ctx, "%s was bound to %s too, and cannot be unbound", name,
			  driver->name);
	failure_bring_back(ctx, failure);
}

/*
 * Nobody asked for these, so there is no progress to be shown of them, and whoever wants
 * to stop gets them released all the same.
 */
static void release_others(struct daxctl_ctx *ctx, const struct driver *driver,
			   const struct names *before, const char *wanted)
{
	int (*fn)(struct daxctl_ctx *, unsigned long, unsigned long, void *) = ctx->progress;
	struct names after = { 0 };
	int rc = bound_devices(ctx, driver, &after);
	sigset_t mask;

	ctx->progress = NULL;
	hold_signals(&mask);
	if (rc < 0)
		log_error(ctx, "%s/drivers/%s cannot be read: other devices may be bound to it",
			  ctx->bus.path, driver->name);
	for (size_t i = 0; rc == 0 && i < after.count; i++)
		if (strcmp(after.at[i], wanted) &&
		    !(before->count && bsearch(&after.at[i], before->at, before->count,
					       sizeof(*before->at), compare_names)))
			release(ctx, driver, after.at[i]);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	ctx->progress = fn;
	free_names(&after);
}

static void withdraw_id(struct daxctl_ctx *ctx, const struct driver *driver,
			const char *name)
{
	if (try_write_driver(ctx, driver, "remove_id", name) < 0 &&
	    try_write_driver(ctx, driver, "remove_id", name) < 0)
		log_error(ctx, "%s/drivers/%s keeps the id %s; write it to remove_id",
			  ctx->bus.path, driver->name, name);
}

/*
 * new_id reports success whatever came of it, so a device still unbound is bound
 * once more by hand, for the reason.  The id is withdrawn afterwards: it would
 * make the driver grab a later device of the same name.
 */
static int bind_by_id(struct daxctl_dev *dev, const struct driver *driver)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	struct names before = { 0 };
	int rc = bound_devices(ctx, driver, &before);

	if (rc < 0) {
		free_names(&before);
		return fail(ctx, -rc, "reading %s/drivers/%s: %m", ctx->bus.path, driver->name);
	}
	rc = write_driver(ctx, driver, "new_id", dev->name);
	if (rc == 0) {
		if (!daxctl_dev_is_enabled(dev))
			rc = write_driver(ctx, driver, "bind", dev->name);
		release_others(ctx, driver, &before, dev->name);
		withdraw_id(ctx, driver, dev->name);
	}
	free_names(&before);
	return rc;
}

/* -ENOENT: no such driver yet; -ENODEV: it would not take this device. */
static int bind_plainly(struct daxctl_dev *dev, const struct driver *driver)
{
	struct daxctl_ctx *ctx = dev->region->ctx;
	int rc = try_write_driver(ctx, driver, "bind", dev->name);

	if (rc < 0 && rc != -ENOENT && rc != -ENODEV)
		return fail(ctx, -rc, "writing \"%s\" to %s/drivers/%s/bind: %m", dev->name,
			    ctx->bus.path, driver->name);
	return rc;
}

/* Does everything that only one may do at a time; the usual way has failed. */
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
	int fd = sysfs_open(&ctx->bus, "drivers_probe", O_WRONLY);
	int rc;

	if (fd < 0)
		return fail(ctx, -fd, "opening %s/drivers_probe: %m", ctx->bus.path);
	rc = flock_wait(ctx, fd, exclusive, "the dax bus");
	if (rc == 0)
		rc = bind(dev, driver);
	close(fd);
	return rc;
}

int bind_device(struct daxctl_dev *dev, const struct driver *driver)
{
	int rc = with_bus_locked(dev, driver, false, bind_plainly);

	if (rc == -ENOENT || rc == -ENODEV) {
		failure_clear(dev->region->ctx);
		rc = with_bus_locked(dev, driver, true, bind_exclusively);
	}
	return rc;
}
