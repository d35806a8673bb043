// SPDX-License-Identifier: GPL-2.0-only
/* The planner: what it does to a few devices, and that it is quick with many. */
#include <errno.h>
#include <time.h>

#include "test/unit/layout-model.h"
#include "test/unit/tap.h"

static const char *const kinds[] = {
	[STEP_OFFLINE] = "offline", [STEP_DISABLE] = "disable", [STEP_EMPTY] = "empty",
	[STEP_SHRINK] = "shrink",   [STEP_CREATE] = "create",   [STEP_FILL] = "fill",
	[STEP_LABEL] = "label",	    [STEP_ENABLE] = "enable",   [STEP_ONLINE] = "online",
	[STEP_DELETE] = "delete",
};

/* "disable 0, empty 0, …": the steps with the device's number, or + for a new one. */
static void steps_text(const struct region_state *state, const struct plan *plan, char *text,
		       size_t size)
{
	size_t len = 0;

	*text = '\0';
	for (size_t i = 0; i < plan->step_count && len < size; i++) {
		const struct target *target = &plan->targets[plan->steps[i].target];
		char number[16] = "+";

		if (target->device != NO_DEVICE)
			snprintf(number, sizeof(number), "%d", state->devices[target->device].id);
		len += snprintf(text + len, size - len, "%s%s %s", i ? ", " : "",
				kinds[plan->steps[i].kind], number);
	}
}

/* Plan, and compare the steps and the units that are destroyed. */
static void expect(struct tap *tap, const char *title, struct region_state *state,
		   struct region_wishes *wishes, const char *steps, u64 destroyed)
{
	struct problems problems = { 0 };
	struct plan plan;
	char text[1024];
	int rc = plan_region(state, wishes, &problems, &plan);
	bool good;

	steps_text(state, &plan, text, sizeof(text));
	good = rc == 0 && !strcmp(text, steps) && plan.destroyed_bytes == destroyed * UNIT;
	tap_ok(tap, good, "%s", title);
	if (!good) {
		printf("# %d: %s; %llu units destroyed\n", rc, text, plan.destroyed_bytes / UNIT);
		for (size_t i = 0; i < problems.count; i++)
			printf("# %s\n", problems.at[i]);
	}
	problems_clear(&problems);
	plan_clear(&plan);
	test_clear(state, wishes);
}

/* Plan, and expect problems that each have one of the words. */
static void refuse(struct tap *tap, const char *title, struct region_state *state,
		   struct region_wishes *wishes, int rc, const char *word, size_t count)
{
	struct problems problems = { 0 };
	struct plan plan;
	int got = plan_region(state, wishes, &problems, &plan);
	bool good = got == rc && problems.count == count;

	for (size_t i = 0; i < problems.count; i++)
		good &= strstr(problems.at[i], word) != NULL;
	tap_ok(tap, good && !plan.step_count, "%s", title);
	for (size_t i = 0; !good && i < problems.count; i++)
		printf("# %d: %s\n", got, problems.at[i]);
	problems_clear(&problems);
	plan_clear(&plan);
	test_clear(state, wishes);
}

