/* SPDX-License-Identifier: GPL-2.0-only */
/* The processes that use the character device of a device. */
#ifndef DAXCTL_DEVICE_USERS_H
#define DAXCTL_DEVICE_USERS_H

#include <libdaxctl/libdaxctl.h>

/*
 * Check that no process has the device open or mapped.  Returns 0, a reported -EBUSY that
 * names a process, or the reported errno of reading /proc.
 */
int check_unused(struct daxctl_dev *dev);

#endif
