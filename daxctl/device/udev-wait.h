/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Waiting until udev has processed newly bound devices.  Before that, a device node may not
 * have the owner, the permissions and the links that the udev rules give it, and the next
 * command of a script could fail.
 */
#ifndef DAXCTL_DEVICE_UDEV_WAIT_H
#define DAXCTL_DEVICE_UDEV_WAIT_H

#include <libdaxctl/libdaxctl.h>

struct udev_wait;

/*
 * Start to receive events; call this before binding devices.  Returns NULL if udev is not
 * running; the functions below do nothing then.
 */
struct udev_wait *udev_wait_begin(void);

/* Add a device that was bound to a driver since udev_wait_begin(). */
void udev_wait_for(struct udev_wait *wait, struct daxctl_dev *dev);

/*
 * Wait at most 3 seconds until udev has processed these devices, and free @wait.  The
 * caller must not hold a lock, because a udev rule can run daxctl.
 */
void udev_wait_end(struct udev_wait *wait);

#endif
