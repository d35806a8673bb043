/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the allocator of a dynamic region has to do, said apart from how: after each step
 * the region's real state is read and compared with the state before and the step.
 */
#ifndef KERNEL_TEST_MODEL_H
#define KERNEL_TEST_MODEL_H

#include "test.h"

#define UNIT MIB(2)
#define DEVICES_MAX 16	/* of instances 0 to 15 */
#define RANGES_MAX 128

struct range {
	uint64_t start, size;
};

struct device_state {
	bool there;
	uint64_t size;
	int count;
	struct range ranges[RANGES_MAX];
};

struct model {
	char path[256];	/* of the directory dax_region */
	unsigned int region;
	uint64_t start, size;
	struct device_state devices[DEVICES_MAX];
};

bool start_model(struct run *run, struct model *model, unsigned int region, uint64_t start);

/* Reads device @i; its ranges have to follow on each other by page and sum up to size. */
bool read_device(struct run *run, const struct model *model, int i, struct device_state *state);

/* Every device is as the model has it, no two ranges overlap, the sum is right. */
void check_model(struct run *run, const struct model *model);

/* Bytes that no device has. */
uint64_t free_bytes(const struct model *model);

/* Whether all of the range is in the region and free. */
bool is_free(const struct model *model, struct range range);

/* The lowest free address, or the region's end. */
uint64_t lowest_free(const struct model *model);

#endif
