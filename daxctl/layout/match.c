// SPDX-License-Identifier: GPL-2.0-only
/*
 * A label is the user's name for the contents.  So a labelled device becomes the device of
 * that label, whatever this costs, and no other.  A device without a label can become any.
 *
 * Devices that are as wished, and those of the right size that lose nothing, are matched
 * first.  That costs no other pair anything: the size of two devices limits what one can
 * keep of the other, and nothing else can use the addresses of an exact match.  The rest is
 * an assignment problem.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/layout/assign.h"
#include "daxctl/layout/match.h"
#include "daxctl/layout/plan.h"
#include "util/subsection.h"

/* Beyond so many unclear cases, a good match has to do instead of the best. */
enum { ASSIGN_MAX = 300 };

struct matching {
	const struct region_state *state;
	const struct region_wishes *wishes;
	const struct ranges *claimed;
	long *wish_of;
	bool *taken;		/* by wish */
	bool *meets_claim;	/* by device: some of its memory is claimed */
};

static bool overlaps_claim(const struct present *device, const struct ranges *claimed)
{
	for (size_t i = 0; i < device->is.ranges.count; i++) {
		const struct range *range = &device->is.ranges.at[i];
		size_t low = 0, high = claimed->count;

		while (low < high) {
			size_t middle = (low + high) / 2;

			if (claimed->at[middle].end < range->start)
				low = middle + 1;
			else
				high = middle;
		}
		if (low < claimed->count && claimed->at[low].start <= range->end)
			return true;
	}
	return false;
}

static void set(struct matching *m, size_t device, size_t wish)
{
	m->wish_of[device] = wish;
	m->taken[wish] = true;
}

static bool is_free(const struct matching *m, size_t device)
{
	const struct present *present = &m->state->devices[device];

	return m->wish_of[device] == NO_WISH && present->is.size && !present->is.label.text[0];
}

static void match_labels(struct matching *m)
{
	for (size_t w = 0; w < m->wishes->count; w++) {
		const char *label = m->wishes->wishes[w].shall.label.text;

		for (size_t d = 0; *label && d < m->state->count; d++)
			if (m->state->devices[d].is.size &&
			    !strcmp(m->state->devices[d].is.label.text, label)) {
				set(m, d, w);
				break;
			}
	}
}

static bool is_identical(const struct matching *m, size_t d, size_t w)
{
	const struct wish *wish = &m->wishes->wishes[w];

	return is_as_wished(&m->state->devices[d], wish) &&
	       has_label_as_wished(&m->state->devices[d], wish) &&
	       (wish->shall.ranges.count || !m->meets_claim[d]);
}

/* The same size and place, and nothing is lost. */
static bool is_lossless(const struct matching *m, size_t d, size_t w)
{
	const struct present *device = &m->state->devices[d];
	const struct wish *wish = &m->wishes->wishes[w];
	const struct pieces all = { .sum = device->is.size };

	if (device->is.size != wish->shall.size ||
	    bytes_kept(device, wish, &all) != bytes_in_use(device))
		return false;
	if (wish->shall.ranges.count)
		return same_ranges_list(&device->is.ranges, &wish->shall.ranges);
	return !m->meets_claim[d] && device->is.align >= wish->shall.align;
}

static void match_each(struct matching *m,
		       bool (*fits)(const struct matching *m, size_t d, size_t w))
{
	size_t first = 0;	/* the devices before it are all matched */

	for (size_t w = 0; w < m->wishes->count; w++) {
		if (m->taken[w])
			continue;
		while (first < m->state->count && !is_free(m, first))
			first++;
		for (size_t d = first; d < m->state->count; d++)
			if (is_free(m, d) && fits(m, d, w)) {
				set(m, d, w);
				break;
			}
	}
}

/* A better pair has a greater weight: kept bytes count most, then steps. */
static int weigh(const struct matching *m, size_t d, size_t w, long long *weight)
{
	enum { BYTES = 64, MATCHED = 16 };
	const struct present *device = &m->state->devices[d];
	const struct wish *wish = &m->wishes->wishes[w];
	struct pieces pieces;
	int rc = pieces_that_stay(device, wish, m->claimed, &pieces);

	if (rc == 0) {
		/* To lose fewer bytes of a device that is matched is to keep more. */
		u64 kept = bytes_kept(device, wish, &pieces);

		*weight = (long long)(kept / SUBSECTION_SIZE) * BYTES + MATCHED +
			  (device->is.mode == wish->shall.mode) +
			  2 * (device->is.size == wish->shall.size &&
			       pieces.sum == device->is.size);
	}
	free(pieces.at);
	return rc;
}

