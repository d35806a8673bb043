/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of modes. */
#ifndef DAXCTL_DEVICE_MODE_H
#define DAXCTL_DEVICE_MODE_H

#include <libdaxctl/libdaxctl.h>

#define MODE_NAMES "devdax, system-ram or famfs"

/* DAXCTL_DEV_MODE_UNKNOWN for a name that is none. */
enum daxctl_dev_mode mode_from_name(const char *name);
/* A device without a driver would be a devdax one. */
const char *mode_name(enum daxctl_dev_mode mode);

#endif
