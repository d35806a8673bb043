/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_DEVICE_READ_LINE_H
#define DAXCTL_DEVICE_READ_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/types.h"

/*
 * Read the first line of a file into @line, which has room for @size bytes, without its
 * newline.  The path is formatted as by printf().  Returns false if it cannot be read.
 */
__attribute__((format(printf, 3, 4)))
bool read_line(char *line, size_t size, const char *format, ...);

/* The number that is all of the first line of DIR/NAME; hexadecimal with 0x. */
bool read_number(const char *dir, const char *name, u64 *number);

#endif
