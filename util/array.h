/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Growing arrays. */
#ifndef UTIL_ARRAY_H
#define UTIL_ARRAY_H

#include <stdlib.h>

/*
 * Make room for one more element of @size bytes after the @count elements of @array.
 * Returns the new address of the array, or NULL, with the old array still valid.  The
 * capacity doubles each time, so it follows from @count and is not stored.
 */
static inline void *array_grow(void *array, size_t count, size_t size)
{
	enum { FIRST = 8 };

	if (count && (count < FIRST || (count & (count - 1))))
		return array;
	return reallocarray(array, count ? 2 * count : FIRST, size);
}

#endif
