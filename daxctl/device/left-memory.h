/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that kmem left in use when it was unbound. */
#ifndef DAXCTL_DEVICE_LEFT_MEMORY_H
#define DAXCTL_DEVICE_LEFT_MEMORY_H

#include <libdaxctl/libdaxctl.h>

/*
 * Report that @dev could not be bound to a driver, as report_failure() does.  If its
 * memory is still in use from an earlier binding to kmem, say that too: the kernel's error
 * is EBUSY at first, and can be another one after that.
 */
int report_not_bound(struct daxctl_dev *dev, int rc, const char *what);

/*
 * Mention memory on stderr whose device was removed while it was online, for example with
 * its CXL region.  Nothing is said about a context that reads another sysfs.
 */
void note_memory_without_device(struct daxctl_ctx *ctx);

#endif
