// SPDX-License-Identifier: GPL-2.0-only
/*
 * Creates a thousand contexts, one after the other.  Each reads all regions, devices,
 * ranges and memory blocks.  No context may leak descriptors or memory.
 */
#include <dirent.h>
#include <malloc.h>
#include <stdio.h>

#include <daxctl/libdaxctl.h>

enum { WARM_UP = 10, CONTEXTS = 1000 };

static int open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count;
}

/* Returns the number of devices, ranges and memory blocks, or -1 on failure. */
static long use_context(void)
{
	struct daxctl_region *region;
	struct daxctl_mapping *mapping;
	struct daxctl_memory *mem;
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;
	long seen = 0;

	if (daxctl_new(&ctx) < 0)
		return -1;
	daxctl_region_foreach(ctx, region) {
		daxctl_region_get_size(region);
		daxctl_dev_foreach(region, dev) {
			seen++;
			daxctl_mapping_foreach(dev, mapping)
				seen++;
			mem = daxctl_dev_get_memory(dev);
			if (mem)
				seen += daxctl_memory_num_sections(mem);
		}
	}
	daxctl_unref(ctx);
	return seen;
}

int main(void)
{
	size_t memory = 0;
	int descriptors = 0;
	long first = use_context();
	long lost;	/* per context: sizes of allocations may vary by some bytes */

	for (int i = 1; i < CONTEXTS; i++) {
		if (i == WARM_UP) {
			descriptors = open_descriptors();
			memory = mallinfo2().uordblks;
		}
		if (use_context() != first) {
			printf("context %d does not see the same as the first\n", i);
			return 1;
		}
	}
	/* measure both before printing, which allocates a buffer */
	lost = (long)(mallinfo2().uordblks - memory) / (CONTEXTS - WARM_UP);
	descriptors = open_descriptors() - descriptors;
	printf("each saw %ld\n", first);
	printf("descriptors: %+d\n", descriptors);
	printf("bytes a context: %+ld\n", lost);
	return descriptors || lost || first <= 0;
}
