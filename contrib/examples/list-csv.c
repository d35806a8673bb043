// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints the use of each part of every region as comma-separated values:
 *
 *   region,start,size,use,mode
 *
 * Reading physical addresses requires root privileges.
 *
 * Build: cc list-csv.c $(pkg-config --cflags --libs libdaxctl) -o list-csv
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <daxctl/libdaxctl.h>

static const char *mode_name(struct daxctl_dev *dev)
{
	switch (daxctl_dev_get_mode(dev)) {
	case DAXCTL_DEV_MODE_DEVDAX:
		return "devdax";
	case DAXCTL_DEV_MODE_RAM:
		return "system-ram";
	case DAXCTL_DEV_MODE_FAMFS:
		return "famfs";
	default:
		return "disabled";
	}
}

static void print_device(struct daxctl_dev *dev)
{
	struct daxctl_mapping *mapping;

	daxctl_mapping_foreach(dev, mapping)
		printf("%d,0x%llx,%llu,%s,%s\n",
		       daxctl_region_get_id(daxctl_dev_get_region(dev)),
		       daxctl_mapping_get_start(mapping), daxctl_mapping_get_size(mapping),
		       daxctl_dev_get_devname(dev), mode_name(dev));
}

static int print_free(struct daxctl_region *region)
{
	struct daxctl_range *ranges;
	int count = daxctl_region_get_free_ranges(region, &ranges);

	if (count < 0)
		return count;
	for (int i = 0; i < count; i++)
		printf("%d,0x%llx,%llu,free,\n", daxctl_region_get_id(region),
		       ranges[i].start, ranges[i].end - ranges[i].start + 1);
	free(ranges);
	return 0;
}

int main(void)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;
	int status = EXIT_SUCCESS;
	int rc = daxctl_new(&ctx);

	if (rc < 0) {
		fprintf(stderr, "list-csv: %s\n", strerror(-rc));
		return EXIT_FAILURE;
	}
	puts("region,start,size,use,mode");
	daxctl_region_foreach(ctx, region) {
		daxctl_dev_foreach(region, dev)
			print_device(dev);
		if (print_free(region) < 0) {
			fprintf(stderr, "list-csv: region %d: %s\n",
				daxctl_region_get_id(region), daxctl_get_failure(ctx));
			status = EXIT_FAILURE;
		}
	}
	daxctl_unref(ctx);
	return status;
}
