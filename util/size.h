/* SPDX-License-Identifier: GPL-2.0-only */
/* Parsing and formatting sizes. */
#ifndef UTIL_SIZE_H
#define UTIL_SIZE_H

#include <stddef.h>

/*
 * Parse a size: a number of bytes, decimal or with 0x, with an optional suffix, which is a
 * power of 1024 (k, M, G, T, or KiB, MiB, GiB, TiB).  A decimal fraction needs a suffix.
 * Returns 0, or 1 if the size is not a whole number of bytes and *@size is rounded down.
 * Returns -EINVAL, or -ERANGE for 2^64 and more, with *@size untouched.
 */
int parse_size(const char *text, unsigned long long *size);

/* Format a size as "30.57 GiB (32.83 GB)", rounded to the nearest hundredth. */
enum { SIZE_TEXT_MAX = 64 };
void format_size(unsigned long long size, char text[static SIZE_TEXT_MAX]);

/* Format a size exactly, as people write it: "2M", "1.5G", "1126M", "5000". */
void format_short_size(unsigned long long size, char text[static SIZE_TEXT_MAX]);

/* Format a size exactly, in the largest unit that divides it: "2M", "1536M", "5000". */
void format_exact_size(unsigned long long size, char text[static SIZE_TEXT_MAX]);

#endif
