/* SPDX-License-Identifier: GPL-2.0-only */
/* A layout on this machine: for each of its regions, what is and what has to be done. */
#ifndef DAXCTL_LAYOUT_WORK_H
#define DAXCTL_LAYOUT_WORK_H

#include "daxctl/layout/layout.h"
#include "daxctl/layout/planner.h"

struct region_work {
	const struct region_entry *entry;
	struct daxctl_region *region;	/* NULL: no region matches */
	struct region_state state;
	struct region_wishes wishes;
	struct plan plan;
};

struct work {
	struct layout layout;
	struct region_work *regions;
	size_t count;
};

/*
 * Take a document apart, and find its regions.  With @present_only, regions that are absent
 * are no problem.  Problems are collected.  Clear the work even after problems.
 */
void work_begin(struct daxctl_ctx *ctx, struct json_object *json, bool present_only,
		struct work *work, struct problems *problems);
void work_clear(struct work *work);

/*
 * Read the state of a region and plan its changes, also a second time.  Returns 0, the errno
 * of a problem, or a reported errno.
 */
int work_plan(struct region_work *region, struct problems *problems);
void work_unplan(struct region_work *region);

/* Plan all regions.  Problems are reported as those of @file.  Returns as work_plan(). */
int work_plan_all(struct work *work, const char *file, struct problems *problems);

/* What the plans of all regions come to. */
struct work_sum {
	size_t changes;
	int destroyed;
	u64 destroyed_bytes, fingerprint;
};

struct work_sum work_sum(const struct work *work);

#endif
