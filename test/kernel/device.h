/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/daxX.Y and memory mapped of it. */
#ifndef KERNEL_TEST_DEVICE_H
#define KERNEL_TEST_DEVICE_H

#include <stddef.h>

#include "test.h"

struct device {
	const char *name;
	int fd;
	uint64_t size, align;
};

/* Opens the device that the run's first argument names, or fails the test. */
bool open_device(struct run *run, struct device *device);
void close_device(const struct device *device);

/* Shared, to read and write; NULL fails the test. */
char *map_device(struct run *run, const struct device *device, uint64_t offset,
		 size_t length);

/* An address with nothing mapped from it to its end, a multiple of @align. */
char *free_address(size_t length, size_t align);

/* 0, or the errno that mmap gives; what it maps is unmapped again. */
int mmap_error(const struct device *device, void *address, size_t length, int flags,
	       uint64_t offset);

#endif
