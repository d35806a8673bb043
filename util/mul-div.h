/* SPDX-License-Identifier: GPL-2.0-only */
/* Scaling of numbers whose product does not fit into 64 bits. */
#ifndef UTIL_MUL_DIV_H
#define UTIL_MUL_DIV_H

#include <limits.h>

#include "util/types.h"

/*
 * (@a * @b + @add) / @divisor, rounded down, with the remainder in *@remainder unless that is
 * NULL.  A result that does not fit is ULLONG_MAX.
 */
static inline u64 mul_add_div(u64 a, u64 b, u64 add, u64 divisor, u64 *remainder)
{
#ifdef __SIZEOF_INT128__
	unsigned __int128 product = (unsigned __int128)a * b + add;
	u64 rest = product % divisor;

	product /= divisor;
	if (remainder)
		*remainder = rest;
	return product > ULLONG_MAX ? ULLONG_MAX : product;
#else
	u64 a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
	u64 middle = a1 * b0 + (a0 * b0 >> 32), other = a0 * b1 + (middle & 0xffffffff);
	u64 high = a1 * b1 + (middle >> 32) + (other >> 32), low = a * b + add, quotient = 0;

	high += low < add;
	if (high >= divisor)
		return ULLONG_MAX;
	for (int bit = 0; bit < 64; bit++) {
		u64 carry = high >> 63;

		high = high << 1 | low >> 63;
		low <<= 1;
		quotient <<= 1;
		if (carry || high >= divisor) {
			high -= divisor;
			quotient |= 1;
		}
	}
	if (remainder)
		*remainder = high;
	return quotient;
#endif
}

#endif
