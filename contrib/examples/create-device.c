// SPDX-License-Identifier: GPL-2.0-only
/*
 * Creates a device in a region, sets its size and its mode, and prints its name.  If a
 * step fails, the program deletes the device again.
 *
 * Build: cc create-device.c $(pkg-config --cflags --libs libdaxctl) -o create-device
 * Usage: create-device REGION BYTES devdax|system-ram
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <daxctl/libdaxctl.h>

static struct daxctl_region *find_region(struct daxctl_ctx *ctx, int id)
{
	struct daxctl_region *region;

	daxctl_region_foreach(ctx, region)
		if (daxctl_region_get_id(region) == id)
			return region;
	return NULL;
}

static void report(struct daxctl_region *region, const char *what)
{
	const char *why = daxctl_get_failure(daxctl_region_get_ctx(region));

	fprintf(stderr, "region %d: %s: %s\n", daxctl_region_get_id(region), what,
		why ? why : "out of memory");
}

static int set_mode(struct daxctl_dev *dev, const char *mode)
{
	struct daxctl_memory *mem;
	int rc;

	if (!strcmp(mode, "devdax"))
		return daxctl_dev_enable_devdax(dev);
	rc = daxctl_dev_enable_ram(dev);
	if (rc < 0)
		return rc;
	mem = daxctl_dev_get_memory(dev);
	return mem ? daxctl_memory_online(mem) : -ENOMEM;
}

/* The reverse order: some kernels bring memory online as soon as kmem is bound. */
static int delete_device(struct daxctl_region *region, struct daxctl_dev *dev)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc = mem ? daxctl_memory_offline(mem) : 0;

	if (rc >= 0)
		rc = daxctl_dev_disable(dev);
	if (rc >= 0)
		rc = daxctl_dev_set_size(dev, 0);
	if (rc >= 0)
		rc = daxctl_region_destroy_dev(region, dev);
	return rc;
}

static int create_device(struct daxctl_region *region, unsigned long long size,
			 const char *mode)
{
	struct daxctl_dev *dev;
	int rc = daxctl_region_create_dev_get(region, &dev);

	if (rc < 0) {
		report(region, "no device was created");
		return rc;
	}
	rc = daxctl_dev_set_size(dev, size);
	if (rc >= 0)
		rc = set_mode(dev, mode);
	if (rc >= 0) {
		puts(daxctl_dev_get_devname(dev));
		return 0;
	}
	/* Report first: the next call replaces the reason. */
	report(region, "the new device is deleted again");
	if (delete_device(region, dev) < 0)
		report(region, "the new device cannot be deleted");
	return rc;
}

static int run(struct daxctl_ctx *ctx, char **args)
{
	struct daxctl_region *region = find_region(ctx, atoi(args[0]));
	int rc;

	if (!region) {
		fprintf(stderr, "region %s: no such region\n", args[0]);
		return -1;
	}
	/* Other programs that use libdaxctl wait until the device is complete. */
	rc = daxctl_region_lock(region, 1);
	if (rc < 0) {
		report(region, "no device was created");
		return rc;
	}
	rc = create_device(region, strtoull(args[1], NULL, 10), args[2]);
	daxctl_region_unlock(region);
	return rc;
}

int main(int argc, char **argv)
{
	struct daxctl_ctx *ctx;
	int rc;

	if (argc != 4 || (strcmp(argv[3], "devdax") && strcmp(argv[3], "system-ram"))) {
		fprintf(stderr, "usage: create-device REGION BYTES devdax|system-ram\n");
		return EXIT_FAILURE;
	}
	if (daxctl_new(&ctx) < 0)
		return EXIT_FAILURE;
	rc = run(ctx, argv + 1);
	daxctl_unref(ctx);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
