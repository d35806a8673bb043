/* SPDX-License-Identifier: GPL-2.0-only */
/* Regions and wishes for tests of the planner, in units of 2 MiB. */
#ifndef TEST_LAYOUT_MODEL_H
#define TEST_LAYOUT_MODEL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/layout/planner.h"
#include "util/array.h"

#define UNIT (2ULL << 20)
#define REGION_START (4ULL << 30)

static inline struct region_state test_region(u64 units)
{
	return (struct region_state){
		.name = "region0",
		.start = REGION_START,
		.size = units * UNIT,
		.align = UNIT,
		.block_size = UNIT,
		.dynamic = true,
	};
}

static inline void test_range(struct shape *shape, u64 first, u64 units)
{
	struct range range = { .start = REGION_START + first * UNIT,
			       .end = REGION_START + (first + units) * UNIT - 1 };

	if (ranges_add(&shape->ranges, &range) < 0)
		abort();
	shape->size += units * UNIT;
}

/* A new device of the region, in devdax mode, without memory. */
static inline struct present *test_device(struct region_state *state, const char *label)
{
	struct present *at = array_grow(state->devices, state->count, sizeof(*at)), *device;

	if (!at)
		abort();
	state->devices = at;
	device = &at[state->count];
	*device = (struct present){ .id = state->count, .is = { .align = UNIT } };
	snprintf(device->name, sizeof(device->name), "dax0.%zu", state->count++);
	snprintf(device->is.label.text, sizeof(device->is.label.text), "%s", label);
	return device;
}

/* A new wish, in devdax mode; size 0: ranges are added. */
static inline struct wish *test_wish(struct region_wishes *wishes, const char *label, u64 units)
{
	struct wish *at = array_grow(wishes->wishes, wishes->count, sizeof(*at)), *wish;

	if (!at)
		abort();
	wishes->wishes = at;
	wish = &at[wishes->count++];
	*wish = (struct wish){ .shall = { .align = UNIT, .size = units * UNIT,
					  .online = DAXCTL_BLOCK_MOVABLE },
			       .where = ".regions[0].devices[]" };
	snprintf(wish->shall.label.text, sizeof(wish->shall.label.text), "%s", label);
	return wish;
}

/* Make it system RAM, all of it online in ZONE_MOVABLE. */
static inline void test_online(struct present *device)
{
	device->is.mode = DAXCTL_DEV_MODE_RAM;
	device->is.online = DAXCTL_BLOCK_MOVABLE;
	device->movable = device->is.size;
}

static inline void test_clear(struct region_state *state, struct region_wishes *wishes)
{
	for (size_t i = 0; i < state->count; i++)
		free(state->devices[i].is.ranges.at);
	for (size_t i = 0; i < wishes->count; i++)
		free(wishes->wishes[i].shall.ranges.at);
	free(state->devices);
	free(wishes->wishes);
	state->devices = NULL;
	wishes->wishes = NULL;
	state->count = wishes->count = 0;
}

#endif
