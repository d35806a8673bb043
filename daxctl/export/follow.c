// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel sends no event when the size of a device changes.  So the state is also compared a
 * second after the last event, when a command has done all of its steps, and every 30 seconds.
 */
#include <errno.h>
#include <libudev.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/late-libraries.h"
#include "daxctl/cli/report.h"
#include "daxctl/export/follow.h"
#include "util/clock.h"

enum {
	GATHER_MS = 100,	/* events of the same change follow each other */
	STORM_MS = 1000,	/* while events do not end, write this often */
	AGAIN_MS = 1000,
	IDLE_MS = 30000,
};

struct times {
	long long next;		/* when to write */
	long long first;	/* the first event since the last write; 0: there was none */
	bool again;		/* write once more after the next time */
};

static void note_events(struct times *times)
{
	long long now = now_ms();

	if (!times->first)
		times->first = now;
	times->next = now + GATHER_MS;
	if (times->next > times->first + STORM_MS)
		times->next = times->first + STORM_MS;
	times->again = true;
}

static void note_written(struct times *times)
{
	times->first = 0;
	times->next = now_ms() + (times->again ? AGAIN_MS : IDLE_MS);
	times->again = false;
}

/* Events that were lost because there were too many count as well: the descriptor is ready. */
static void drain(struct udev_monitor *monitor)
{
	struct udev_device *device;

	while ((device = udev_monitor_receive_device(monitor)))
		udev_device_unref(device);
}

static void loop(struct udev_monitor *monitor, void (*write)(void *data), void *data)
{
	struct times times = { .again = true };
	sigset_t before;

	interrupts_hold();
	interrupts_block(&before);
	while (!interrupted()) {
		struct pollfd fd = { .fd = udev_monitor_get_fd(monitor), .events = POLLIN };
		long long left = times.next - now_ms();
		struct timespec timeout = { left / 1000, left % 1000 * 1000000 };

		if (left <= 0) {
			write(data);
			note_written(&times);
		} else if (ppoll(&fd, 1, &timeout, &before) > 0) {
			drain(monitor);
			note_events(&times);
		}
	}
	interrupts_unblock(&before);
}

static struct udev_monitor *open_monitor(struct udev *udev)
{
	/* With udevd, its links exist when its event comes. */
	const char *source = access("/run/udev/control", F_OK) == 0 ? "udev" : "kernel";
	struct udev_monitor *monitor = udev ? udev_monitor_new_from_netlink(udev, source) : NULL;

	if (monitor &&
	    udev_monitor_filter_add_match_subsystem_devtype(monitor, "dax", NULL) >= 0 &&
	    udev_monitor_filter_add_match_subsystem_devtype(monitor, "memory", NULL) >= 0 &&
	    udev_monitor_enable_receiving(monitor) >= 0)
		return monitor;
	if (monitor)
		udev_monitor_unref(monitor);
	return NULL;
}

int export_follow(void (*write)(void *data), void *data)
{
	int rc = need_late_library("export", LIBUDEV);
	struct udev_monitor *monitor;
	struct udev *udev;

	if (rc < 0)
		return rc;
	udev = udev_new();
	monitor = open_monitor(udev);
	if (monitor)
		loop(monitor, write, data);
	else
		rc = report("export", -ENOSYS, "cannot listen to events of devices");
	if (monitor)
		udev_monitor_unref(monitor);
	if (udev)
		udev_unref(udev);
	return rc;
}
