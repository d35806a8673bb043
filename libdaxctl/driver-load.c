// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Loading a driver's module binds every idle device that the driver matches, so it is done
 * with the bus's drivers_autoprobe off.  That affects the whole bus, so it needs the bus's
 * exclusive lock, a flock on drivers_probe, which only root can open.
 *
 * A process that is killed meanwhile leaves autoprobe off.  A file in /run/daxctl records
 * that it was this library, and the next process that binds a device turns it on again.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libdaxctl/driver-load.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/lock.h>
#include <libdaxctl/module.h>
#include <libdaxctl/sysfs.h>

#define AUTOPROBE "drivers_autoprobe"
#define RUN_DIRECTORY "/run/daxctl"
#define RECORD RUN_DIRECTORY "/autoprobe-off"

void dax_hold_signals(sigset_t *before)
{
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGQUIT);
	sigaddset(&ending, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ending, before);
}

static bool driver_present(struct daxctl_ctx *ctx, const struct driver *driver)
{
	return dax_sysfs_existsf(&ctx->bus, "drivers/%s/bind", driver->name);
}

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

/* ---- the record ---- */

/* Tests that use another directory as sysfs leave no record. */
static bool keeps_record(struct daxctl_ctx *ctx)
{
	return !strcmp(ctx->sysfs_root, "/sys");
}

static int write_record(struct daxctl_ctx *ctx)
{
	int fd;

	if (!keeps_record(ctx))
		return 0;
	mkdir(RUN_DIRECTORY, 0755);
	fd = open(RECORD, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return dax_fail(ctx, errno, "creating " RECORD ": %m");
	close(fd);
	return 0;
}

static void remove_record(struct daxctl_ctx *ctx)
{
	if (keeps_record(ctx))
		unlink(RECORD);
}

static bool has_record(struct daxctl_ctx *ctx)
{
	return keeps_record(ctx) && access(RECORD, F_OK) == 0;
}

/*
 * While this process holds the bus's lock, no other process has turned autoprobe off.  So a
 * record was left by a process that was killed.
 */
static int recover_autoprobe(struct daxctl_ctx *ctx)
{
	int rc;

	if (!has_record(ctx))
		return 0;
	rc = restore_autoprobe(ctx);
	if (rc < 0)
		return dax_fail(ctx, -rc, "writing \"1\" to %s/" AUTOPROBE ": %m",
				ctx->bus.path);
	log_at(ctx, LOG_NOTICE, "a killed process had left %s/" AUTOPROBE
				" off; it is on again", ctx->bus.path);
	remove_record(ctx);
	return 0;
}

/* ---- loading ---- */

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

	dax_hold_signals(&before);
	rc = write_record(ctx);
	if (rc == 0) {
		rc = dax_sysfs_writef(ctx, &ctx->bus, "0", AUTOPROBE);
		if (rc == 0)
			rc = dax_module_load(ctx, module);
		restored = restore_autoprobe(ctx);
		if (rc == 0 && restored < 0)
			rc = dax_fail(ctx, -restored,
				      "writing \"1\" to %s/" AUTOPROBE ": %m",
				      ctx->bus.path);
		if (restored == 0)
			remove_record(ctx);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

/* Called with the bus's lock held. */
static int load_driver(struct daxctl_ctx *ctx, const struct driver *driver)
{
	int rc;

	if (driver_present(ctx, driver))
		return 0;
	rc = load_without_autoprobe(ctx, driver->module);
	if (rc == 0 && !driver_present(ctx, driver))
		rc = dax_fail(ctx, ENODEV,
			      "module %s is loaded, but there is no %s/drivers/%s",
			      driver->module, ctx->bus.path, driver->name);
	return rc;
}

int dax_driver_load(struct daxctl_ctx *ctx, const struct driver *driver)
{
	int fd, rc;

	if (driver_present(ctx, driver) && !has_record(ctx))
		return 0;
	fd = dax_sysfs_openf(&ctx->bus, O_WRONLY, "drivers_probe");
	if (fd < 0)
		return dax_fail(ctx, -fd, "opening %s/drivers_probe: %m", ctx->bus.path);
	rc = dax_flock_wait(ctx, fd, true, "the dax bus");
	if (rc == 0)
		rc = recover_autoprobe(ctx);
	if (rc == 0)
		rc = load_driver(ctx, driver);
	close(fd);
	return rc;
}
