/* SPDX-License-Identifier: GPL-2.0-only */
/* All that sysfs says of regions and devices, to be compared with itself later. */
#ifndef KERNEL_TEST_STATE_H
#define KERNEL_TEST_STATE_H

#include <stddef.h>

#define STATE_SIZE 65536

/* Each attribute as a line of PATH=TEXT. */
void take_state(char state[STATE_SIZE]);

/* The first line of the one that the other has not; "" if there is none. */
void first_difference(char *line, size_t size, const char *before, const char *after);

#endif
