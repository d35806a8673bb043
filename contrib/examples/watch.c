// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints which devices appear (+), change (=) and disappear (-), first those that are there.
 * Stops after MILLISECONDS without a change if that is given.
 *
 * Build: cc watch.c $(pkg-config --cflags --libs libdaxctl) -o watch
 * Usage: watch [MILLISECONDS]
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include <daxctl/libdaxctl.h>

static const char *mode_name(int mode)
{
	switch (mode) {
	case DAXCTL_DEV_MODE_DEVDAX:
		return "devdax";
	case DAXCTL_DEV_MODE_RAM:
		return "system-ram";
	case DAXCTL_DEV_MODE_FAMFS:
		return "famfs";
	default:
		return "disabled";
	}
}

static void say(const char *sign, struct daxctl_dev *dev)
{
	int mode = daxctl_dev_get_mode(dev);

	printf("%s %s: %llu bytes, %s", sign, daxctl_dev_get_devname(dev),
	       daxctl_dev_get_size(dev), mode_name(mode));
	if (mode == DAXCTL_DEV_MODE_RAM)
		printf(", %d blocks online", daxctl_dev_has_online_memory(dev));
	puts("");
	fflush(stdout);
}

static void say_event(const struct daxctl_event *event)
{
	switch (event->type) {
	case DAXCTL_EVENT_LOST:
		puts("events were lost");
		break;
	case DAXCTL_EVENT_DEVICE_ADDED:
		say("+", event->dev);
		break;
	case DAXCTL_EVENT_DEVICE_REMOVED:
		printf("- %s\n", daxctl_dev_get_devname(event->dev));
		break;
	default:
		if (event->dev)
			say("=", event->dev);
		break;
	}
	fflush(stdout);
}

static int watch(struct daxctl_monitor *monitor, int timeout_ms)
{
	struct pollfd file = { daxctl_monitor_get_fd(monitor), POLLIN, 0 };
	struct daxctl_event event;
	int rc = 0;

	do {
		while ((rc = daxctl_monitor_next(monitor, &event)) > 0)
			say_event(&event);
	} while (rc == 0 && poll(&file, 1, timeout_ms) > 0);
	return rc;
}

int main(int argc, char **argv)
{
	struct daxctl_monitor *monitor = NULL;
	struct daxctl_region *region;
	struct daxctl_ctx *ctx = NULL;
	struct daxctl_dev *dev;
	int rc = daxctl_new(&ctx);

	if (rc == 0)
		rc = daxctl_monitor_new(ctx, &monitor);
	if (rc == 0) {
		daxctl_region_foreach(ctx, region)
			daxctl_dev_foreach(region, dev)
				say("+", dev);
		rc = watch(monitor, argc > 1 ? atoi(argv[1]) : -1);
	}
	if (rc)
		fprintf(stderr, "watch: %s\n", rc < 0 && ctx && daxctl_get_failure(ctx) ?
			daxctl_get_failure(ctx) : "out of memory");
	daxctl_monitor_free(monitor);
	daxctl_unref(ctx);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
