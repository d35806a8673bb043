/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ranges of physical memory. */
#ifndef UTIL_RANGE_H
#define UTIL_RANGE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <util/array.h>
#include <util/types.h>

struct range {
	u64 start, end;		/* addresses of the first and last byte */
	u64 page_offset;	/* offset of the range in its device, in pages */
};

/* A growing array of ranges.  Free it with free(ranges->at). */
struct ranges {
	struct range *at;
	size_t count;
};

static inline u64 range_size(const struct range *range)
{
	return range->end - range->start + 1;
}

static inline bool range_overlaps(const struct range *a, const struct range *b)
{
	return a->start <= b->end && b->start <= a->end;
}

/* Append a range.  Returns 0 or -ENOMEM. */
static inline int ranges_add(struct ranges *ranges, const struct range *range)
{
	struct range *at = array_grow(ranges->at, ranges->count, sizeof(*at));

	if (!at)
		return -ENOMEM;
	ranges->at = at;
	at[ranges->count++] = *range;
	return 0;
}

/* Comparison functions for qsort(). */
static inline int range_compare_starts(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static inline int range_compare_offsets(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->page_offset > y->page_offset) - (x->page_offset < y->page_offset);
}

#endif
