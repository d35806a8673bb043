/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CXL memory devices behind a region.  Names of regions and devices follow the order in
 * which the kernel finds them; the serial numbers of the memory devices stay.
 */
#ifndef DAXCTL_DEVICE_MEMDEVS_H
#define DAXCTL_DEVICE_MEMDEVS_H

#include <stdbool.h>
#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

struct memdev {
	char *name;			/* such as "mem0" */
	char *pci;			/* the address, such as "0000:0d:00.0" */
	unsigned long long serial;
	unsigned long long dpa;		/* where the region begins in its memory */
};

/* The memory devices of a CXL region, in interleave order. */
struct memdevs {
	char *cxl_region;		/* such as "region0" */
	struct memdev *at;
	size_t count;
};

/*
 * Read the memory devices of a region; none if it is not of CXL memory, or if they cannot
 * be read.  Returns 0 or -ENOMEM.
 */
int memdevs_read(struct daxctl_region *region, struct memdevs *memdevs);
void memdevs_clear(struct memdevs *memdevs);

/* Serial numbers, such as those of a list in a configuration. */
struct serials {
	unsigned long long *at;
	size_t count;
};

/*
 * Read serial numbers, separated by blanks or commas.  Returns 0, -EINVAL, -EEXIST if a
 * number is there twice, or -ENOMEM.
 */
int serials_parse(const char *text, struct serials *serials);

/* Are exactly these the serial numbers of the region's memory devices, in any order? */
bool region_has_serials(struct daxctl_region *region, const struct serials *serials);

/* A region can be named by the serial number of one of its memory devices: "cxl:0x1234". */
#define CXL_NAME "cxl:"
bool is_cxl_name(const char *name);
bool cxl_name_parse(const char *name, unsigned long long *serial);

/* Does one of the region's memory devices have this serial number? */
bool region_has_serial(struct daxctl_region *region, unsigned long long serial);

#endif
