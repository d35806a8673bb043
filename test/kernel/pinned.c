// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver is unbound while the kernel holds pages of the device: in a pipe, in a
 * registered buffer, in a read that is under way.  Unbinding has to wait for them, since it
 * frees their struct pages.  The device is bound to device_dax when a test begins and when
 * it ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attribute.h"
#include "buffer.h"
#include "device.h"
#include "subjects.h"
#include "uring.h"

#define DRIVER DRIVERS "/device_dax"
#define HELD KIB(16)
#define SEED 3
#define PATIENCE 20	/* seconds */

/* Starts a process that runs the command; its status is 0 if the command succeeds. */
static pid_t start(const char *command)
{
	pid_t pid = fork();

	if (pid == 0) {
		execlp("sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	return pid;
}

/* Whether the process ends within that many tenths of a second; its status then. */
static bool ends(pid_t pid, int tenths, int *status)
{
	for (; tenths; tenths--) {
		if (waitpid(pid, status, WNOHANG) == pid)
			return true;
		usleep(100000);
	}
	return false;
}

static pid_t start_unbinding(const struct device *dax)
{
	char command[128];

	snprintf(command, sizeof(command), "echo %s >" DRIVER "/unbind", dax->name);
	return start(command);
}

/* The device's page size, or what the tests hold if that is more. */
static size_t page_size(const struct device *dax)
{
	return dax->align < HELD ? HELD : dax->align;
}

static void expect_waiting(struct run *run, pid_t pid)
{
	int status;

	expect(run, !ends(pid, 20, &status), "it does not wait for the pages");
}

static void expect_ending(struct run *run, pid_t pid)
{
	int status = -1;

	expect(run, ends(pid, 10 * PATIENCE, &status) && status == 0,
	       "it does not end when the pages are free: status %#x", status);
}

/* Binds the device again; its first bytes are as they were. */
static void bind_again(struct run *run, const char *name)
{
	struct device dax;
	char *map;
	int error = write_attr(name, DRIVER "/bind");

	/* A reloaded driver does not know the name. */
	if (error == -ENODEV)
		error = write_attr(name, DRIVER "/new_id");
	if (!expect(run, !error, "bind: %s", error_name(error)) || !open_device(run, &dax))
		return;
	map = map_device(run, &dax, 0, page_size(&dax));
	if (map) {
		expect_buffer(run, map, HELD, SEED, "the new binding");
		munmap(map, page_size(&dax));
	}
	close_device(&dax);
}

/* Puts pages from the start of the device into a pipe; nothing else is left of them. */
static bool fill_pipe(struct run *run, int pipe_ends[2], struct device *dax)
{
	struct iovec vec = { NULL, HELD };
	ssize_t length;
	char *map;

	if (!open_device(run, dax))
		return false;
	map = map_device(run, dax, 0, page_size(dax));
	if (!map || !expect(run, pipe2(pipe_ends, O_CLOEXEC) == 0, "%s", error_name(errno)))
		return false;
	fill_buffer(map, HELD, SEED);
	vec.iov_base = map;
	length = vmsplice(pipe_ends[1], &vec, 1, 0);
	munmap(map, page_size(dax));
	close_device(dax);
	return expect(run, length == HELD, "vmsplice: %zd, %s", length, error_name(errno));
}

static void empty_pipe(struct run *run, int pipe_ends[2])
{
	char *found = malloc(HELD);
	ssize_t length = read(pipe_ends[0], found, HELD);

	expect(run, length == HELD, "the pipe has %zd bytes", length);
	expect_buffer(run, found, HELD, SEED, "the pipe");
	free(found);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}

static void held_by_pipe(struct run *run)
{
	struct device dax;
	int pipe_ends[2];
	pid_t pid;

	if (!fill_pipe(run, pipe_ends, &dax))
		return;
	pid = start_unbinding(&dax);
	expect_waiting(run, pid);
	empty_pipe(run, pipe_ends);
	expect_ending(run, pid);
	bind_again(run, dax.name);
}

/* No file and no mapping of the device is left, so the module can be unloaded. */
static void module_unloaded(struct run *run)
{
	struct device dax;
	int pipe_ends[2], status = 0;
	pid_t pid;

	if (!fill_pipe(run, pipe_ends, &dax))
		return;
	pid = start("exec rmmod device_dax");
	expect_waiting(run, pid);
	empty_pipe(run, pipe_ends);
	expect_ending(run, pid);
	status = system("modprobe device_dax");
	expect(run, status == 0, "modprobe device_dax: status %#x", status);
	/* With autoprobe, loading it has bound the device already. */
	write_attr(dax.name, DRIVER "/unbind");
	bind_again(run, dax.name);
}

static void hold_by_ring(struct run *run)
{
	struct device dax;
	struct uring uring;
	char *map;

	if (!open_device(run, &dax))
		return;
	map = map_device(run, &dax, 0, page_size(&dax));
	if (!map)
		return;
	fill_buffer(map, HELD, SEED);
	if (open_uring(run, &uring, map, HELD))
		kill(getpid(), SIGSTOP);
}

/* The process that holds them is killed. */
static void held_by_ring(struct run *run)
{
	struct device dax = { .name = run->arguments[0] };
	pid_t holder = fork(), pid;
	int status;

	if (holder == 0) {
		hold_by_ring(run);
		_exit(1);
	}
	if (!expect(run, waitpid(holder, &status, WUNTRACED) == holder && WIFSTOPPED(status),
		    "the ring is not set up"))
		return;
	pid = start_unbinding(&dax);
	expect_waiting(run, pid);
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	expect_ending(run, pid);
	bind_again(run, dax.name);
}

/* Reads from a file into the mapping until the mapping has no pages any more. */
static void read_for_ever(struct run *run, const struct device *dax, char *map, int fd,
			  atomic_uint *rounds)
{
	for (;; ++*rounds) {
		ssize_t length = pread(fd, map + *rounds % 4 * page_size(dax), HELD, 0);

		if (length == HELD)
			continue;
		/* a part of it, or nothing: the mapping is dead */
		_exit(expect(run, length >= 0 || errno == EFAULT, "%s", error_name(errno)) ? 0 : 1);
	}
}

static void read_under_way(struct run *run)
{
	int fd = open_direct(run, run->arguments[1], HELD, SEED), status = -1;
	atomic_uint *rounds = mmap(NULL, KIB(4), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct device dax;
	pid_t reader, pid;
	char *map;

	if (fd < 0 || !open_device(run, &dax))
		return;
	map = map_device(run, &dax, 0, 4 * page_size(&dax));
	if (!map)
		return;
	reader = fork();
	if (reader == 0)
		read_for_ever(run, &dax, map, fd, rounds);
	for (int i = 0; i < 10 * PATIENCE && *rounds < 100; i++)
		usleep(100000);
	expect(run, *rounds >= 100, "only %u reads", *rounds);
	pid = start_unbinding(&dax);
	expect_ending(run, pid);
	if (!expect(run, ends(reader, 10 * PATIENCE, &status) && status == 0,
		    "the reader goes on or fails: status %#x", status))
		kill(reader, SIGKILL);
	close(fd);
	close_device(&dax);
	bind_again(run, dax.name);
}

/*
 * Unbinding cannot be interrupted half-way.  It ends when the pages are free.  Meanwhile no
 * attribute waits for it.
 */
static void unbinder_killed(struct run *run)
{
	int pipe_ends[2], status, error;
	uint64_t available;
	struct device dax;
	char region[256];
	pid_t pid;

	if (!expect(run, region_path(region, sizeof(region), 0) == 0, "no region 0") ||
	    !fill_pipe(run, pipe_ends, &dax))
		return;
	pid = start_unbinding(&dax);
	expect_waiting(run, pid);
	kill(pid, SIGKILL);
	error = write_attr("0", DEVICES "/%s/size", dax.name);
	expect(run, error == -EBUSY, "size: %s", error_name(error));
	error = read_number(&available, "%s/available_size", region);
	expect(run, !error, "available_size: %s", error_name(error));
	empty_pipe(run, pipe_ends);
	expect(run, ends(pid, 10 * PATIENCE, &status), "it does not end when the pages are free");
	bind_again(run, dax.name);
}

static const struct test tests[] = {
	{ "unbinding waits for pages in a pipe, which keep their contents", held_by_pipe },
	{ "so does rmmod", module_unloaded },
	{ "unbinding ends although its process was killed, and the device is bound again",
	  unbinder_killed },
	{ "reads with O_DIRECT under way fail when their pages go", read_under_way },
	{ 0 }
};

const struct subject pinned = { "pinned", "DEVICE FILE", 2, tests };

static const struct test ring_tests[] = {
	{ "unbinding waits for a registered buffer until its process is killed", held_by_ring },
	{ 0 }
};

const struct subject pinned_buffer = { "pinned-buffer", "DEVICE", 1, ring_tests };
