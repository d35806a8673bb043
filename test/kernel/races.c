// SPDX-License-Identifier: GPL-2.0-only
/*
 * Eight processes write to the attributes of the bus and eight read all of them, without a
 * lock between them.  A single write may fail.  But every call has to return, and no memory
 * may be lost in the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "attribute.h"
#include "state.h"
#include "subjects.h"

#define WRITERS 8
#define READERS 8
#define INSTANCES 8	/* few, so that processes use the same devices */
/*
 * The seconds that one call may take, including its wait for a processor.  The hung-task
 * detector finds calls that sleep sooner.
 */
#define LONGEST 30

enum action {
	CREATE, DELETE, SIZE, MAPPING, BIND, UNBIND, NEW_ID, REMOVE_ID, ACTIONS,
};

struct process {
	pid_t pid;
	atomic_uint calls;
	atomic_long since;	/* when the present call began, in ms */
	atomic_uint done[ACTIONS];	/* the successful writes of a writer */
};

static long milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int act(enum action action, unsigned int number, const char *region, uint64_t start)
{
	static const char *const drivers[] = { "device_dax", "kmem" };
	const char *driver = drivers[number % 4 == 0];
	char name[32], range[64];
	uint64_t at = start + number % 1000 * MIB(2);

	snprintf(name, sizeof(name), "dax0.%u", number / 7 % INSTANCES);
	switch (action) {
	case CREATE:
		return write_attr("1", "%s/create", region);
	case DELETE:
		return write_attr(name, "%s/delete", region);
	case SIZE:
		return write_number(number % 3 ? number % 150 * MIB(2) : 0, DEVICES "/%s/size",
				    name);
	case MAPPING:
		snprintf(range, sizeof(range), "%llx-%llx", (unsigned long long)at,
			 (unsigned long long)(at + MIB(2) * (1 + number % 8) - 1));
		return write_attr(range, DEVICES "/%s/mapping", name);
	case BIND:
		return write_attr(name, DRIVERS "/%s/bind", driver);
	case UNBIND:
		return write_attr(name, DRIVERS "/%s/unbind", driver);
	case NEW_ID:
		return write_attr(name, DRIVERS "/%s/new_id", driver);
	case REMOVE_ID:
		return write_attr(name, DRIVERS "/%s/remove_id", driver);
	default:
		return -EINVAL;
	}
}

static void write_for_ever(struct process *process, unsigned int seed, const char *region,
			   uint64_t start)
{
	for (;;) {
		enum action action = rand_r(&seed) / 5 % ACTIONS;
		int error;

		process->since = milliseconds();
		error = act(action, rand_r(&seed), region, start);
		process->calls++;
		process->done[action] += !error;
	}
}

static void read_for_ever(struct process *process)
{
	static const char *const patterns[] = {
		DEVICES "/*/*", DEVICES "/*/mapping[0-9]*/*", "/sys/bus/*/devices/*/dax_region/*",
		"/proc/iomem",
	};
	char text[4096];
	glob_t list;

	for (unsigned int i = 0; ; i++) {
		process->since = milliseconds();
		if (glob(patterns[i % 4], 0, NULL, &list))
			continue;
		for (size_t j = 0; j < list.gl_pathc; j++) {
			process->since = milliseconds();
			read_attr(text, sizeof(text), "%s", list.gl_pathv[j]);
			process->calls++;
		}
		globfree(&list);
	}
}

static struct process *start_all(const char *region, uint64_t start)
{
	struct process *all = mmap(NULL, (WRITERS + READERS) * sizeof(*all),
				   PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (all == MAP_FAILED)
		abort();
	for (int i = 0; i < WRITERS + READERS; i++) {
		pid_t pid;

		all[i].since = milliseconds();
		pid = fork();	/* not into shared memory, where the child would write 0 */
		if (pid < 0)
			abort();
		if (pid == 0 && i < WRITERS)
			write_for_ever(&all[i], i + 1, region, start);
		if (pid == 0)
			read_for_ever(&all[i]);
		all[i].pid = pid;
	}
	return all;
}

/* Fails for a call that takes too long, once for each process. */
static void look_at_calls(struct run *run, struct process *all)
{
	char stack[1024];

	for (int i = 0; i < WRITERS + READERS; i++) {
		long since = all[i].since;

		if (since < 0 || milliseconds() - since <= LONGEST * 1000)
			continue;
		if (read_attr(stack, sizeof(stack), "/proc/%d/stack", all[i].pid) <= 0)
			strcpy(stack, "?");
		if (expect(run, all[i].since != since, "process %d is in one call for %d s: %s", i,
			   LONGEST, stack))
			continue;
		all[i].since = -1;
	}
}

static void end_all(struct run *run, struct process *all)
{
	long end = milliseconds() + LONGEST * 1000;

	for (int i = 0; i < WRITERS + READERS; i++)
		kill(all[i].pid, SIGKILL);
	for (int i = 0; i < WRITERS + READERS; i++) {
		pid_t ended;

		while ((ended = waitpid(all[i].pid, NULL, WNOHANG)) == 0 && milliseconds() < end)
			usleep(10000);
		expect(run, ended == all[i].pid, "process %d cannot be killed", i);
	}
}

enum { LEAST_DONE = 10 };	/* of each action, or the race proves little */

static unsigned int count_done(const struct process *all, int action)
{
	unsigned int done = 0;

	for (int i = 0; i < WRITERS; i++)
		done += all[i].done[action];
	return done;
}

static bool done_enough(const struct process *all)
{
	for (int action = 0; action < ACTIONS; action++)
		if (count_done(all, action) < LEAST_DONE)
			return false;
	return true;
}

/* Checks that writes of each kind succeeded, and that the readers made progress. */
static void count_calls(struct run *run, const struct process *all)
{
	static const char *const names[] = {
		"create", "delete", "size", "mapping", "bind", "unbind", "new_id", "remove_id",
	};
	unsigned int calls = 0;

	for (int action = 0; action < ACTIONS; action++) {
		unsigned int done = count_done(all, action);

		printf("# %s: %u done\n", names[action], done);
		expect(run, done >= LEAST_DONE, "%s: only %u were done", names[action], done);
	}
	for (int i = WRITERS; i < WRITERS + READERS; i++)
		calls += all[i].calls;
	printf("# %u reads\n", calls);
	expect(run, calls > 1000, "only %u reads", calls);
}

static void race(struct run *run)
{
	int seconds = atoi(run->arguments[0]);
	uint64_t start = strtoull(run->arguments[1], NULL, 0);
	struct process *all;
	char region[256];
	long end, latest;

	if (!expect(run, region_path(region, sizeof(region), 0) == 0, "no region 0"))
		return;
	all = start_all(region, start);
	end = milliseconds() + seconds * 1000;
	latest = end + 2 * seconds * 1000;	/* on a busy host */
	while (!run->failures && (milliseconds() < end ||
				  (!done_enough(all) && milliseconds() < latest))) {
		usleep(100000);
		look_at_calls(run, all);
	}
	end_all(run, all);
	count_calls(run, all);
	if (!run->failures)
		expect_whole(run, region);
}

static const struct test tests[] = {
	{ "no call hangs, and the region is whole afterwards", race },
	{ 0 }
};

const struct subject races = { "races", "SECONDS START", 2, tests };
