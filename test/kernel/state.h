/* SPDX-License-Identifier: GPL-2.0-only */
/* The attributes of all regions and devices as one text, to be compared later. */
#ifndef KERNEL_TEST_STATE_H
#define KERNEL_TEST_STATE_H

#include <stddef.h>

#define STATE_SIZE 65536

/* Reads each attribute as a line PATH=TEXT. */
void take_state(char state[STATE_SIZE]);

/* Finds the first line that differs, or "". */
void first_difference(char *line, size_t size, const char *before, const char *after);

#endif
