// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "util/near.h"

/* The Levenshtein distance, computed with one row of the matrix at a time. */
static size_t distance(const char *from, const char *to)
{
	enum { LONGEST = 64 };
	size_t row[LONGEST + 1], len = strlen(to);

	if (len > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; from[i]; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < len; j++) {
			size_t best = corner + (from[i] != to[j]);

			corner = row[j + 1];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (corner + 1 < best)
				best = corner + 1;
			row[j + 1] = best;
		}
	}
	return row[len];
}

void near_try(struct near *near, const char *typed, const char *known)
{
	enum { FAR = 4 };
	size_t len = strlen(typed), least = near->word ? near->distance : FAR;
	/* A prefix such as "create" matches, however much is missing. */
	size_t d = len > 2 && !strncmp(known, typed, len) ? 0 : distance(typed, known);

	if (d < least && d < len)
		*near = (struct near){ known, d };
}
