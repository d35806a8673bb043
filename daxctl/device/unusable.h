/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of a device that cannot be system RAM. */
#ifndef DAXCTL_DEVICE_UNUSABLE_H
#define DAXCTL_DEVICE_UNUSABLE_H

#include <libdaxctl/libdaxctl.h>

/*
 * System RAM consists of whole memory blocks, so the ends of ranges can be lost.  Report on
 * stderr how much of the device is lost, or would be lost as system RAM; nothing if it is 0.
 */
void report_unusable(struct daxctl_dev *dev);

#endif