static void test_steps(struct tap *tap)
{
	struct region_state state = test_region(16);
	struct region_wishes wishes = { .where = ".regions[0]" };
	struct present *device;
	struct wish *wish;

	test_device(&state, "");
	test_wish(&wishes, "a", 4);
	test_wish(&wishes, "", 2)->shall.mode = DAXCTL_DEV_MODE_UNKNOWN;
	expect(tap, "the empty first device is used before one is created", &state, &wishes,
	       "fill 0, create +, fill +, label 0, enable 0", 0);

	test_range(&test_device(&state, "a")->is, 3, 4);
	test_wish(&wishes, "a", 4);
	expect(tap, "a device keeps its place", &state, &wishes, "", 0);

	test_range(&test_device(&state, "a")->is, 3, 4);
	test_range(&test_device(&state, "b")->is, 9, 4);
	test_wish(&wishes, "b", 6);
	test_wish(&wishes, "a", 3);
	expect(tap, "a device that grows loses nothing, one that shrinks its end", &state,
	       &wishes, "disable 0, disable 1, shrink 0, empty 1, fill 1, enable 0, enable 1", 1);

	test_range(&test_device(&state, "old")->is, 0, 4);
	test_range(&test_device(&state, "older")->is, 4, 4);
	test_wish(&wishes, "new", 2);
	wishes.others = OTHERS_DESTROY;
	expect(tap, "the contents of one label do not become those of another", &state, &wishes,
	       "disable 0, disable 1, empty 0, empty 1, fill 0, label 0, enable 0, delete 1", 8);
	wishes.others = OTHERS_REFUSE;

	device = test_device(&state, "");
	test_range(&device->is, 0, 4);
	test_online(device);
	test_wish(&wishes, "", 4);
	expect(tap, "memory goes offline before its device changes its mode", &state, &wishes,
	       "offline 0, disable 0, enable 0", 4);

	test_range(&test_device(&state, "")->is, 0, 4);
	test_wish(&wishes, "", 4)->shall.mode = DAXCTL_DEV_MODE_RAM;
	expect(tap, "what a device held is lost when it becomes system RAM", &state, &wishes,
	       "disable 0, enable 0, online 0", 4);

	device = test_device(&state, "");
	test_range(&device->is, 0, 4);
	test_online(device);
	wish = test_wish(&wishes, "", 4);
	wish->shall.mode = DAXCTL_DEV_MODE_RAM;
	wish->shall.online = DAXCTL_BLOCK_KERNEL;
	expect(tap, "memory changes its zone without a new binding", &state, &wishes, "online 0",
	       4);

	device = test_device(&state, "");
	test_range(&device->is, 0, 2);
	test_range(&device->is, 6, 2);
	device->is.align = 4096;
	test_wish(&wishes, "", 4);
	expect(tap, "only the alignment changes", &state, &wishes, "disable 0, fill 0, enable 0",
	       0);

	test_range(&test_device(&state, "a")->is, 0, 4);
	test_range(&test_device(&state, "b")->is, 4, 4);
	test_range(&test_wish(&wishes, "a", 0)->shall, 4, 4);
	test_range(&test_wish(&wishes, "b", 0)->shall, 0, 4);
	expect(tap, "two devices that change places both lose their contents", &state, &wishes,
	       "disable 0, disable 1, empty 0, empty 1, fill 0, fill 1, enable 0, enable 1", 8);

	test_range(&test_device(&state, "")->is, 0, 4);
	test_device(&state, "");
	wishes.others = OTHERS_KEEP;
	test_wish(&wishes, "", 4);
	test_wish(&wishes, "x", 4);
	expect(tap, "\"keep\" creates what is not there", &state, &wishes,
	       "fill 1, label 1, enable 1", 0);
}

static void test_memmap(struct tap *tap)
{
	struct region_state state = test_region(8);
	struct region_wishes wishes = { .where = ".regions[0]" };
	struct present *device = test_device(&state, "");
	struct wish *wish;

	test_range(&device->is, 0, 4);
	test_online(device);
	device->is.memmap = MEMMAP_OUTSIDE;
	state.target_node = 1;
	state.has_memmap_on_memory = true;
	wish = test_wish(&wishes, "", 4);
	wish->shall.mode = DAXCTL_DEV_MODE_RAM;
	wish->shall.memmap = MEMMAP_ON_MEMORY;
	expect(tap, "memory goes offline if its memmap moves", &state, &wishes,
	       "offline 0, disable 0, enable 0, online 0", 4);

	device = test_device(&state, "");
	test_range(&device->is, 0, 4);
	test_online(device);
	device->is.memmap = MEMMAP_ON_MEMORY;
	test_wish(&wishes, "", 4)->shall.mode = DAXCTL_DEV_MODE_RAM;
	expect(tap, "the memmap may be anywhere if the layout does not say", &state, &wishes,
	       "", 0);

	test_wish(&wishes, "", 4)->shall.mode = DAXCTL_DEV_MODE_RAM;
	wishes.wishes[0].shall.memmap = MEMMAP_ON_MEMORY;
	state.has_memmap_on_memory = false;
	refuse(tap, "a kernel without memmap_on_memory", &state, &wishes, -EOPNOTSUPP,
	       "memory_hotplug.memmap_on_memory=1", 1);
}

