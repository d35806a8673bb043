/* SPDX-License-Identifier: GPL-2.0-only */
/* A device in a few words, for its history. */
#ifndef DAXCTL_DEVICE_DESCRIBE_H
#define DAXCTL_DEVICE_DESCRIBE_H

#include <libdaxctl/libdaxctl.h>

enum { DESCRIPTION_MAX = 160 };

/* "system-ram, 1G, 8 of 8 blocks online", or "absent". */
const char *describe_device(struct daxctl_dev *dev, char text[static DESCRIPTION_MAX]);

#endif
