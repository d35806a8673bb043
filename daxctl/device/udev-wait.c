// SPDX-License-Identifier: GPL-2.0-only
#include <libudev.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/late-libraries.h"
#include "daxctl/device/udev-wait.h"
#include "util/array.h"
#include "util/clock.h"

enum { TIMEOUT_MS = 3000 };

struct udev_wait {
	struct udev *udev;
	struct udev_monitor *monitor;
	char **names;		/* of devices that udev has not processed yet */
	size_t count;
};

static void free_wait(struct udev_wait *wait)
{
	for (size_t i = 0; i < wait->count; i++)
		free(wait->names[i]);
	free(wait->names);
	udev_monitor_unref(wait->monitor);
	udev_unref(wait->udev);
	free(wait);
}

/*
 * Does udevd listen to the kernel in this network namespace?  In a container with one of its
 * own, no event comes, even if /run is that of the host.
 */
static bool udevd_is_here(void)
{
	enum { KERNEL_GROUP = 1 };
	FILE *file = fopen("/proc/net/netlink", "re");
	unsigned int protocol, groups;
	char line[256];
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%*x %u %*d %x", &protocol, &groups) == 2 &&
			protocol == NETLINK_KOBJECT_UEVENT && groups & KERNEL_GROUP;
	fclose(file);
	return found;
}

struct udev_wait *udev_wait_begin(void)
{
	struct udev_wait *wait;

	if (access("/run/udev/control", F_OK) < 0 || !udevd_is_here() ||
	    !late_library_opens(LIBUDEV))
		return NULL;
	wait = calloc(1, sizeof(*wait));
	if (!wait)
		return NULL;
	wait->udev = udev_new();
	if (wait->udev)
		wait->monitor = udev_monitor_new_from_netlink(wait->udev, "udev");
	if (wait->monitor &&
	    udev_monitor_filter_add_match_subsystem_devtype(wait->monitor, "dax", NULL) >= 0 &&
	    udev_monitor_enable_receiving(wait->monitor) >= 0)
		return wait;
	free_wait(wait);
	return NULL;
}

void udev_wait_for(struct udev_wait *wait, struct daxctl_dev *dev)
{
	char **names;

	if (!wait)
		return;
	names = array_grow(wait->names, wait->count, sizeof(*names));
	if (!names)
		return;
	wait->names = names;
	names[wait->count] = strdup(daxctl_dev_get_devname(dev));
	if (names[wait->count])
		wait->count++;
}

/* "bind" is the last event of a newly bound device. */
static void take_event(struct udev_wait *wait)
{
	struct udev_device *device = udev_monitor_receive_device(wait->monitor);
	const char *action, *name;

	if (!device)
		return;
	action = udev_device_get_action(device);
	name = udev_device_get_sysname(device);
	for (size_t i = 0; action && name && i < wait->count; i++)
		if (!strcmp(action, "bind") && !strcmp(wait->names[i], name)) {
			free(wait->names[i]);
			wait->names[i] = wait->names[--wait->count];
			break;
		}
	udev_device_unref(device);
}

void udev_wait_end(struct udev_wait *wait)
{
	long long deadline = now_ms() + TIMEOUT_MS, left;

	if (!wait)
		return;
	while (wait->count && !interrupted() && (left = deadline - now_ms()) > 0) {
		struct pollfd monitor = {
			.fd = udev_monitor_get_fd(wait->monitor),
			.events = POLLIN,
		};

		if (poll(&monitor, 1, left) > 0)
			take_event(wait);
	}
	free_wait(wait);
}
