/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of io_uring that reading into a registered buffer needs. */
#ifndef KERNEL_TEST_URING_H
#define KERNEL_TEST_URING_H

#include <linux/io_uring.h>
#include <stddef.h>

#include "test.h"

/* A ring with room for one request. */
struct uring {
	int fd;
	struct io_uring_params params;
	char *ring;
	struct io_uring_sqe *entry;
};

/* Opens a ring and registers one buffer, whose pages it pins. */
bool open_uring(struct run *run, struct uring *uring, void *buffer, size_t size);
void close_uring(struct uring *uring);

/* Reads from the start of a file into the registered buffer: a count or -errno. */
int uring_read_fixed(struct run *run, struct uring *uring, int fd, void *to, size_t size);

#endif
