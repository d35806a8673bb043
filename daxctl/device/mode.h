/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of modes. */
#ifndef DAXCTL_DEVICE_MODE_H
#define DAXCTL_DEVICE_MODE_H

#include <libdaxctl/libdaxctl.h>

#define MODE_NAMES "devdax, system-ram or famfs"

/* Returns DAXCTL_DEV_MODE_UNKNOWN if there is no such mode. */
enum daxctl_dev_mode mode_from_name(const char *name);
/* The name of a mode.  UNKNOWN, the mode of a disabled device, has the name "devdax". */
const char *mode_name(enum daxctl_dev_mode mode);

#endif
