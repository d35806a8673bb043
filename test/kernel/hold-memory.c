// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds memory of a node that the kernel cannot move, until a file is removed: pages of
 * pipes, which stay where they are.
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
#define MPOL_BIND 2

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* From here on memory is taken of that node alone, and the kernel's is as well. */
static bool bind_to_node(unsigned long node)
{
	unsigned long mask = 1UL << node;

	return syscall(SYS_set_mempolicy, MPOL_BIND, &mask, 8 * sizeof(mask)) == 0;
}

static void hold(struct run *run)
{
	static const char bytes[65536] = "held";
	const char *file = run->arguments[1];
	double end = now() + 60;
	int ends[2], fd;

	if (!expect(run, bind_to_node(strtoul(run->arguments[0], NULL, 0)), "set_mempolicy: %s",
		    error_name(errno)))
		return;
	for (int i = 0; i < PIPES; i++) {
		if (!expect(run, pipe(ends) == 0 &&
			    write(ends[1], bytes, sizeof(bytes)) == sizeof(bytes), "pipe %d: %s", i,
			    error_name(errno)))
			break;
	}
	fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	expect(run, fd >= 0, "%s: %s", file, error_name(errno));
	close(fd);
	while (access(file, F_OK) == 0 && expect(run, now() < end, "nobody removes %s", file))
		usleep(10000);
}

static const struct test tests[] = {
	{ "memory is held until the file is gone", hold },
	{ 0 }
};

const struct subject hold_memory = { "hold-memory", "NODE FILE", 2, tests };
