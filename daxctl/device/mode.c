// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "daxctl/device/mode.h"

static const char *const names[DAXCTL_DEV_MODE_END] = {
	[DAXCTL_DEV_MODE_DEVDAX] = "devdax",
	[DAXCTL_DEV_MODE_RAM] = "system-ram",
	[DAXCTL_DEV_MODE_FAMFS] = "famfs",
};

enum daxctl_dev_mode mode_from_name(const char *name)
{
	for (int mode = 0; mode < DAXCTL_DEV_MODE_END; mode++)
		if (!strcmp(name, names[mode]))
			return mode;
	return DAXCTL_DEV_MODE_UNKNOWN;
}

const char *mode_name(enum daxctl_dev_mode mode)
{
	return names[mode == DAXCTL_DEV_MODE_UNKNOWN ? DAXCTL_DEV_MODE_DEVDAX : mode];
}
