/* SPDX-License-Identifier: GPL-2.0-only */
/* Checks of sizes and alignments before anything is written. */
#ifndef DAXCTL_DEVICE_PLAN_H
#define DAXCTL_DEVICE_PLAN_H

#include <libdaxctl/libdaxctl.h>

/*
 * Parse the value of -s or -a; -EINVAL or -ERANGE is reported.  An alignment must be
 * one that the processor's pages have.
 */
int parse_size_option(const char *text, unsigned long long *size);
int parse_align_option(const char *text, unsigned long *align);

/* What sizes of a device of this alignment are multiples of. */
unsigned long long size_unit(unsigned long align);

/* Is @size a multiple of its unit?  If not: -EINVAL, the nearest named. */
int check_size(const char *subject, unsigned long long size, unsigned long align);

/* May a device of this alignment have this range?  If not: -EINVAL. */
int check_range(const char *subject, unsigned long long start, unsigned long long end,
		unsigned long align);

/* Can the region be divided, or has it the one device that its parent gave it? */
int check_dynamic(const char *subject, struct daxctl_region *region);

#endif
