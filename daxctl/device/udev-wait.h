/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Waiting until udev has dealt with a device: until then its node in /dev may not
 * have the owner, mode and links that the system's rules give it, and a script that
 * goes on at once would meet the wrong ones.
 */
#ifndef DAXCTL_DEVICE_UDEV_WAIT_H
#define DAXCTL_DEVICE_UDEV_WAIT_H

#include <libdaxctl/libdaxctl.h>

struct udev_wait;

/*
 * Begin to listen, before anything is bound.  NULL, with which the others do
 * nothing, if udev is not running.
 */
struct udev_wait *udev_wait_begin(void);

/* Remember a device that was bound to a driver since. */
void udev_wait_for(struct udev_wait *wait, struct daxctl_dev *dev);

/*
 * Wait until udev has finished with all of them, 3 seconds at most, and free.  No
 * region may be locked meanwhile: a rule may run daxctl.
 */
void udev_wait_end(struct udev_wait *wait);

#endif
