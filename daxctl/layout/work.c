// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "daxctl/layout/document.h"
#include "daxctl/layout/match-region.h"
#include "daxctl/layout/resolve.h"
#include "daxctl/layout/state.h"
#include "daxctl/layout/work.h"

static void find_region(struct daxctl_ctx *ctx, struct work *work, size_t i, bool present_only,
			struct problems *problems)
{
	struct region_work *region = &work->regions[i];
	size_t before = problems->count;

	region->region = resolve_match(ctx, region->entry, problems);
	if (!region->region && problems->count == before && !present_only)
		problem(problems, -ENXIO, region->entry->where, "no region matches");
	for (size_t other = 0; region->region && other < i; other++)
		if (work->regions[other].region == region->region)
			problem(problems, -EINVAL, region->entry->where,
				"\"match\" finds the same region as %s",
				work->regions[other].entry->where);
}

void work_begin(struct daxctl_ctx *ctx, struct json_object *json, bool present_only,
		struct work *work, struct problems *problems)
{
	*work = (struct work){ 0 };
	document_parse(json, &work->layout, problems);
	if (!work->layout.count)
		return;
	work->regions = calloc(work->layout.count, sizeof(*work->regions));
	if (!work->regions) {
		problem(problems, -ENOMEM, ".regions", "out of memory");
		return;
	}
	work->count = work->layout.count;
	for (size_t i = 0; i < work->count; i++) {
		work->regions[i].entry = &work->layout.regions[i];
		if (work->regions[i].entry->given)
			find_region(ctx, work, i, present_only, problems);
	}
}

void work_unplan(struct region_work *region)
{
	plan_clear(&region->plan);
	wishes_clear(&region->wishes);
	state_clear(&region->state);
}

void work_clear(struct work *work)
{
	for (size_t i = 0; i < work->count; i++)
		work_unplan(&work->regions[i]);
	free(work->regions);
	layout_clear(&work->layout);
	*work = (struct work){ 0 };
}

int work_plan(struct region_work *region, struct problems *problems)
{
	struct labels *labels;
	int rc;

	work_unplan(region);
	if (!region->region)
		return 0;
	rc = labels_read(false, &labels);
	if (rc < 0)
		return rc;
	rc = state_read(region->region, labels, &region->state);
	labels_free(labels);
	if (rc == 0)
		rc = resolve_wishes(region->entry, &region->state, problems, &region->wishes);
	if (rc == 0)
		rc = plan_region(&region->state, &region->wishes, problems, &region->plan);
	return rc;
}

int work_plan_all(struct work *work, const char *file, struct problems *problems)
{
	int rc = 0;

	for (size_t i = 0; i < work->count; i++) {
		int planned = work_plan(&work->regions[i], problems);

		if (planned < 0)
			rc = planned;
	}
	return problems->count || problems->rc ? problems_report(problems, file) : rc;
}

struct work_sum work_sum(const struct work *work)
{
	struct work_sum sum = { 0 };

	for (size_t i = 0; i < work->count; i++) {
		const struct region_work *region = &work->regions[i];

		if (!region->region)
			continue;
		sum.changes += region->plan.step_count;
		sum.destroyed += region->plan.destroyed;
		sum.destroyed_bytes += region->plan.destroyed_bytes;
		sum.fingerprint = state_fingerprint(&region->state, sum.fingerprint);
	}
	return sum;
}
