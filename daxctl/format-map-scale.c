// SPDX-License-Identifier: GPL-2.0-only
#include "daxctl/format-map.h"

/*
 * Each end goes to the nearest cell, then to the right until every piece before it has
 * one, then to the left until every piece after it has.  So a small piece takes its
 * cell from the neighbours, and all others stay where they are.
 */
void scale_pieces(const struct piece *pieces, size_t count, size_t cells, size_t *ends)
{
	unsigned __int128 total = 0, sum = 0;

	for (size_t i = 0; i < count; i++)
		total += pieces[i].size;
	for (size_t i = 0; i < count; i++) {
		size_t before = i ? ends[i - 1] : 0;

		sum += pieces[i].size;
		ends[i] = (sum * cells + total / 2) / total;
		if (ends[i] <= before)
			ends[i] = before + 1;
	}
	for (size_t i = count; i-- > 0;) {
		size_t limit = cells - (count - 1 - i);

		if (ends[i] > limit)
			ends[i] = limit;
	}
}
