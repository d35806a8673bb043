/* SPDX-License-Identifier: GPL-2.0-only */
/* Sizes as people write and read them. */
#ifndef UTIL_SIZE_H
#define UTIL_SIZE_H

#include <stddef.h>

/*
 * Parse decimal or 0x… bytes with an optional suffix (k, M, G, T or KiB, MiB, GiB,
 * TiB; powers of 1024); decimal fractions need a suffix.  Returns 0, or 1 if the
 * value is no whole number of bytes and *@size the one below it; -EINVAL, or -ERANGE
 * for 2^64 and more, with *@size untouched.
 */
int parse_size(const char *text, unsigned long long *size);

/* "30.57 GiB (32.83 GB)": two decimals, rounded to nearest. */
enum { SIZE_TEXT_MAX = 64 };
void format_size(unsigned long long size, char text[static SIZE_TEXT_MAX]);

/* "2M", "1536M", "4096": exact, in the largest unit that leaves no rest. */
void format_exact_size(unsigned long long size, char text[static SIZE_TEXT_MAX]);

#endif
