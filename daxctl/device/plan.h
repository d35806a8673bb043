/* SPDX-License-Identifier: GPL-2.0-only */
/* Checks of sizes and alignments before a change. */
#ifndef DAXCTL_DEVICE_PLAN_H
#define DAXCTL_DEVICE_PLAN_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

/* Can a device have this alignment?  It must be a page size of the processor. */
bool is_align(unsigned long long align);

#if defined(__x86_64__)
#define ALIGN_NAMES "4K, 2M or 1G"
#else
#define ALIGN_NAMES "a page size of the processor"
#endif

/* Parse the value of -s or -a.  Returns 0 or a reported -EINVAL. */
int parse_size_option(const char *text, unsigned long long *size);
int parse_align_option(const char *text, unsigned long *align);

/* Parse "50%" or "12.5%", in 1/10000.  Returns false for anything else, also for 0%. */
enum { SHARE_WHOLE = 10000 };
bool parse_share(const char *text, unsigned long long *share);

/* The unit of device sizes: the alignment, but at least a subsection. */
unsigned long long size_unit(unsigned long align);

/* Is @size a multiple of the unit?  Returns 0, or a reported -EINVAL. */
int check_size(const char *subject, unsigned long long size, unsigned long align);

/*
 * Can a part of memory in blocks of @unit bytes, @total bytes together, have this size?
 * Returns 0, or a reported -EINVAL.
 */
int check_part(const char *subject, unsigned long long size, unsigned long long unit,
	       unsigned long long total);

/* Can a device of this alignment have this range?  Returns 0, or a reported -EINVAL. */
int check_range(const char *subject, unsigned long long start, unsigned long long end,
		unsigned long align);

/*
 * Is the region dynamic?  Returns 0, a reported -EOPNOTSUPP if it is static, or a reported
 * -ENXIO if it has vanished.
 */
int check_dynamic(const char *subject, struct daxctl_region *region);

#endif
