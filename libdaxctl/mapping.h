/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ranges of a device, which sysfs and the public interface call mappings. */
#ifndef LIBDAXCTL_MAPPING_H
#define LIBDAXCTL_MAPPING_H

#include <libdaxctl/ctx.h>
#include <util/range.h>

/*
 * Read the ranges of @device in the order of their page offsets.  @dir is the directory of
 * the region.  @size is the size of the device; 0: not known.  Returns 0 or -errno.  Free
 * the ranges with free(ranges->at).  Stock kernels can hang if the device is resized at the
 * same time, so the region must be locked or the device bound.
 */
int dax_ranges_read(struct sysfs_dir *dir, const char *device, u64 size,
		    struct ranges *ranges);

/*
 * Make the list of mapping objects equal to @ranges.  Programs keep pointers to these
 * objects, so they are reused in place, and superfluous ones stay allocated.  Returns 0 or
 * -ENOMEM.
 */
int dax_mappings_update(struct daxctl_mapping **list, const struct ranges *ranges);
/* The first mapping of the list that the device still has. */
struct daxctl_mapping *dax_mappings_first(struct daxctl_mapping *list);
void dax_mappings_free(struct daxctl_mapping *list);

#endif
