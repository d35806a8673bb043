// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "attribute.h"
#include "model.h"

bool start_model(struct run *run, struct model *model, unsigned int region, uint64_t start)
{
	memset(model, 0, sizeof(*model));
	model->region = region;
	model->start = start;
	if (!expect(run, region_path(model->path, sizeof(model->path), region) == 0 &&
		    read_number(&model->size, "%s/size", model->path) == 0, "no region %u",
		    region))
		return false;
	for (int i = 0; i < DEVICES_MAX; i++) {
		if (!read_device(run, model, i, &model->devices[i]))
			return false;
	}
	check_model(run, model);
	return run->failures == 0;
}

bool read_device(struct run *run, const struct model *model, int i, struct device_state *state)
{
	uint64_t end, offset, sum = 0;
	int error = 0;

	state->count = 0;
	state->size = 0;
	state->there = read_number(&state->size, DEVICES "/dax%u.%d/size", model->region, i) == 0;
	if (!state->there)
		return true;
	for (int n = 0; n < RANGES_MAX && sum < state->size; n++) {
		struct range *range = &state->ranges[n];

		error = read_number(&range->start, DEVICES "/dax%u.%d/mapping%d/start",
				    model->region, i, n) ?:
			read_number(&end, DEVICES "/dax%u.%d/mapping%d/end", model->region, i, n) ?:
			read_number(&offset, DEVICES "/dax%u.%d/mapping%d/page_offset",
				    model->region, i, n);
		if (error)
			break;
		if (!expect(run, offset == sum >> 12, "dax%u.%d: mapping%d has page %#" PRIx64,
			    model->region, i, n, offset))
			return false;
		range->size = end - range->start + 1;
		sum += range->size;
		state->count++;
	}
	error = error ?: read_number(&end, DEVICES "/dax%u.%d/mapping%d/start", model->region, i,
				     state->count) != -ENOENT;
	return expect(run, !error && sum == state->size, "dax%u.%d: size %" PRIu64
		      ", %d ranges of %" PRIu64 " in all", model->region, i, state->size,
		      state->count, sum);
}

static int by_start(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

/* All ranges in the order of addresses. */
static int sorted_ranges(const struct model *model, struct range ranges[])
{
	int count = 0;

	for (int i = 0; i < DEVICES_MAX; i++) {
		for (int n = 0; n < model->devices[i].count; n++)
			ranges[count++] = model->devices[i].ranges[n];
	}
	qsort(ranges, count, sizeof(ranges[0]), by_start);
	return count;
}

uint64_t free_bytes(const struct model *model)
{
	uint64_t used = 0;

	for (int i = 0; i < DEVICES_MAX; i++)
		used += model->devices[i].size;
	return model->size - used;
}

bool is_free(const struct model *model, struct range range)
{
	if (range.start < model->start || range.start + range.size > model->start + model->size)
		return false;
	for (int i = 0; i < DEVICES_MAX; i++) {
		const struct device_state *device = &model->devices[i];

		for (int n = 0; n < device->count; n++) {
			if (range.start < device->ranges[n].start + device->ranges[n].size &&
			    device->ranges[n].start < range.start + range.size)
				return false;
		}
	}
	return true;
}

uint64_t lowest_free(const struct model *model)
{
	struct range ranges[DEVICES_MAX * RANGES_MAX];
	int count = sorted_ranges(model, ranges);
	uint64_t at = model->start;

	for (int i = 0; i < count && ranges[i].start == at; i++)
		at += ranges[i].size;
	return at;
}

void check_model(struct run *run, const struct model *model)
{
	struct range ranges[DEVICES_MAX * RANGES_MAX];
	int count = sorted_ranges(model, ranges);
	uint64_t at = model->start, available = 0;
	struct device_state state;

	for (int i = 0; i < count; i++) {
		if (!expect(run, ranges[i].start >= at, "two ranges have %#" PRIx64,
			    ranges[i].start))
			return;
		at = ranges[i].start + ranges[i].size;
	}
	expect(run, at <= model->start + model->size, "a range ends at %#" PRIx64, at);
	read_number(&available, "%s/available_size", model->path);
	expect(run, available == free_bytes(model), "available: %" PRIu64 ", free: %" PRIu64,
	       available, free_bytes(model));
	for (int i = 0; i < DEVICES_MAX; i++) {
		const struct device_state *wanted = &model->devices[i];

		if (read_device(run, model, i, &state))
			expect(run, state.there == wanted->there && state.size == wanted->size &&
			       state.count == wanted->count &&
			       memcmp(state.ranges, wanted->ranges,
				      state.count * sizeof(state.ranges[0])) == 0,
			       "dax%u.%d changed while another did", model->region, i);
	}
}
