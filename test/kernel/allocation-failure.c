// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each allocation of a write to an attribute fails once, one in each try, until the write needs
 * no more allocations.  A write that fails gives ENOMEM and changes nothing.  The kernel has to
 * be one with failslab, as ours-*-debug are.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attribute.h"
#include "state.h"
#include "subjects.h"

#define MOST 3000	/* allocations of a write */

struct step {
	char path[256];
	char value[64];
	char value_from[256];	/* if not empty: an attribute with the value */
};

static int take(const struct step *step)
{
	char value[64];

	if (!*step->value_from)
		return write_attr(step->value, "%s", step->path);
	return read_attr(value, sizeof(value), "%s", step->value_from) <= 0 ?
	       -EIO : write_attr(value, "%s", step->path);
}

/* Tells each type of failure to spare no allocation, and to be silent. */
static bool prepare(struct run *run)
{
	static const char *const types[] = { "failslab", "fail_page_alloc" };
	int error = 0;

	for (int i = 0; i < 2 && !error; i++) {
		error = write_attr("N", "/sys/kernel/debug/%s/ignore-gfp-wait", types[i]) ?:
			write_attr("0", "/sys/kernel/debug/%s/verbose", types[i]);
	}
	error = error ?: write_attr("0", "/sys/kernel/debug/fail_page_alloc/min-order");
	return expect(run, !error, "failslab: %s", error_name(error));
}

/* Writes with the @nth allocation failing.  Returns whether there was one; *result is -errno. */
static bool write_failing(const struct step *step, int nth, int *result)
{
	int file = open(step->path, O_WRONLY | O_CLOEXEC);
	int control = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	char text[16];
	ssize_t length;

	if (file < 0 || control < 0)
		abort();
	length = snprintf(text, sizeof(text), "%d", nth);
	if (write(control, text, length) != length)
		abort();
	*result = write(file, step->value, strlen(step->value)) < 0 ? -errno : 0;
	length = pread(control, text, sizeof(text) - 1, 0);
	if (length < 0 || pwrite(control, "0", 1, 0) != 1)
		abort();
	text[length] = '\0';
	close(control);
	close(file);
	return atoi(text) == 0;
}

/* @undo follows on each success, so that the next try finds what this one found. */
static void fail_each(struct run *run, const struct step *step, const struct step *undo)
{
	char before[STATE_SIZE], after[STATE_SIZE], line[256];
	int nth, error, refused = 0;

	take_state(before);
	for (nth = 1; nth <= MOST && !run->failures; nth++) {
		bool injected = write_failing(step, nth, &error);

		refused += error < 0;
		if (!injected) {
			expect(run, !error, "without a failure: %s", error_name(error));
			break;
		}
		expect(run, !error || error == -ENOMEM, "allocation %d: %s", nth,
		       error_name(error));
		if (!error) {
			error = take(undo);
			expect(run, !error, "undoing after allocation %d: %s", nth,
			       error_name(error));
		}
		take_state(after);
		first_difference(line, sizeof(line), before, after);
		expect(run, !*line, "allocation %d: %s", nth, line);
	}
	printf("# %s: %d of %d failures made it fail\n", step->path, refused, nth - 1);
	expect(run, refused, "no failure made it fail");
	expect(run, nth <= MOST, "more than %d allocations", MOST);
}

/* Undoes what fail_each() leaves. */
static void undo_last(struct run *run, const struct step *undo)
{
	int error = take(undo);

	expect(run, !error, "undoing: %s", error_name(error));
}

static void fail_and_undo(struct run *run, const struct step *step, const struct step *undo)
{
	fail_each(run, step, undo);
	if (!run->failures)
		undo_last(run, undo);
}

static struct step of_device(struct run *run, const char *attribute, const char *value)
{
	struct step step = { .value_from = "" };

