// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/report-line.h"
#include "daxctl/cli/report.h"
#include "daxctl/device/mode.h"
#include "daxctl/layout/show.h"
#include "util/size.h"

static const char *const kinds[] = {
	[STEP_OFFLINE] = "offline", [STEP_DISABLE] = "disable", [STEP_EMPTY] = "empty",
	[STEP_SHRINK] = "shrink",   [STEP_CREATE] = "create",   [STEP_FILL] = "fill",
	[STEP_LABEL] = "label",	    [STEP_ENABLE] = "enable",   [STEP_ONLINE] = "online",
	[STEP_DELETE] = "delete",
};

static const char *const zones[] = {
	[DAXCTL_BLOCK_OFFLINE] = "offline",
	[DAXCTL_BLOCK_KERNEL] = "kernel",
	[DAXCTL_BLOCK_MOVABLE] = "movable",
};

static const char *mode_or_disabled(enum daxctl_dev_mode mode)
{
	return mode == DAXCTL_DEV_MODE_UNKNOWN ? "disabled" : mode_name(mode);
}

static const struct target *target_of(const struct region_work *region, const struct step *step)
{
	return &region->plan.targets[step->target];
}

static const struct present *device_of(const struct region_work *region, const struct step *step)
{
	long device = target_of(region, step)->device;

	return device == NO_DEVICE ? NULL : &region->state.devices[device];
}

static const struct wish *wish_of(const struct region_work *region, const struct step *step)
{
	long wish = target_of(region, step)->wish;

	return wish == NO_WISH ? NULL : &region->wishes.wishes[wish];
}

/* The label that counts at a step: the device's until it is released, then the wish's. */
static const char *label_of(const struct region_work *region, const struct step *step)
{
	const struct present *device = device_of(region, step);
	const struct wish *wish = wish_of(region, step);

	if (step->kind < STEP_CREATE && device)
		return device->is.label.text;
	return wish ? wish->shall.label.text : "";
}

const char *step_subject(const struct region_work *region, const struct step *step,
			 char *text, size_t size)
{
	const struct present *device = device_of(region, step);
	const char *label = label_of(region, step);

	snprintf(text, size, "%s %s%s%s%s", region->state.name,
		 device ? device->name : "new device", *label ? " \"" : "", label,
		 *label ? "\"" : "");
	return text;
}

/* "512M at 0x100000000-0x11fffffff, 0x140000000-0x15fffffff and 3 more" */
static void ranges_text(const struct ranges *ranges, u64 size, char *text, size_t room)
{
	enum { SHOWN = 3 };
	char bytes[SIZE_TEXT_MAX];
	size_t len;

	format_exact_size(size, bytes);
	len = snprintf(text, room, "%s at ", bytes);
	for (size_t i = 0; i < ranges->count && i < SHOWN && len < room; i++)
		len += snprintf(text + len, room - len, "%s%#llx-%#llx", i ? ", " : "",
				ranges->at[i].start, ranges->at[i].end);
	if (ranges->count > SHOWN && len < room)
		snprintf(text + len, room - len, " and %zu more", ranges->count - SHOWN);
}

void step_text(const struct region_work *region, const struct step *step, char *text,
	       size_t size)
{
	const struct target *target = target_of(region, step);
	const struct present *device = device_of(region, step);
	const struct wish *wish = wish_of(region, step);
	char one[256], two[SIZE_TEXT_MAX];

	switch (step->kind) {
	case STEP_OFFLINE:
		format_exact_size(bytes_in_use(device), two);
		snprintf(text, size, "take %s of its memory offline", two);
		break;
	case STEP_DISABLE:
		snprintf(text, size, "disable it, in mode %s", mode_name(device->is.mode));
		break;
	case STEP_EMPTY:
		format_exact_size(device->is.size, two);
		format_exact_size(bytes_in_use(device) - target->destroys, one);
		if (target->destroys < bytes_in_use(device))
			snprintf(text, size, "release its %s, of which it keeps %s", two, one);
		else
			snprintf(text, size, "free its %s", two);
		break;
	case STEP_SHRINK:
		format_exact_size(device->is.size - target->keeps_size, two);
		format_exact_size(device->is.size, one);
		snprintf(text, size, "free %s of its %s", two, one);
		break;
	case STEP_CREATE:
		snprintf(text, size, "create it");
		break;
	case STEP_FILL:
		ranges_text(&target->ranges, wish->shall.size, one, sizeof(one));
		format_exact_size(wish->shall.align, two);
		snprintf(text, size, "make it %s, aligned to %s", one, two);
		break;
	case STEP_LABEL:
		snprintf(text, size, wish->shall.label.text[0] ? "label it"
							       : "forget its label");
		break;
	case STEP_ENABLE:
		snprintf(text, size, "enable it in mode %s", mode_name(wish->shall.mode));
		break;
	case STEP_ONLINE:
		snprintf(text, size, "bring its memory online in a %s zone",
			 zones[wish->shall.online]);
		break;
	case STEP_DELETE:
		snprintf(text, size, "delete it");
		break;
	}
}

/* ---- text ---- */

void show_text(const struct work *work, FILE *to)
{
	struct work_sum sum = work_sum(work);

	for (size_t r = 0; r < work->count; r++)
		for (size_t i = 0; i < work->regions[r].plan.step_count; i++) {
			const struct region_work *region = &work->regions[r];
			const struct step *step = &region->plan.steps[i];
			char subject[160], text[512], lost[SIZE_TEXT_MAX];

			step_subject(region, step, subject, sizeof(subject));
			step_text(region, step, text, sizeof(text));
			fprintf(to, "%s: %s (%s)", subject, text, step->why);
			format_exact_size(step->destroys, lost);
			if (step->destroys)
				fprintf(to, "  *** DESTROYS %s ***", lost);
			fputc('\n', to);
		}
	if (sum.changes)
		fprintf(to, "%zu change%s, %d device%s destroyed\n", sum.changes,
			sum.changes == 1 ? "" : "s", sum.destroyed, sum.destroyed == 1 ? "" : "s");
	else
		fprintf(to, "nothing to do\n");
}

