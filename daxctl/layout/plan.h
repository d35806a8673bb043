/* SPDX-License-Identifier: GPL-2.0-only */
/* A plan: what each device of a region becomes, and in which steps. */
#ifndef DAXCTL_LAYOUT_PLAN_H
#define DAXCTL_LAYOUT_PLAN_H

#include "daxctl/layout/model.h"

enum step_kind {
	STEP_OFFLINE,		/* take its memory offline */
	STEP_DISABLE,
	STEP_EMPTY,		/* give its memory back to the region */
	STEP_SHRINK,		/* keep only what stays where it is */
	STEP_CREATE,
	STEP_FILL,		/* give it its ranges and alignment */
	STEP_LABEL,
	STEP_ENABLE,
	STEP_ONLINE,		/* bring its memory online, or move it to the right zone */
	STEP_DELETE,
};

struct step {
	enum step_kind kind;
	size_t target;		/* in the plan */
	u64 destroys;		/* bytes of contents that are lost */
	const char *why;
};

enum { NO_DEVICE = -1, NO_WISH = -1 };

/* A device of the plan.  A present device can stay itself or become another one. */
struct target {
	long device;		/* in the state; NO_DEVICE: to be created */
	long wish;		/* NO_WISH: to be emptied and deleted */
	struct ranges ranges;	/* after the change */
	size_t keeps;		/* so many of its ranges stay, the last one perhaps shortened */
	u64 keeps_size;
	u64 destroys;
	bool touched;		/* some step is about it */
};

struct plan {
	struct target *targets;
	size_t target_count;
	struct step *steps;
	size_t step_count;
	int destroyed;			/* devices that lose contents */
	u64 destroyed_bytes;
};

#endif
