// SPDX-License-Identifier: GPL-2.0-only
#include "daxctl/cli/report.h"
#include "daxctl/device/block-size.h"
#include "daxctl/device/count-memory.h"
#include "daxctl/device/unusable.h"
#include "util/size.h"

/* The size of the parts of a device's ranges that are in no whole memory block. */
static unsigned long long outside_blocks(struct daxctl_dev *dev, unsigned long long block)
{
	struct daxctl_mapping *mapping;
	unsigned long long rest = 0;

	daxctl_mapping_foreach(dev, mapping) {
		unsigned long long first = daxctl_mapping_get_start(mapping) / block;
		unsigned long long end = (daxctl_mapping_get_end(mapping) + 1) / block;

		if (daxctl_mapping_get_start(mapping) % block)
			first++;
		rest += daxctl_mapping_get_size(mapping);
		if (end > first)
			rest -= (end - first) * block;
	}
	return rest;
}

void report_unusable(struct daxctl_dev *dev)
{
	char rest[SIZE_TEXT_MAX], size[SIZE_TEXT_MAX], block_size[SIZE_TEXT_MAX];
	unsigned long long unusable, block = read_block_size();
	struct memory_count count;
	bool is_ram;

	if (!block)
		return;
	is_ram = count_memory(dev, &count);
	unusable = is_ram ? count.unusable : outside_blocks(dev, block);
	if (!unusable)
		return;
	format_exact_size(unusable, rest);
	format_exact_size(daxctl_dev_get_size(dev), size);
	format_exact_size(block, block_size);
	report(daxctl_dev_get_devname(dev), 0,
	       "%s of %s %s unusable as system RAM (blocks of %s)", rest, size,
	       is_ram ? "are" : "would be", block_size);
}
