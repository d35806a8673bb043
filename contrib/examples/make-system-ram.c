// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes a device system RAM and brings its memory online, saying how far it is; Ctrl-C
 * takes back what was done.
 *
 * Build: cc make-system-ram.c $(pkg-config --cflags --libs libdaxctl) -o make-system-ram
 * Usage: make-system-ram daxX.Y
 */
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

static int bring_online(struct daxctl_ctx *ctx, struct daxctl_memory *mem, char *name)
{
	int rc;

	daxctl_set_progress(ctx, show, name);
	rc = daxctl_memory_online(mem);
	daxctl_set_progress(ctx, NULL, NULL);
	return rc;
}

static int make_system_ram(struct daxctl_ctx *ctx, struct daxctl_dev *dev, char *name)
{
	/* whatever cannot work is to be known before anything is done */
	int rc = daxctl_dev_check_ram(dev);
	struct daxctl_memory *mem;

	if (rc == 0)
		rc = daxctl_dev_disable(dev);
	if (rc == 0)
		rc = daxctl_dev_enable_ram(dev);
	mem = rc == 0 ? daxctl_dev_get_memory(dev) : NULL;
	if (mem)
		rc = bring_online(ctx, mem, name);
	if (rc < 0)
		fprintf(stderr, "%s: %s\n", name, daxctl_get_failure(ctx));
	if (rc < 0 && mem && (daxctl_memory_offline(mem) < 0 || daxctl_dev_disable(dev) < 0 ||
			      daxctl_dev_enable_devdax(dev) < 0))
		fprintf(stderr, "%s: %s\n", name, daxctl_get_failure(ctx));
	return rc < 0 ? rc : 0;
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
