// SPDX-License-Identifier: GPL-2.0-only
/* The steps of a plan, and what they destroy. */
#include <errno.h>
#include <stdlib.h>

#include "daxctl/layout/planning.h"
#include "daxctl/layout/ranges-stay.h"
#include "util/array.h"

static void count_losses(struct planning *p)
{
	for (size_t t = 0; t < p->plan->target_count; t++) {
		struct target *target = &p->plan->targets[t];
		const struct present *device = device_of(p, target);

		if (!device)
			continue;
		target->destroys = bytes_in_use(device);
		if (is_continued(p, target)) {
			target->keeps = ranges_that_stay(&device->is.ranges, &target->ranges,
							 &target->keeps_size);
			target->destroys -= bytes_kept(device, wish_of(p, target), &p->stay[t]);
		}
		p->plan->destroyed += target->destroys > 0;
		p->plan->destroyed_bytes += target->destroys;
	}
}

static int add_step(struct planning *p, enum step_kind kind, size_t t, const char *why)
{
	struct step *at = array_grow(p->plan->steps, p->plan->step_count, sizeof(*at));

	if (!at)
		return -ENOMEM;
	p->plan->steps = at;
	at[p->plan->step_count++] = (struct step){
		.kind = kind,
		.target = t,
		.why = why,
	};
	p->plan->targets[t].touched = true;
	return 0;
}

/* The properties of a device that change. */
struct change {
	bool place, align, mode, memmap, online, label;
};

static struct change change_of(const struct planning *p, const struct target *target)
{
	const struct present *device = device_of(p, target);
	const struct wish *wish = wish_of(p, target);
	struct change change = { 0 };

	if (!is_continued(p, target))
		return (struct change){ .place = true, .mode = true, .online = true,
					.align = device && wish &&
						 device->is.align != wish->shall.align };
	change.place = !same_ranges_list(&device->is.ranges, &target->ranges);
	change.align = device->is.align != wish->shall.align;
	change.mode = device->is.mode != wish->shall.mode;
	change.memmap = wish->shall.mode == DAXCTL_DEV_MODE_RAM &&
			!has_memmap_as_wished(device, wish);
	change.online = !is_online_as_wished(device, wish);
	change.label = !has_label_as_wished(device, wish);
	return change;
}

static const char *reason(const struct change *change, const struct wish *wish)
{
	if (!wish)
		return "the layout does not describe it";
	if (change->mode)
		return "its mode changes";
	if (change->place)
		return "its memory changes";
	if (change->memmap)
		return "the place of its memmap changes";
	return change->align ? "its alignment changes" : "its memory is online otherwise";
}

static bool is_bound_again(const struct change *change)
{
	return change->place || change->align || change->mode || change->memmap;
}

/* The steps before memory moves: offline and disable. */
static int add_stop(struct planning *p, size_t t)
{
	const struct target *target = &p->plan->targets[t];
	const struct present *device = device_of(p, target);
	const struct wish *wish = is_continued(p, target) ? wish_of(p, target) : NULL;
	struct change change = change_of(p, target);
	const char *why = reason(&change, wish);
	int rc = 0;

	if (!device || !device->is.size)
		return 0;
	if (device->is.mode == DAXCTL_DEV_MODE_RAM && bytes_in_use(device) &&
	    (is_bound_again(&change) ||
	     (change.online && wish->shall.online == DAXCTL_BLOCK_OFFLINE)))
		rc = add_step(p, STEP_OFFLINE, t, why);
	if (rc == 0 && is_bound_again(&change) && device->is.mode != DAXCTL_DEV_MODE_UNKNOWN)
		rc = add_step(p, STEP_DISABLE, t, why);
	return rc;
}

/* The steps that free memory. */
static int add_release(struct planning *p, size_t t)
{
	const struct target *target = &p->plan->targets[t];
	const struct present *device = device_of(p, target);
	const struct wish *wish = is_continued(p, target) ? wish_of(p, target) : NULL;
	struct change change = change_of(p, target);

	if (!device || !change.place || target->keeps_size >= device->is.size)
		return 0;
	return add_step(p, target->keeps ? STEP_SHRINK : STEP_EMPTY, t, reason(&change, wish));
}