/* ---- JSON ---- */

static void add(struct json_object *object, const char *key, struct json_object *value)
{
	json_object_object_add(object, key, value);
}

static void add_text(struct json_object *object, const char *key, const char *text)
{
	add(object, key, json_object_new_string(text));
}

static struct json_object *ranges_json(const struct ranges *ranges)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < ranges->count; i++) {
		struct json_object *range = json_object_new_object();

		add(range, "start", json_object_new_uint64(ranges->at[i].start));
		add(range, "end", json_object_new_uint64(ranges->at[i].end));
		json_object_array_add(array, range);
	}
	return array;
}

static struct json_object *step_json(const struct region_work *region, const struct step *step)
{
	const struct present *device = device_of(region, step);
	const struct wish *wish = wish_of(region, step);
	const char *label = label_of(region, step);
	struct json_object *object = json_object_new_object();

	add_text(object, "do", kinds[step->kind]);
	add_text(object, "region", region->state.name);
	if (device)
		add_text(object, "device", device->name);
	else
		add(object, "new", json_object_new_int(step->target));
	if (*label)
		add_text(object, "label", label);
	if (step->kind == STEP_FILL) {
		add(object, "size", json_object_new_uint64(wish->shall.size));
		add(object, "align", json_object_new_uint64(wish->shall.align));
		add(object, "mappings", ranges_json(&target_of(region, step)->ranges));
	}
	if (step->kind == STEP_ENABLE)
		add_text(object, "mode", mode_name(wish->shall.mode));
	if (step->kind == STEP_ONLINE)
		add_text(object, "online", zones[wish->shall.online]);
	add_text(object, "why", step->why);
	add(object, "destroys", json_object_new_uint64(step->destroys));
	return object;
}

/* A line for each device, for comparison with a later state. */
static struct json_object *present_json(const struct work *work)
{
	struct json_object *array = json_object_new_array();

	for (size_t r = 0; r < work->count; r++)
		for (size_t d = 0; d < work->regions[r].state.count; d++) {
			const struct present *device = &work->regions[r].state.devices[d];
			char line[768], ranges[256], kernel[SIZE_TEXT_MAX], movable[SIZE_TEXT_MAX];

			ranges_text(&device->is.ranges, device->is.size, ranges, sizeof(ranges));
			format_exact_size(device->kernel, kernel);
			format_exact_size(device->movable, movable);
			snprintf(line, sizeof(line),
				 "%s: %s%s%s, aligned to %lu, %s, online: kernel %s, movable %s",
				 device->name, *device->is.label.text ? device->is.label.text : "",
				 *device->is.label.text ? ", " : "", ranges, device->is.align,
				 mode_or_disabled(device->is.mode), kernel, movable);
			json_object_array_add(array, json_object_new_string(line));
		}
	return array;
}

struct json_object *show_json(const struct work *work)
{
	struct json_object *object = json_object_new_object();
	struct json_object *steps = json_object_new_array();
	struct work_sum sum = work_sum(work);
	char state[24];

	if (!object || !steps) {
		json_object_put(object);
		json_object_put(steps);
		return NULL;
	}
	for (size_t r = 0; r < work->count; r++)
		for (size_t i = 0; i < work->regions[r].plan.step_count; i++)
			json_object_array_add(steps, step_json(&work->regions[r],
							       &work->regions[r].plan.steps[i]));
	snprintf(state, sizeof(state), "%016llx", sum.fingerprint);
	add(object, "plan", json_object_new_int(PLAN_VERSION));
	add(object, "changes", json_object_new_uint64(sum.changes));
	add(object, "destroys", json_object_new_int(sum.destroyed));
	add(object, "destroyed_bytes", json_object_new_uint64(sum.destroyed_bytes));
	add(object, "steps", steps);
	add_text(object, "state", state);
	add(object, "present", present_json(work));
	add(object, "layout", json_object_get(work->layout.json));
	return object;
}

/* ---- a plan that was printed ---- */

static bool has_line(struct json_object *array, const char *line)
{
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		struct json_object *other = json_object_array_get_idx(array, i);

		if (json_object_is_type(other, json_type_string) &&
		    !strcmp(json_object_get_string(other), line))
			return true;
	}
	return false;
}

/* The lines of @a that @b has not. */
static void print_missing(struct json_object *a, struct json_object *b, char mark)
{
	for (size_t i = 0; i < json_object_array_length(a); i++) {
		const char *line = json_object_get_string(json_object_array_get_idx(a, i));

		if (line && !has_line(b, line))
			report_line("%c%s", mark, line);
	}
}

int check_plan_state(const char *file, struct json_object *plan, const struct work *work)
{
	struct json_object *state, *then, *now;
	char text[24];

	snprintf(text, sizeof(text), "%016llx", work_sum(work).fingerprint);
	if (json_object_object_get_ex(plan, "state", &state) &&
	    json_object_is_type(state, json_type_string) &&
	    !strcmp(json_object_get_string(state), text))
		return 0;
	report(file, -ESTALE, "was planned for another state of the devices (-), which is now (+)");
	now = present_json(work);
	if (json_object_object_get_ex(plan, "present", &then) &&
	    json_object_is_type(then, json_type_array)) {
		print_missing(then, now, '-');
		print_missing(now, then, '+');
	}
	json_object_put(now);
	return -ESTALE;
}
