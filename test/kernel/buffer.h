/* SPDX-License-Identifier: GPL-2.0-only */
/* Buffers with numbers that tell where each of their bytes belongs. */
#ifndef KERNEL_TEST_BUFFER_H
#define KERNEL_TEST_BUFFER_H

#include <stddef.h>

#include "test.h"

/* Fills a buffer. Buffers with the same seed are equal, all others differ in each word. */
void fill_buffer(void *buffer, size_t size, uint64_t seed);

/* Whether the buffer is as fill_buffer() leaves it; @what says where it was read. */
bool expect_buffer(struct run *run, const void *buffer, size_t size, uint64_t seed,
		   const char *what);

/*
 * Fills a file with what fill_buffer() gives for @size bytes, and opens it for reading with
 * O_DIRECT. A negative descriptor fails the test.
 */
int open_direct(struct run *run, const char *path, size_t size, uint64_t seed);

#endif
