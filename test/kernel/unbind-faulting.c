// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver is unbound while processes fault pages in.  Each of them gets SIGBUS, and
 * nothing else happens to them.
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "attribute.h"
#include "device.h"
#include "fault.h"
#include "subjects.h"

#define PROCESSES 8
#define ROUNDS 10
#define DRIVER DRIVERS "/device_dax"

/*
 * Touches pages forever. From time to time it drops all of them, so that they fault again.
 */
static void touch_for_ever(char *map, const struct device *dax, atomic_uint *touched,
			   unsigned int seed)
{
	uint64_t pages = dax->size / dax->align;

	for (;;) {
		char *page = map + rand_r(&seed) % pages * dax->align;

		if (seed & 1)
			*(volatile char *)page = 1;
		else
			(void)*(volatile char *)page;
		if (++*touched % 64 == 0)
			madvise(map, dax->size, MADV_DONTNEED);
	}
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Waits until each process has touched that many pages. */
static bool all_touched(const atomic_uint *touched, unsigned int wanted)
{
	double end = now() + 60;

	for (int i = 0; i < PROCESSES; i++) {
		while (touched[i] < wanted) {
			if (now() > end)
				return false;
			usleep(1000);
		}
	}
	return true;
}

/* Returns the status of a process, or -1 if it does not end in time. */
static int status_of(pid_t pid, double end)
{
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (now() > end)
			return -1;
		usleep(1000);
	}
	return status;
}

static void unbind(struct run *run, const struct device *dax, char *map,
		   atomic_uint *touched)
{
	pid_t pids[PROCESSES];
	int error;
	double end;

	for (int i = 0; i < PROCESSES; i++) {
		touched[i] = 0;
		pids[i] = fork();
		if (pids[i] == 0)
			touch_for_ever(map, dax, &touched[i], i + 1);
	}
	expect(run, all_touched(touched, 200), "the processes make no progress");
	error = write_attr(dax->name, DRIVER "/unbind");
	expect(run, !error, "unbind: %s", error_name(error));
	end = now() + 20;
	for (int i = 0; i < PROCESSES; i++) {
		int status = status_of(pids[i], end);

		if (!expect(run, status != -1, "process %d goes on after %u pages", i,
			    touched[i])) {
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
			continue;
		}
		expect(run, WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS,
		       "process %d: status %#x", i, status);
	}
}

/* The new binding shows what was written before. */
static void expect_memory(struct run *run, uint64_t written)
{
	struct device dax;
	char *map;
	uint64_t found;

	if (!open_device(run, &dax))
		return;
	map = map_device(run, &dax, 0, dax.size);
	if (map) {
		memcpy(&found, map + 64, sizeof(found));
		expect(run, found == written, "%#llx", (unsigned long long)found);
		munmap(map, dax.size);
	}
	close_device(&dax);
}

static void rounds(struct run *run, bool close_first)
{
	atomic_uint *touched = mmap(NULL, KIB(4), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct device dax;
	uint64_t written = 0xfeed0000;
	char *map;
	int error;

	for (int round = 0; round < ROUNDS && !run->failures; round++, written++) {
		if (!open_device(run, &dax))
			return;
		map = map_device(run, &dax, 0, dax.size);
		if (!map)
			return;
		memcpy(map + 64, &written, sizeof(written));
		unbind(run, &dax, map, touched);
		error = mmap_error(&dax, NULL, dax.align, MAP_SHARED, 0);
		expect(run, error == ENXIO, "while unbound: %s", error_name(error));
		if (close_first) {
			munmap(map, dax.size);
			close_device(&dax);
		}
		error = write_attr(dax.name, DRIVER "/bind");
		expect(run, !error, "bind: %s", error_name(error));
		expect_memory(run, written);
		if (!close_first) {
			expect(run, fault_of(read_byte, map).si_signo == SIGBUS,
			       "the mapping of the old binding is alive");
			error = mmap_error(&dax, NULL, dax.align, MAP_SHARED, 0);
			expect(run, error == ENXIO, "the file of the old binding maps: %s",
			       error_name(error));
			munmap(map, dax.size);
			close_device(&dax);
		}
	}
}

static void rebind(struct run *run)
{
	rounds(run, true);
}

static const struct test tests[] = {
	{ "processes that fault get SIGBUS, and a new binding has the same memory", rebind },
	{ 0 }
};

const struct subject unbind_faulting = { "unbind-faulting", "DEVICE", 1, tests };

static void rebind_while_open(struct run *run)
{
	rounds(run, false);
}

/* Between two mappings of the old binding, and right beside them. */
static void map_beside(struct run *run)
{
	struct device dax, again;
	char *map, *middle;
	int error;

	if (!open_device(run, &dax))
		return;
	map = map_device(run, &dax, 0, 3 * dax.align);
	if (!map)
		return;
	middle = map + dax.align;
	munmap(middle, dax.align);
	error = write_attr(dax.name, DRIVER "/unbind");
	expect(run, !error, "unbind: %s", error_name(error));
	error = write_attr(dax.name, DRIVER "/bind");
	expect(run, !error, "bind: %s", error_name(error));
	if (!open_device(run, &again))
		return;
	if (expect(run, mmap(middle, dax.align, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_FIXED_NOREPLACE, again.fd, dax.align) == middle,
		   "mmap: %s", error_name(errno))) {
		expect(run, fault_of(read_byte, middle).si_signo == 0,
		       "the mapping of the new binding has no pages");
		expect(run, fault_of(read_byte, map).si_signo == SIGBUS,
		       "the mapping before it has pages");
		expect(run, fault_of(read_byte, middle + dax.align).si_signo == SIGBUS,
		       "the mapping behind it has pages");
	}
	munmap(map, 3 * dax.align);
	close_device(&again);
	close_device(&dax);
}

static const struct test open_tests[] = {
	{ "the device is bound again while the old binding is open and mapped",
	  rebind_while_open },
	{ "a mapping of the new binding beside mappings of the old one", map_beside },
	{ 0 }
};

const struct subject unbind_open = { "unbind-open", "DEVICE", 1, open_tests };
