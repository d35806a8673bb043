// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns a device into system RAM, brings its memory online, and prints the progress.
 * Ctrl-C or a failure brings the device back into its old mode.
 *
 * Build: cc make-system-ram.c $(pkg-config --cflags --libs libdaxctl) -o make-system-ram
 * Usage: make-system-ram daxX.Y
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <daxctl/libdaxctl.h>

static volatile sig_atomic_t stop;

static void request_stop(int signal)
{
	stop = signal;
}

static int show(struct daxctl_ctx *ctx, unsigned long done, unsigned long total, void *data)
{
	(void)ctx;
	if (total)
		printf("%s: %lu of %lu memory blocks\n", (const char *)data, done, total);
	return stop;
}

static struct daxctl_dev *find_device(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev)
			if (!strcmp(daxctl_dev_get_devname(dev), name))
				return dev;
	return NULL;
}

static int bring_online(struct daxctl_ctx *ctx, struct daxctl_dev *dev, char *name)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc;

	if (!mem)
		return -ENOMEM;
	daxctl_set_progress(ctx, show, name);
	rc = daxctl_memory_online(mem);
	daxctl_set_progress(ctx, NULL, NULL);
	return rc;
}

static int restore(struct daxctl_dev *dev, enum daxctl_dev_mode mode)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	int rc = mem ? daxctl_memory_offline(mem) : 0;

	if (rc >= 0)
		rc = daxctl_dev_disable(dev);
	if (rc < 0)
		return rc;
	switch (mode) {
	case DAXCTL_DEV_MODE_DEVDAX:
		return daxctl_dev_enable_devdax(dev);
	case DAXCTL_DEV_MODE_RAM:
		return daxctl_dev_enable_ram(dev);
	case DAXCTL_DEV_MODE_FAMFS:
		return daxctl_dev_enable_famfs(dev);
	default:
		return 0;
	}
}

static int report(struct daxctl_ctx *ctx, const char *name, int rc)
{
	const char *why = daxctl_get_failure(ctx);

	fprintf(stderr, "%s: %s\n", name, why ? why : strerror(-rc));
	return rc;
}

static int make_system_ram(struct daxctl_ctx *ctx, struct daxctl_dev *dev, char *name)
{
	enum daxctl_dev_mode before = daxctl_dev_get_mode(dev);
	/* Find out what cannot work before changing anything. */
	int rc = daxctl_dev_check_ram(dev), undone;

	if (rc == 0)
		rc = daxctl_dev_disable(dev);
	if (rc < 0)
		return report(ctx, name, rc);
	rc = daxctl_dev_enable_ram(dev);
	if (rc == 0)
		rc = bring_online(ctx, dev, name);
	if (rc >= 0)
		return 0;
	/* Report first: the next call replaces the reason. */
	report(ctx, name, rc);
	undone = restore(dev, before);
	if (undone < 0)
		report(ctx, name, undone);
	return rc;
}

int main(int argc, char **argv)
{
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;
	int rc;

	if (argc != 2) {
		fprintf(stderr, "usage: make-system-ram daxX.Y\n");
		return EXIT_FAILURE;
	}
	if (daxctl_new(&ctx) < 0)
		return EXIT_FAILURE;
	signal(SIGINT, request_stop);
	dev = find_device(ctx, argv[1]);
	if (dev) {
		rc = make_system_ram(ctx, dev, argv[1]);
	} else {
		fprintf(stderr, "%s: no such device\n", argv[1]);
		rc = -1;
	}
	daxctl_unref(ctx);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
