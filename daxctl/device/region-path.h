/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_DEVICE_REGION_PATH_H
#define DAXCTL_DEVICE_REGION_PATH_H

#include <libdaxctl/libdaxctl.h>

/* The path of a region below /sys/devices. */
const char *short_region_path(struct daxctl_region *region);

#endif
