/* SPDX-License-Identifier: GPL-2.0-only */
/* Where kmem keeps the kernel's data about the memory of a device, the memmap. */
#ifndef DAXCTL_DEVICE_MEMMAP_H
#define DAXCTL_DEVICE_MEMMAP_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

enum { MEMMAP_UNKNOWN = -1 };

/* Was the kernel booted with memory_hotplug.memmap_on_memory? */
bool memmap_can_be_own(void);

/*
 * 1 if it is in the memory itself, 0 if not.  MEMMAP_UNKNOWN if the kernel does not leave a
 * choice, whatever the attribute of the device says.
 */
int read_memmap(struct daxctl_dev *dev);

/* Choose that for the next binding to kmem.  Returns 0 or a reported errno. */
int set_memmap(struct daxctl_dev *dev, bool on);

#endif
