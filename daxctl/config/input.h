/* SPDX-License-Identifier: GPL-2.0-only */
/* The description of a device as `daxctl list -M' prints it, read back. */
#ifndef DAXCTL_CONFIG_INPUT_H
#define DAXCTL_CONFIG_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

#include "util/range.h"

struct input {
	bool has_region, has_size;
	int region;			/* the X of its daxX.Y */
	unsigned long long size;
	unsigned long align;		/* 0: not said */
	struct ranges ranges;		/* by page_offset */
};

/*
 * Read one device object, alone or in an array, from @path ("-": standard input) and
 * check that it is consistent: ranges in one piece, aligned, without overlap, and as
 * long as its size says.  Sizes and addresses may be numbers or what -u makes of them.
 * 0 or a reported errno; the ranges are to be freed with input_clear().
 */
int input_read(const char *path, struct input *input);
void input_clear(struct input *input);

/* Is any range, or part of it, another device's?  If so: -EBUSY, and whose. */
int input_check_free(const struct input *input, const char *subject,
		     struct daxctl_region *region);

/* The bytes of all ranges. */
unsigned long long input_range_sum(const struct input *input);

#endif
