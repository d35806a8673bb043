// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Loading a driver's module binds every idle device that the driver matches, so it is done
 * with the bus's drivers_autoprobe off.  That affects the whole bus, so it needs the bus's
 * exclusive lock.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <libdaxctl/driver-load.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/module.h>
#include <libdaxctl/sysfs.h>
#include <libdaxctl/temporary.h>

static bool driver_present(struct daxctl_ctx *ctx, const struct driver *driver)
{
	return dax_sysfs_existsf(&ctx->bus, "drivers/%s/bind", driver->name);
}

static int load_without_autoprobe(struct daxctl_ctx *ctx, struct temporary *autoprobe,
				  const char *module)
{
	char was[8] = "";
	int rc, restored;

	rc = dax_sysfs_readf(&ctx->bus, was, sizeof(was), "%s", autoprobe->attribute);
	if (rc < 0)
		return dax_fail(ctx, -rc, "reading %s/%s: %m", ctx->bus.path,
				autoprobe->attribute);
	if (strcmp(was, "1"))
		return dax_module_load(ctx, module);
	rc = dax_temporary_begin(ctx, autoprobe, "1", "0");
	if (rc < 0)
		return rc;
	rc = dax_module_load(ctx, module);
	restored = dax_temporary_end(ctx, autoprobe, "1");
	return rc < 0 ? rc : restored;
}

/* Called with the bus's lock held. */
static int load_driver(struct daxctl_ctx *ctx, struct temporary *autoprobe,
		       const struct driver *driver)
{
	int rc;

	if (driver_present(ctx, driver))
		return 0;
	rc = load_without_autoprobe(ctx, autoprobe, driver->module);
	if (rc == 0 && !driver_present(ctx, driver))
		rc = dax_fail(ctx, ENODEV,
			      "module %s is loaded, but there is no %s/drivers/%s",
			      driver->module, ctx->bus.path, driver->name);
	return rc;
}

int dax_driver_load(struct daxctl_ctx *ctx, const struct driver *driver)
{
	struct temporary autoprobe = {
		.dir = &ctx->bus,
		.attribute = "drivers_autoprobe",
		.record = "autoprobe-off",
	};
	int fd, rc;

	if (driver_present(ctx, driver) && !dax_temporary_is_recorded(ctx, &autoprobe))
		return 0;
	fd = dax_bus_lock(ctx, true);
	if (fd < 0)
		return fd;
	rc = dax_temporary_recover(ctx, &autoprobe);
	if (rc == 0)
		rc = load_driver(ctx, &autoprobe, driver);
	close(fd);
	return rc;
}