struct unclear {
	size_t *at, count;
};

/* The best assignment of the devices and wishes that are left. */
static int match_best(struct matching *m, const struct unclear *devices,
		      const struct unclear *wishes)
{
	size_t rows = devices->count, columns = wishes->count > rows ? wishes->count : rows;
	long long *weights = calloc(rows * columns, sizeof(*weights));
	size_t *column_of = calloc(rows, sizeof(*column_of));
	int rc = weights && column_of ? 0 : -ENOMEM;

	for (size_t r = 0; rc == 0 && r < rows; r++)
		for (size_t c = 0; rc == 0 && c < wishes->count; c++)
			rc = weigh(m, devices->at[r], wishes->at[c], &weights[r * columns + c]);
	if (rc == 0)
		rc = assign(weights, rows, columns, column_of);
	for (size_t r = 0; rc == 0 && r < rows; r++)
		if (column_of[r] < wishes->count)
			set(m, devices->at[r], wishes->at[column_of[r]]);
	free(weights);
	free(column_of);
	return rc;
}

struct pair {
	long long weight;
	size_t device, wish;
};

static int by_weight(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return (x->wish > y->wish) - (x->wish < y->wish);
}

/* Best pairs first, of each device and the few wishes that suit it in order. */
static int match_many(struct matching *m, const struct unclear *devices,
		      const struct unclear *wishes)
{
	enum { EACH = 32 };
	struct pair *pairs = calloc(devices->count * EACH, sizeof(*pairs));
	size_t count = 0, w = 0;
	int rc = pairs ? 0 : -ENOMEM;

	for (size_t i = 0; rc == 0 && i < devices->count; i++)
		for (size_t j = 0; rc == 0 && j < EACH && j < wishes->count; j++) {
			size_t wish = wishes->at[(i + j) % wishes->count];

			pairs[count] = (struct pair){ .device = devices->at[i], .wish = wish };
			rc = weigh(m, devices->at[i], wish, &pairs[count++].weight);
		}
	if (rc == 0)
		qsort(pairs, count, sizeof(*pairs), by_weight);
	for (size_t i = 0; rc == 0 && i < count; i++)
		if (is_free(m, pairs[i].device) && !m->taken[pairs[i].wish])
			set(m, pairs[i].device, pairs[i].wish);
	for (size_t i = 0; rc == 0 && i < devices->count; i++) {
		while (w < wishes->count && m->taken[wishes->at[w]])
			w++;
		if (w < wishes->count && is_free(m, devices->at[i]))
			set(m, devices->at[i], wishes->at[w]);
	}
	free(pairs);
	return rc;
}

static int match_rest(struct matching *m)
{
	struct unclear devices = { .at = calloc(m->state->count + 1, sizeof(size_t)) };
	struct unclear wishes = { .at = calloc(m->wishes->count + 1, sizeof(size_t)) };
	int rc = devices.at && wishes.at ? 0 : -ENOMEM;

	for (size_t d = 0; rc == 0 && d < m->state->count; d++)
		if (is_free(m, d))
			devices.at[devices.count++] = d;
	for (size_t w = 0; rc == 0 && w < m->wishes->count; w++)
		if (!m->taken[w])
			wishes.at[wishes.count++] = w;
	if (rc == 0 && devices.count && wishes.count)
		rc = devices.count <= ASSIGN_MAX && wishes.count <= ASSIGN_MAX
			     ? match_best(m, &devices, &wishes)
			     : match_many(m, &devices, &wishes);
	free(devices.at);
	free(wishes.at);
	return rc;
}

int match_devices(const struct region_state *state, const struct region_wishes *wishes,
		  const struct ranges *claimed, long *wish_of)
{
	struct matching m = {
		.state = state,
		.wishes = wishes,
		.claimed = claimed,
		.wish_of = wish_of,
		.taken = calloc(wishes->count + 1, sizeof(bool)),
		.meets_claim = calloc(state->count + 1, sizeof(bool)),
	};
	int rc = m.taken && m.meets_claim ? 0 : -ENOMEM;

	for (size_t d = 0; d < state->count; d++)
		wish_of[d] = NO_WISH;
	for (size_t d = 0; rc == 0 && d < state->count; d++)
		m.meets_claim[d] = overlaps_claim(&state->devices[d], claimed);
	if (rc == 0) {
		match_labels(&m);
		match_each(&m, is_identical);
		match_each(&m, is_lossless);
		/* With "keep", a device that does not fit stays what it is. */
		if (wishes->others != OTHERS_KEEP)
			rc = match_rest(&m);
	}
	free(m.taken);
	free(m.meets_claim);
	return rc;
}
