// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "daxctl/device/writes.h"
#include "daxctl/layout/dry-run.h"
#include "daxctl/layout/reshape.h"

/* How many new devices are before this target? */
static int number_of(const struct plan *plan, size_t target)
{
	int number = 0;

	for (size_t t = 0; t < target; t++)
		number += plan->targets[t].device == NO_DEVICE;
	return number;
}

static void show_fill(const struct region_work *region, const struct target *target,
		      struct write_device device, const struct present *was,
		      unsigned long align)
{
	unsigned long now = was ? was->is.align : region->state.align;

	if (align < now && !(was && target->keeps_size < was->is.size))
		write_align(device, align);
	for (size_t i = target->keeps; i < target->ranges.count; i++)
		write_mapping(device, target->ranges.at[i].start, target->ranges.at[i].end);
	if (align > now)
		write_align(device, align);
}

static void show_step(const struct region_work *region, const struct step *step)
{
	const struct region_state *state = &region->state;
	const struct target *target = &region->plan.targets[step->target];
	const struct present *was = target->device == NO_DEVICE ? NULL
								: &state->devices[target->device];
	const struct shape *shall = target->wish == NO_WISH
					    ? NULL : &region->wishes.wishes[target->wish].shall;
	struct write_device device = { .region = region->region };
	struct daxctl_dev *dev = NULL;
	char name[LABEL_DEVICE_MAX];

	if (was)
		snprintf(name, sizeof(name), "%s", was->name);
	else
		guess_name(region->region, number_of(&region->plan, step->target), name,
			   sizeof(name));
	device.name = name;
	if (was)
		daxctl_dev_foreach(region->region, dev)
			if (!strcmp(daxctl_dev_get_devname(dev), name))
				break;
	switch (step->kind) {
	case STEP_OFFLINE:
		if (dev)
			write_memory(dev, DAXCTL_BLOCK_OFFLINE);
		break;
	case STEP_DISABLE:
		write_unbind(device, was->is.mode);
		break;
	case STEP_EMPTY:
	case STEP_SHRINK:
		if (shall && shall->align < was->is.align)
			write_align(device, shall->align);
		write_size(device, target->keeps_size);
		break;
	case STEP_CREATE:
		write_create(region->region);
		break;
	case STEP_FILL:
		show_fill(region, target, device, was, shall->align);
		break;
	case STEP_LABEL:
		break;	/* not in sysfs */
	case STEP_ENABLE:
		if (changes_memmap(dev ? dev : daxctl_dev_get_first(region->region), shall))
			write_memmap(device, shall->memmap == MEMMAP_ON_MEMORY);
		if (shall->mode == DAXCTL_DEV_MODE_RAM)
			write_bind_ram(device, shall->online);
		else
			write_bind(device, shall->mode);
		break;
	case STEP_ONLINE:
		if (dev && was->is.mode == DAXCTL_DEV_MODE_RAM &&
		    same_ranges_list(&was->is.ranges, &target->ranges))
			write_memory(dev, shall->online);
		else if (!kernel_onlines(daxctl_region_get_ctx(region->region), shall->online))
			write_blocks(&target->ranges, state->block_size, shall->online);
		break;
	case STEP_DELETE:
		write_delete(device);
		break;
	}
}

void show_writes(const struct region_work *region)
{
	for (size_t i = 0; i < region->plan.step_count; i++)
		show_step(region, &region->plan.steps[i]);
}
