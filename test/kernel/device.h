/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening and mapping /dev/daxX.Y. */
#ifndef KERNEL_TEST_DEVICE_H
#define KERNEL_TEST_DEVICE_H

#include <stddef.h>

#include "test.h"

struct device {
	const char *name;
	int fd;
	uint64_t size, align;
};

/* Opens the device that the first argument of the run names.  Failing to fails the test. */
bool open_device(struct run *run, struct device *device);
void close_device(const struct device *device);

/* Maps a part of the device shared, for reading and writing.  Failing to fails the test. */
char *map_device(struct run *run, const struct device *device, uint64_t offset,
		 size_t length);

/* Returns an aligned address where nothing is mapped for @length bytes. */
char *free_address(size_t length, size_t align);

/* Returns 0, or the errno of mmap.  A mapping is removed again. */
int mmap_error(const struct device *device, void *address, size_t length, int flags,
	       uint64_t offset);

#endif
