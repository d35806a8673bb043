/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arrays that grow. */
#ifndef UTIL_ARRAY_H
#define UTIL_ARRAY_H

#include <stdlib.h>

/*
 * Make room for one more element after @count of @size bytes; the array's new
 * address, or NULL with the old one still good.  The room doubles, and follows from
 * the count alone.
 */
static inline void *array_grow(void *array, size_t count, size_t size)
{
	enum { FIRST = 8 };

	if (count && (count < FIRST || (count & (count - 1))))
		return array;
	return reallocarray(array, count ? 2 * count : FIRST, size);
}

#endif
