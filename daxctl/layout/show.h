/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans as text and as JSON. */
#ifndef DAXCTL_LAYOUT_SHOW_H
#define DAXCTL_LAYOUT_SHOW_H

#include <stdio.h>

#include "daxctl/layout/work.h"

enum { PLAN_VERSION = 1 };

/* A line a step, and "N changes, N devices destroyed" or "nothing to do". */
void show_text(const struct work *work, FILE *to);

/* The plan as a new object, or NULL when out of memory. */
struct json_object *show_json(const struct work *work);

/* The device of a step: its name, its label, or "new device". */
const char *step_subject(const struct region_work *region, const struct step *step,
			 char *text, size_t size);

/* The step as "free its 512M", without its reason. */
void step_text(const struct region_work *region, const struct step *step, char *text,
	       size_t size);

/*
 * Is a printed plan for the present state?  If not, print the difference to stderr.
 * Returns 0, or a reported -ESTALE.
 */
int check_plan_state(const char *file, struct json_object *plan, const struct work *work);

#endif
