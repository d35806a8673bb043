// SPDX-License-Identifier: GPL-2.0-only
#include "daxctl/layout/ranges-stay.h"

size_t ranges_that_stay(const struct ranges *is, const struct ranges *shall, u64 *size)
{
	size_t count = 0;

	*size = 0;
	while (count < is->count && count < shall->count &&
	       is->at[count].start == shall->at[count].start &&
	       is->at[count].end == shall->at[count].end)
		*size += range_size(&is->at[count++]);
	if (count + 1 == shall->count && count < is->count &&
	    is->at[count].start == shall->at[count].start &&
	    is->at[count].end > shall->at[count].end)
		*size += range_size(&shall->at[count++]);
	return count;
}
