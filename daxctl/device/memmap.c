// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/memmap.h"

/* The parameter is Y, N or "force"; without it, CXL devices still say 1. */
bool memmap_can_be_own(void)
{
	FILE *file = fopen("/sys/module/memory_hotplug/parameters/memmap_on_memory", "re");
	int first = file ? fgetc(file) : EOF;

	if (file)
		fclose(file);
	return first == 'Y' || first == 'f';
}

int read_memmap(struct daxctl_dev *dev)
{
	int on = memmap_can_be_own() ? daxctl_dev_get_memmap_on_memory(dev) : MEMMAP_UNKNOWN;

	return on < 0 ? MEMMAP_UNKNOWN : on;
}

int set_memmap(struct daxctl_dev *dev, bool on)
{
	const char *name = daxctl_dev_get_devname(dev);
	int rc, now = daxctl_dev_get_memmap_on_memory(dev);

	if (now == -ENOENT)
		return report(name, -EOPNOTSUPP, "cannot choose where its memmap is: this kernel "
			      "has no attribute memmap_on_memory");
	if (on && !memmap_can_be_own())
		return report(name, -EOPNOTSUPP, "its memmap cannot be in its own memory: "
			      "boot with memory_hotplug.memmap_on_memory=1");
	if (now == on)
		return 0;
	rc = daxctl_dev_set_memmap_on_memory(dev, on);
	return rc < 0 ? report_failure(daxctl_dev_get_ctx(dev), name, rc,
				       "choose where its memmap is") : 0;
}
