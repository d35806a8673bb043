// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ten thousand random steps on a region, in four runs with fixed seeds.  The steps create,
 * resize and delete devices and give them ranges.  After each step the kernel's answer and
 * the device are compared with a model.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "attribute.h"
#include "model.h"
#include "subjects.h"

#define STEPS 2500
#define CHECK_ALL 50	/* steps between two looks at all devices */

struct steps {
	struct run *run;
	struct model model;
	unsigned int seed;
	int done[4], refused[4];
};

static unsigned int any(struct steps *steps, unsigned int below)
{
	return rand_r(&steps->seed) / 7 % below;
}

/* The next device gets the lowest free instance number. */
static void create(struct steps *steps)
{
	struct model *model = &steps->model;
	struct run *run = steps->run;
	int error, i = 0;
	char name[32], wanted[32];

	while (i < DEVICES_MAX && model->devices[i].there)
		i++;
	if (i == DEVICES_MAX)
		return;
	error = write_attr("1", "%s/create", model->path);
	if (free_bytes(model) == 0) {
		expect(run, error == -ENOSPC, "%s", error_name(error));
		steps->refused[0]++;
		return;
	}
	snprintf(wanted, sizeof(wanted), "dax%u.%d", model->region, i);
	expect(run, !error && read_attr(name, sizeof(name), "%s/create", model->path) > 0 &&
	       strcmp(name, wanted) == 0, "%s instead of %s: %s", name, wanted, error_name(error));
	steps->done[0]++;
	read_device(run, model, i, &model->devices[i]);
	expect(run, model->devices[i].there && model->devices[i].size == 0, "%s has a size", name);
}

static void delete(struct steps *steps, int i)
{
	struct model *model = &steps->model;
	char name[32];
	int error, wanted;

	snprintf(name, sizeof(name), "dax%u.%d", model->region, i);
	error = write_attr(name, "%s/delete", model->path);
	wanted = !model->devices[i].there ? -ENXIO :
		model->devices[i].size || i == 0 ? -EBUSY : 0;
	expect(steps->run, error == wanted, "%s: %s instead of %s", name, error_name(error),
	       error_name(wanted));
	if (!error)
		model->devices[i].there = false;
	steps->done[1] += !error;
	steps->refused[1] += error != 0;
}

/*
 * All ranges before the last one are unchanged.  The last one may be longer, and there may
 * be new ranges behind it, at the lowest addresses that were free.
 */
static void expect_grown(struct run *run, struct model *model, int i,
			 const struct device_state *before)
{
	struct device_state *after = &model->devices[i];
	uint64_t highest = 0;
	int kept = before->count;

	expect(run, after->count >= kept &&
	       memcmp(before->ranges, after->ranges,
		      (kept ? kept - 1 : 0) * sizeof(struct range)) == 0, "earlier ranges moved");
	if (kept)
		expect(run, after->ranges[kept - 1].start == before->ranges[kept - 1].start &&
		       after->ranges[kept - 1].size >= before->ranges[kept - 1].size,
		       "the last range moved");
	for (int n = kept; n < after->count; n++) {
		expect(run, n == kept || after->ranges[n].start > after->ranges[n - 1].start,
		       "range %d is below the one before", n);
		highest = after->ranges[n].start;
	}
	expect(run, highest < lowest_free(model), "%#" PRIx64 " is taken, %#" PRIx64 " is free",
	       highest, lowest_free(model));
}

/* The device keeps its first ranges, and the start of the next one. */
static void expect_shrunk(struct run *run, const struct device_state *before,
			  const struct device_state *after)
{
	for (int n = 0; n < after->count; n++) {
		const struct range *old = &before->ranges[n], *new = &after->ranges[n];

		expect(run, n < before->count && new->start == old->start &&
		       (new->size == old->size ||
			(new->size < old->size && n == after->count - 1)), "range %d moved", n);
	}
}

