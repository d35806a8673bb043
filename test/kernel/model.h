/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of the allocator of a dynamic region.  After each step, the state of the region is
 * compared with the state before and with what the step allows.
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

/* Reads device @i.  Its ranges have to be contiguous in pages and add up to its size. */
bool read_device(struct run *run, const struct model *model, int i, struct device_state *state);

/* Checks that each device equals the model, that no ranges overlap, and the total size. */
void check_model(struct run *run, const struct model *model);

/* Returns the number of free bytes. */
uint64_t free_bytes(const struct model *model);

/* Returns whether all of the range is inside the region and free. */
bool is_free(const struct model *model, struct range range);

/* Returns the lowest free address, or the end of the region. */
uint64_t lowest_free(const struct model *model);

#endif
