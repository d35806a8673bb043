/* SPDX-License-Identifier: GPL-2.0-only */
/* Carrying a plan out: all of it or, after a failure, nothing. */
#ifndef DAXCTL_LAYOUT_EXECUTE_H
#define DAXCTL_LAYOUT_EXECUTE_H

#include "daxctl/device/udev-wait.h"
#include "daxctl/layout/work.h"

/*
 * Lock the devices that the plan changes, see that the plan still holds, and carry it out.
 * @record is that of the run.  A failure is reported, and what was done is undone in
 * reverse.  Returns 0, -EAGAIN if the devices have changed since the plan was made, or a
 * reported errno.
 */
int execute_plan(struct region_work *region, int record, struct udev_wait *wait);

#endif