static void resize(struct steps *steps, int i)
{
	struct model *model = &steps->model;
	struct run *run = steps->run;
	struct device_state before = model->devices[i], *after = &model->devices[i];
	uint64_t size = any(steps, 3) ? any(steps, 80) * UNIT : 0;
	int error;

	if (any(steps, 10) == 0)
		size = before.size + free_bytes(model) + any(steps, 2) * UNIT;
	if (any(steps, 10) == 0)
		size += KIB(4) << any(steps, 9);	/* up to 1 MiB, which is not aligned */
	error = write_number(size, DEVICES "/dax%u.%d/size", model->region, i);
	read_device(run, model, i, after);
	if (size % UNIT || size > before.size + free_bytes(model) + after->size - before.size) {
		int wanted = size % UNIT ? -EINVAL : -ENOSPC;

		expect(run, error == wanted, "to %" PRIu64 ": %s", size, error_name(error));
		expect(run, after->size == before.size, "it has %" PRIu64 " now", after->size);
		steps->refused[2]++;
		return;
	}
	expect(run, !error && after->size == size, "to %" PRIu64 ": %s, %" PRIu64, size,
	       error_name(error), after->size);
	if (size > before.size)
		expect_grown(run, model, i, &before);
	else
		expect_shrunk(run, &before, after);
	steps->done[2]++;
}

/* A given range: the device gets it if all of it is free. */
static void map_range(struct steps *steps, int i)
{
	struct model *model = &steps->model;
	struct run *run = steps->run;
	struct device_state before = model->devices[i], *after = &model->devices[i];
	struct range range = { model->start + any(steps, model->size / UNIT) * UNIT,
			       (1 + any(steps, 20)) * UNIT };
	bool free = is_free(model, range);
	char text[64];
	int error;

	/* The kernel may merge it with the last range. */
	if (before.count == RANGES_MAX)
		return;
	snprintf(text, sizeof(text), "%" PRIx64 "-%" PRIx64, range.start,
		 range.start + range.size - 1);
	error = write_attr(text, DEVICES "/dax%u.%d/mapping", model->region, i);
	read_device(run, model, i, after);
	if (!free) {
		expect(run, error < 0 && after->size == before.size, "%s is not free: %s, %" PRIu64,
		       text, error_name(error), after->size);
		steps->refused[3]++;
		return;
	}
	expect(run, !error && after->size == before.size + range.size &&
	       after->ranges[after->count - 1].start + after->ranges[after->count - 1].size ==
	       range.start + range.size, "%s: %s, %" PRIu64, text, error_name(error), after->size);
	steps->done[3]++;
}

static void step(struct steps *steps)
{
	int i = any(steps, DEVICES_MAX);

	if (!steps->model.devices[i].there) {
		if (any(steps, 4))
			create(steps);
		else
			delete(steps, i);
		return;
	}
	switch (any(steps, 5)) {
	case 0:
		delete(steps, i);
		break;
	case 1:
		map_range(steps, i);
		break;
	default:
		resize(steps, i);
	}
}

static void clean_up(struct steps *steps)
{
	struct model *model = &steps->model;

	for (int i = DEVICES_MAX - 1; i >= 0; i--) {
		if (!model->devices[i].there)
			continue;
		write_attr("0", DEVICES "/dax%u.%d/size", model->region, i);
		read_device(steps->run, model, i, &model->devices[i]);
		if (i)
			delete(steps, i);
	}
	check_model(steps->run, model);
	expect(steps->run, free_bytes(model) == model->size, "only %" PRIu64 " are free",
	       free_bytes(model));
}

static void many_steps(struct run *run, unsigned int seed)
{
	static const char *const names[] = { "create", "delete", "resize", "mapping" };
	struct steps steps = { .run = run, .seed = seed };
	uint64_t start = strtoull(run->arguments[1], NULL, 0);

	if (!start_model(run, &steps.model, atoi(run->arguments[0]), start))
		return;
	for (int i = 1; i <= STEPS && !run->failures; i++) {
		step(&steps);
		if (i % CHECK_ALL == 0)
			check_model(run, &steps.model);
		if (run->failures)
			printf("# in step %d of seed %u\n", i, seed);
	}
	for (int i = 0; i < 4; i++) {
		printf("# %s: %d done, %d refused\n", names[i], steps.done[i], steps.refused[i]);
		expect(run, steps.done[i] > 50, "%s: %d in all", names[i], steps.done[i]);
	}
	clean_up(&steps);
}

static void first_seed(struct run *run)
{
	many_steps(run, 1);
}

static void second_seed(struct run *run)
{
	many_steps(run, 2);
}

static void third_seed(struct run *run)
{
	many_steps(run, 3);
}

static void fourth_seed(struct run *run)
{
	many_steps(run, 4);
}

static const struct test tests[] = {
	{ "2,500 steps of seed 1", first_seed },
	{ "2,500 steps of seed 2", second_seed },
	{ "2,500 steps of seed 3", third_seed },
	{ "2,500 steps of seed 4", fourth_seed },
	{ 0 }
};

const struct subject allocation = { "allocation", "REGION START", 2, tests };
