/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading the description of a device from the JSON that `daxctl list -M' prints. */
#ifndef DAXCTL_CONFIG_INPUT_H
#define DAXCTL_CONFIG_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

#include "util/range.h"

struct input {
	bool is_given, has_size;	/* a file was read; it has a size */
	int region;			/* the X of daxX.Y */
	unsigned long long size;
	unsigned long align;		/* 0: not given */
	struct ranges ranges;		/* in the order of page_offset */
};

/*
 * Read one device, alone or in an array, from @path; "-" is standard input.  Sizes and
 * addresses can be numbers, or have the form that -u prints.  The device must be
 * consistent: its ranges are aligned, do not overlap, and leave no holes between page
 * offsets.  See check_trust() for @trust_any.  Returns 0 or a reported errno.  Free the
 * result with input_clear().
 */
int input_read(const char *path, bool trust_any, struct input *input);
void input_clear(struct input *input);

/* Is all memory of the ranges free?  Returns 0, or a reported -EBUSY. */
int input_check_free(const struct input *input, const char *subject,
		     struct daxctl_region *region);

/* The size of all ranges together. */
unsigned long long input_range_sum(const struct input *input);

#endif
