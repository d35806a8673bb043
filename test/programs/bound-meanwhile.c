// SPDX-License-Identifier: GPL-2.0-only
/*
 * bound-meanwhile DEVICE WANTED FIRST: a context that is about to bind DEVICE to the driver
 * WANTED, device_dax or kmem, finds it bound to FIRST by another process.  Prints TAP.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <daxctl/libdaxctl.h>

#include "test/unit/tap.h"

static struct daxctl_dev *find(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev)
			if (!strcmp(daxctl_dev_get_devname(dev), name))
				return dev;
	return NULL;
}

static int open_attribute(const char *driver, const char *attribute)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/bus/dax/drivers/%s/%s", driver, attribute);
	return open(path, O_WRONLY);
}

/* The lock of the driver, which the library waits for, and the device to bind meanwhile. */
struct meanwhile {
	const char *name, *driver;
	int lock;
	bool done;
};

static int bind_meanwhile(struct daxctl_ctx *ctx, unsigned long done, unsigned long total,
			  void *data)
{
	struct meanwhile *it = data;
	ssize_t len = strlen(it->name);
	int fd;

	(void)ctx, (void)done, (void)total;
	if (it->done)
		return 0;
	fd = open_attribute(it->driver, "bind");
	it->done = write(fd, it->name, len) == len;
	close(fd);
	close(it->lock);
	return 0;
}

static int enable(struct tap *tap, const char *name, const char *wanted, const char *first)
{
	struct meanwhile meanwhile = { .name = name, .driver = first };
	bool ram = !strcmp(wanted, "kmem");
	enum daxctl_dev_mode mode = ram ? DAXCTL_DEV_MODE_RAM : DAXCTL_DEV_MODE_DEVDAX;
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;
	const char *failure;
	int rc;

	if (daxctl_new(&ctx) < 0 || !(dev = find(ctx, name)))
		return 99;
	meanwhile.lock = open_attribute(wanted, "new_id");
	if (flock(meanwhile.lock, LOCK_EX) < 0)
		return 99;
	daxctl_set_progress(ctx, bind_meanwhile, &meanwhile);
	rc = ram ? daxctl_dev_enable_ram(dev) : daxctl_dev_enable_devdax(dev);
	failure = daxctl_get_failure(ctx);
	tap_ok(tap, meanwhile.done, "%s is bound to %s meanwhile", name, first);
	tap_ok(tap, rc == 0, "enabling it succeeds (%s)", failure ? failure : "no failure");
	tap_ok(tap, daxctl_dev_get_mode(dev) == mode, "it is bound to %s", wanted);
	daxctl_unref(ctx);
	return 0;
}

int main(int argc, char **argv)
{
	struct tap tap = { 0 };
	int rc = 99;

	if (argc == 4)
		rc = enable(&tap, argv[1], argv[2], argv[3]);
	return rc ? rc : tap_end(&tap);
}