static void test_problems(struct tap *tap)
{
	struct region_state state = test_region(16);
	struct region_wishes wishes = { .where = ".regions[0]" };

	test_range(&test_device(&state, "a")->is, 0, 4);
	test_range(&test_device(&state, "b")->is, 4, 4);
	test_wish(&wishes, "c", 4);
	refuse(tap, "devices that are not described are named", &state, &wishes, -EEXIST,
	       "is not described", 2);

	test_wish(&wishes, "", 17);
	refuse(tap, "more than there is", &state, &wishes, -ENOSPC, "need 34M", 1);

	test_range(&test_device(&state, "a")->is, 0, 4);
	wishes.others = OTHERS_KEEP;
	test_range(&test_wish(&wishes, "", 0)->shall, 2, 4);
	test_range(&test_wish(&wishes, "", 0)->shall, 12, 8);
	refuse(tap, "all places that cannot be had are named", &state, &wishes, -EBUSY, "0x", 2);

	wishes.others = OTHERS_REFUSE;
	state.block_size = 4 * UNIT;
	test_range(&test_wish(&wishes, "", 0)->shall, 2, 4);
	wishes.wishes[0].shall.mode = DAXCTL_DEV_MODE_RAM;
	refuse(tap, "system RAM without a whole memory block", &state, &wishes, -EINVAL,
	       "memory block", 1);
}

/* Devices in these places, all of them wished for, and a new one with a large alignment. */
static void expect_move(struct tap *tap, const char *about, const u64 places[3][2],
			const char *steps, u64 destroyed)
{
	enum { LARGE = 512 };
	struct region_state state = test_region(3 * LARGE);
	struct region_wishes wishes = { .where = ".regions[0]" };

	for (int i = 0; i < 3; i++) {
		test_range(&test_device(&state, "")->is, places[i][0], places[i][1]);
		test_wish(&wishes, "", places[i][1]);
	}
	test_wish(&wishes, "", LARGE)->shall.align = LARGE * UNIT;
	expect(tap, about, &state, &wishes, steps, destroyed);
}

static void test_large_align(struct tap *tap)
{
	static const u64 first_moves[3][2] = { { 500, 10 }, { 1000, 100 }, { 1400, 20 } };
	static const u64 second_moves[3][2] = { { 100, 10 }, { 500, 20 }, { 1000, 100 } };

	expect_move(tap, "a device moves only if a large alignment needs its place", first_moves,
		    "disable 0, empty 0, fill 0, create +, fill +, enable 0, enable +", 10);
	expect_move(tap, "the one that has to move does, not the smallest", second_moves,
		    "disable 1, empty 1, fill 1, create +, fill +, enable 1, enable +", 20);
}

/* The CPU time of this process, because other load on the machine delays it. */
static double cpu_seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* So many devices that all change: every second one goes, the others grow. */
static void test_many(struct tap *tap)
{
	enum { MANY = 4000 };
	struct region_state state = test_region(4 * MANY);
	struct region_wishes wishes = { .where = ".regions[0]", .others = OTHERS_DESTROY };
	struct problems problems = { 0 };
	struct plan plan;
	double began, took;
	int rc;

	for (int i = 0; i < MANY; i++) {
		test_range(&test_device(&state, "")->is, 4 * i, 1 + i % 3);
		test_wish(&wishes, "", 1 + (i * 7) % 4);
	}
	began = cpu_seconds();
	rc = plan_region(&state, &wishes, &problems, &plan);
	took = cpu_seconds() - began;
	tap_ok(tap, rc == 0 && took < 1, "4000 devices are planned in less than a second");
	printf("# %.3f s, %zu steps\n", took, plan.step_count);
	problems_clear(&problems);
	plan_clear(&plan);
	test_clear(&state, &wishes);
}

int main(void)
{
	struct tap tap = { 0 };

	test_steps(&tap);
	test_memmap(&tap);
	test_problems(&tap);
	test_large_align(&tap);
	test_many(&tap);
	return tap_end(&tap);
}
