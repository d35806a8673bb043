/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of devices that stay the same after a reboot: where the memory is, of which hardware
 * it is, and the label in a layout.  udev makes a link of each below /dev/dax.
 */
#ifndef DAXCTL_DEVICE_NAMES_H
#define DAXCTL_DEVICE_NAMES_H

#include <libdaxctl/libdaxctl.h>

#include "daxctl/device/labels.h"

/* A device can have a name of each kind. */
enum name_kind { BY_PATH, BY_RESOURCE, BY_ID, BY_LABEL, NAME_KINDS };

/* The directory below /dev/dax, such as "by-path". */
const char *name_directory(enum name_kind kind);

struct names {
	char *at[NAME_KINDS];	/* NULL: it has none, or the user may not read it */
};

/*
 * Read the names of a device.  This takes no lock and never waits, so udev's rule can do it.
 * Returns 0 or -ENOMEM.
 */
int names_read(struct daxctl_dev *dev, const struct labels *labels, struct names *names);
void names_clear(struct names *names);

/*
 * Is this such a name, "by-label/redis" or a path that ends with it?  Then *@kind and *@value
 * ("redis", inside @text) are set.
 */
bool name_parse(const char *text, enum name_kind *kind, const char **value);

#endif
