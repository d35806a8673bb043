// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "daxctl/cli/report.h"
#include "daxctl/layout/ranges-stay.h"
#include "daxctl/layout/reshape.h"

static int fail(struct daxctl_dev *dev, int rc, const char *what)
{
	return report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc, what);
}

static int read_ranges(struct daxctl_dev *dev, struct ranges *ranges)
{
	struct daxctl_mapping *mapping;
	int rc = 0;

	*ranges = (struct ranges){ 0 };
	if (!daxctl_dev_get_size(dev))
		return 0;
	daxctl_mapping_foreach(dev, mapping) {
		struct range range = {
			.start = daxctl_mapping_get_start(mapping),
			.end = daxctl_mapping_get_end(mapping),
		};

		rc = ranges_add(ranges, &range);
		if (rc < 0)
			break;
	}
	if (rc == 0 && !ranges->count)
		rc = -EIO;
	return rc < 0 ? fail(dev, rc, "read its mappings") : 0;
}

static int set_align(struct daxctl_dev *dev, unsigned long align)
{
	int rc = daxctl_dev_set_align(dev, align);

	return rc < 0 ? fail(dev, rc, "set its alignment") : 0;
}

int reshape_release(struct daxctl_dev *dev, const struct ranges *ranges, unsigned long align)
{
	struct ranges is;
	u64 stays;
	int rc = read_ranges(dev, &is);

	if (rc == 0)
		ranges_that_stay(&is, ranges, &stays);
	if (rc == 0 && align && align < daxctl_dev_get_align(dev))
		rc = set_align(dev, align);
	if (rc == 0 && stays < daxctl_dev_get_size(dev)) {
		rc = daxctl_dev_set_size(dev, stays);
		if (rc < 0)
			fail(dev, rc, "free its memory");
	}
	free(is.at);
	return rc;
}

int reshape_fill(struct daxctl_dev *dev, const struct ranges *ranges, unsigned long align)
{
	unsigned long now = daxctl_dev_get_align(dev);
	struct ranges is;
	u64 stays;
	int rc = read_ranges(dev, &is);

	if (rc == 0 && align < now)
		rc = set_align(dev, align);
	for (size_t i = rc == 0 ? ranges_that_stay(&is, ranges, &stays) : 0;
	     rc == 0 && i < ranges->count; i++) {
		rc = daxctl_dev_set_mapping(dev, ranges->at[i].start, ranges->at[i].end);
		if (rc < 0)
			fail(dev, rc, "give it its memory");
	}
	if (rc == 0 && align > now)
		rc = set_align(dev, align);
	free(is.at);
	return rc;
}

bool changes_memmap(struct daxctl_dev *dev, const struct shape *shall)
{
	/* Kernels without the attribute have the memmap outside. */
	return shall->mode == DAXCTL_DEV_MODE_RAM && shall->memmap != MEMMAP_ANY &&
	       (daxctl_dev_get_memmap_on_memory(dev) == 1) !=
		       (shall->memmap == MEMMAP_ON_MEMORY);
}