/* The steps that give a device its memory. */
static int add_growth(struct planning *p, size_t t)
{
	const struct target *target = &p->plan->targets[t];
	const struct present *device = device_of(p, target);
	const struct wish *wish = wish_of(p, target);
	struct change change = change_of(p, target);
	int rc = 0;

	if (!wish)
		return 0;
	if (!device)
		rc = add_step(p, STEP_CREATE, t, "the layout has one device more");
	if (rc == 0 && (change.align || (change.place && target->keeps_size < wish->shall.size)))
		rc = add_step(p, STEP_FILL, t,
			      change.place ? "the layout says so" : "its alignment changes");
	return rc;
}

static int add_label(struct planning *p, size_t t)
{
	const struct target *target = &p->plan->targets[t];
	const struct wish *wish = wish_of(p, target);
	const struct label *label = wish ? &wish->shall.label : NULL;
	bool changes;

	if (!wish)
		return 0;
	changes = is_continued(p, target)
			  ? change_of(p, target).label
			  : label->text[0] || label->access.group[0] ||
				    label->access.permissions[0];
	return changes ? add_step(p, STEP_LABEL, t, "the layout says so") : 0;
}

/* The steps after memory has moved: enable and online. */
static int add_use(struct planning *p, size_t t)
{
	const struct target *target = &p->plan->targets[t];
	const struct wish *wish = wish_of(p, target);
	struct change change = change_of(p, target);
	bool is_ram, binds = is_bound_again(&change);
	int rc = 0;

	if (!wish || wish->shall.mode == DAXCTL_DEV_MODE_UNKNOWN)
		return 0;
	is_ram = wish->shall.mode == DAXCTL_DEV_MODE_RAM;
	if (binds)
		rc = add_step(p, STEP_ENABLE, t, "the layout says so");
	if (rc == 0 && is_ram && wish->shall.online != DAXCTL_BLOCK_OFFLINE &&
	    (binds || change.online))
		rc = add_step(p, STEP_ONLINE, t,
			      binds ? "the layout says so" : reason(&change, wish));
	return rc;
}

/*
 * Is it a device that was emptied, or that was empty and is to be destroyed?  The kernel
 * never deletes the first device of a region.
 */
static bool is_superfluous(const struct planning *p, const struct target *target)
{
	return target->wish == NO_WISH && device_of(p, target)->id != 0 &&
	       (device_of(p, target)->is.size || p->wishes->others == OTHERS_DESTROY);
}

/* The step with which the contents of a device are lost: the first that can be it. */
static void mark_losses(struct plan *plan)
{
	static const bool loses[] = {
		[STEP_OFFLINE] = true, [STEP_EMPTY] = true, [STEP_SHRINK] = true,
		[STEP_ENABLE] = true, [STEP_ONLINE] = true, [STEP_DELETE] = false,
	};
	bool *marked = calloc(plan->target_count + 1, sizeof(*marked));

	for (size_t i = 0; marked && i < plan->step_count; i++) {
		struct step *step = &plan->steps[i];

		if (!loses[step->kind] || marked[step->target])
			continue;
		step->destroys = plan->targets[step->target].destroys;
		marked[step->target] = true;
	}
	free(marked);
}

int plan_steps(struct planning *p)
{
	static int (*const phases[])(struct planning *p, size_t t) = {
		add_stop, add_release, add_growth, add_label, add_use,
	};
	int rc = 0;

	count_losses(p);
	for (size_t phase = 0; phase < sizeof(phases) / sizeof(phases[0]); phase++)
		for (size_t t = 0; rc == 0 && t < p->plan->target_count; t++)
			rc = phases[phase](p, t);
	for (size_t t = 0; rc == 0 && t < p->plan->target_count; t++)
		if (is_superfluous(p, &p->plan->targets[t]))
			rc = add_step(p, STEP_DELETE, t, "it is empty");
	if (rc == 0)
		mark_losses(p->plan);
	return rc;
}
