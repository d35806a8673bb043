// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds memory of a node that the kernel cannot move, until a file is removed.  The memory
 * is pages of pipes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "subjects.h"

#define PIPES 64
#define MPOL_DEFAULT 0
#define MPOL_BIND 2

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/*
 * Sets the node that memory for this process comes from: one node, or the best one.
 */
static bool take_memory_of(int mode, unsigned long nodes)
{
	return syscall(SYS_set_mempolicy, mode, &nodes, 8 * sizeof(nodes)) == 0;
}

/*
 * Only the pages with the bytes come from the node.  A slab page would also get objects of
 * other processes, which would hold the memory too.
 */
static void hold(struct run *run)
{
	static const char bytes[65536] = "held";
	unsigned long node = strtoul(run->arguments[0], NULL, 0);
	const char *file = run->arguments[1];
	double end = now() + 60;
	int ends[PIPES][2], fd;

	for (int i = 0; i < PIPES; i++) {
		if (!expect(run, pipe(ends[i]) == 0, "pipe %d: %s", i, error_name(errno)))
			return;
	}
	if (!expect(run, take_memory_of(MPOL_BIND, 1UL << node), "set_mempolicy: %s",
		    error_name(errno)))
		return;
	for (int i = 0; i < PIPES; i++) {
		if (!expect(run, write(ends[i][1], bytes, sizeof(bytes)) == sizeof(bytes),
			    "pipe %d: %s", i, error_name(errno)))
			break;
	}
	expect(run, take_memory_of(MPOL_DEFAULT, 0), "set_mempolicy: %s", error_name(errno));

	fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	expect(run, fd >= 0, "%s: %s", file, error_name(errno));
	close(fd);
	while (access(file, F_OK) == 0 && expect(run, now() < end, "%s still exists", file))
		usleep(10000);
}

static const struct test tests[] = {
	{ "memory is held until the file is gone", hold },
	{ 0 }
};

const struct subject hold_memory = { "hold-memory", "NODE FILE", 2, tests };
