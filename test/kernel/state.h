/* SPDX-License-Identifier: GPL-2.0-only */
/* The attributes of all regions and devices as one text, to be compared later. */
#ifndef KERNEL_TEST_STATE_H
#define KERNEL_TEST_STATE_H

#include <stddef.h>

#include "test.h"

#define STATE_SIZE 65536

/* Reads each attribute as a line PATH=TEXT. */
void take_state(char state[STATE_SIZE]);

/* Finds the first line that differs, or "". */
void first_difference(char *line, size_t size, const char *before, const char *after);

/*
 * Removes all devices of region 0, whose directory dax_region is at the path.  All of its memory
 * has to be free then.
 */
void expect_whole(struct run *run, const char *region);

#endif
