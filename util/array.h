/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arrays that grow. */
#ifndef UTIL_ARRAY_H
#define UTIL_ARRAY_H

#include <stdlib.h>

/*
 * Make room in @array for one more element of @size bytes after the @count that it has.
 * Returns the array's new address, or NULL, and then the old address is still valid.  The
 * capacity doubles, and is a function of the count, so nobody has to keep it.
 */
static inline void *array_grow(void *array, size_t count, size_t size)
{
	enum { FIRST = 8 };

	if (count && (count < FIRST || (count & (count - 1))))
		return array;
	return reallocarray(array, count ? 2 * count : FIRST, size);
}

#endif
