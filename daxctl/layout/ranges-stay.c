// SPDX-License-Identifier: GPL-2.0-only
#include "daxctl/layout/ranges-stay.h"

size_t ranges_that_stay(const struct ranges *now, const struct ranges *then, u64 *size)
{
	size_t count = 0;

	*size = 0;
	while (count < now->count && count < then->count &&
	       now->at[count].start == then->at[count].start &&
	       now->at[count].end == then->at[count].end)
		*size += range_size(&now->at[count++]);
	if (count + 1 == then->count && count < now->count &&
	    now->at[count].start == then->at[count].start &&
	    now->at[count].end > then->at[count].end)
		*size += range_size(&then->at[count++]);
	return count;
}