	snprintf(step.path, sizeof(step.path), DEVICES "/%s/%s", run->arguments[0], attribute);
	snprintf(step.value, sizeof(step.value), "%s", value);
	return step;
}

static struct step of_driver(struct run *run, const char *driver, const char *attribute)
{
	struct step step = { .value_from = "" };

	snprintf(step.path, sizeof(step.path), DRIVERS "/%s/%s", driver, attribute);
	snprintf(step.value, sizeof(step.value), "%s", run->arguments[0]);
	return step;
}

static void create(struct run *run)
{
	struct step step = { .value = "1" }, undo = { .value = "" };

	if (!prepare(run) ||
	    !expect(run, !region_path(undo.path, sizeof(undo.path), 0), "no region 0"))
		return;
	strcpy(step.path, undo.path);
	strcat(step.path, "/create");
	strcat(undo.path, "/delete");
	strcpy(undo.value_from, step.path);	/* names the newest device */
	fail_and_undo(run, &step, &undo);
}

/* The second argument's memory is in the way, so that growth takes two ranges. */
static void grow(struct run *run)
{
	struct step step = of_device(run, "size", run->arguments[1]);
	struct step undo = of_device(run, "size", "0");

	if (prepare(run))
		fail_and_undo(run, &step, &undo);
}

static void add_range(struct run *run)
{
	struct step step = of_device(run, "mapping", run->arguments[2]);
	struct step undo = of_device(run, "size", "0");

	if (prepare(run))
		fail_and_undo(run, &step, &undo);
}

static void bind_to(struct run *run, const char *driver, const char *attribute)
{
	struct step step = of_driver(run, driver, attribute);
	struct step undo = of_driver(run, driver, "unbind");
	int error;

	/* Drivers bind some devices by name only; without a size, this binds none. */
	write_attr(run->arguments[0], DRIVERS "/%s/new_id", driver);
	error = write_attr(run->arguments[1], DEVICES "/%s/size", run->arguments[0]);
	/* A device that was bound once is no longer the seed. */
	error = error ?: take(&step) ?: take(&undo);
	if (!expect(run, !error, "bound once: %s", error_name(error)) || !prepare(run))
		return;
	fail_and_undo(run, &step, &undo);
	write_attr(run->arguments[0], DRIVERS "/%s/remove_id", driver);
	error = write_attr("0", DEVICES "/%s/size", run->arguments[0]);
	expect(run, !error, "size: %s", error_name(error));
}

static void bind_device_dax(struct run *run)
{
	bind_to(run, "device_dax", "bind");
}

static void bind_kmem(struct run *run)
{
	bind_to(run, "kmem", "bind");
}

static void write_state(struct run *run)
{
	struct step online = of_device(run, "state", "online_movable");
	struct step unplugged = of_device(run, "state", "unplugged");
	struct step unbind = of_driver(run, "kmem", "unbind");
	int error = write_attr(run->arguments[1], DEVICES "/%s/size", run->arguments[0]);

	write_attr(run->arguments[0], DRIVERS "/kmem/new_id");
	error = error ?: write_attr("unplugged", "%s", unplugged.path);
	if (!expect(run, !error, "unplugged: %s", error_name(error)) || !prepare(run))
		return;
	fail_each(run, &online, &unplugged);
	if (!run->failures)
		fail_each(run, &unplugged, &online);
	undo_last(run, &unbind);
	write_attr(run->arguments[0], DRIVERS "/kmem/remove_id");
	error = write_attr("0", DEVICES "/%s/size", run->arguments[0]);
	expect(run, !error, "size: %s", error_name(error));
}

static const struct test tests[] = {
	{ "create", create },
	{ "size", grow },
	{ "mapping", add_range },
	{ "bind of device_dax", bind_device_dax },
	{ "bind of kmem", bind_kmem },
	{ "state", write_state },
	{ 0 }
};

const struct subject failing_allocations = {
	"allocation-failure", "DEVICE SIZE RANGE", 3, tests
};
