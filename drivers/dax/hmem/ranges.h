/* SPDX-License-Identifier: GPL-2.0-only */
/* What include/linux/dax.h of Linux 6.1 and 6.12 declares, or not, of device.c. */
#ifndef DAX_HMEM_RANGES_H
#define DAX_HMEM_RANGES_H

#include <linux/dax.h>
#include "../compat.h"

#if !DAX_LINUX_6_12
typedef int (*walk_hmem_fn)(struct device *dev, int target_nid, const struct resource *res);
int walk_hmem_resources(struct device *dev, walk_hmem_fn fn);
#define hmem_register_resource hmem_register_device
#endif

#endif /* DAX_HMEM_RANGES_H */
