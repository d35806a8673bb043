// SPDX-License-Identifier: GPL-2.0-only
/*
 * Four threads open, read, write, map, touch, fork and close in a random order that the seed
 * fixes for each thread, on the attributes and nodes of region 0's devices.  Any call may
 * fail.  But no call may hang, and in the end the region has all of its memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <setjmp.h>
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

#define THREADS 4
#define INSTANCES 6	/* few, so that threads use the same devices */
#define HELD 6		/* descriptors and mappings of a thread */
#define LONGEST 60	/* the seconds that one step may take */

struct mapping {
	char *address;
	size_t length;
};

struct thread {
	pthread_t id;
	unsigned int seed;
	const char *region;
	uint64_t start;
	int files[HELD];
	struct mapping mappings[HELD];
	atomic_long since;	/* when the present step began, in ms */
	atomic_uint steps, done;	/* all steps, and those that succeeded */
};

static atomic_bool stopping;
static __thread sigjmp_buf out_of_fault;

static long milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* A page may be gone, or the device have no memory there. */
static void leave(int signal)
{
	(void)signal;
	siglongjmp(out_of_fault, 1);
}

static unsigned int any(struct thread *thread, unsigned int below)
{
	return rand_r(&thread->seed) / 7 % below;
}

static const char *any_of(struct thread *thread, const char *const *texts)
{
	unsigned int n = 0;

	while (texts[n])
		n++;
	return texts[any(thread, n)];
}

static void any_device(struct thread *thread, char name[32])
{
	snprintf(name, 32, "dax0.%u", any(thread, INSTANCES));
}

/* ---- attributes ---- */

static void any_attribute(struct thread *thread, char path[256])
{
	static const char *const of_driver[] = {
		"bind", "unbind", "new_id", "remove_id", NULL
	};
	static const char *const drivers[] = { "device_dax", "kmem", "fsdev_dax", NULL };
	static const char *const of_device[] = {
		"size", "size", "align", "mapping", "memmap_on_memory", "state", "resource",
		"target_node", "numa_node", "modalias", "uevent", "mapping0/start",
		"mapping0/end", "mapping1/page_offset", "driver_override", NULL
	};
	static const char *const of_region[] = {
		"create", "create", "delete", "seed", "id", "size", "available_size", "align",
		NULL
	};
	char name[32];

	switch (any(thread, 4)) {
	case 0:
		snprintf(path, 256, "%s/%s", thread->region, any_of(thread, of_region));
		break;
	case 1:
		snprintf(path, 256, DRIVERS "/%s/%s", any_of(thread, drivers),
			 any_of(thread, of_driver));
		break;
	default:
		any_device(thread, name);
		snprintf(path, 256, DEVICES "/%s/%s", name, any_of(thread, of_device));
		break;
	}
}

/* Most texts are ones that some attribute takes, some have a byte changed. */
static int any_text(struct thread *thread, char text[64])
{
	static const char *const words[] = {
		"1", "0", "4096", "2097152", "1073741824", "unplugged", "offline",
		"online_movable", "add", "change", "", "\n", "-1", "18446744073709551615", NULL
	};
	uint64_t at = thread->start + any(thread, 1000) * MIB(2);
	int length;

	switch (any(thread, 4)) {
	case 0:
		snprintf(text, 64, "%llu", (unsigned long long)(any(thread, 200) * MIB(2)));
		break;
	case 1:
		snprintf(text, 64, "%llx-%llx", (unsigned long long)at,
			 (unsigned long long)(at + MIB(2) * any(thread, 80) - 1));
		break;
	case 2:
		any_device(thread, text);
		break;
	default:
		snprintf(text, 64, "%s", any_of(thread, words));
		break;
	}
	length = strlen(text);
	if (length && any(thread, 8) == 0)
		text[any(thread, length)] = any(thread, 256);
	return length;
}

static bool open_attribute(struct thread *thread, int *file)
{
	char path[256];

	any_attribute(thread, path);
	if (*file >= 0)
		close(*file);
	*file = open(path, (any(thread, 3) ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	if (*file < 0)
		*file = open(path, O_WRONLY | O_CLOEXEC);
	return *file >= 0;
}

static bool write_once(struct thread *thread)
{
	char path[256], text[64];
	int length = any_text(thread, text);

	any_attribute(thread, path);
	return write_bytes(text, length, "%s", path) == 0;
}

/* Make a device that the other steps can use. */
static bool make_device(struct thread *thread)
{
	static const char *const drivers[] = { "device_dax", "device_dax", "kmem", NULL };
	char name[32];

	any_device(thread, name);
	write_attr("1", "%s/create", thread->region);
	write_number((1 + any(thread, 100)) * MIB(2), DEVICES "/%s/size", name);
	return write_attr(name, DRIVERS "/%s/bind", any_of(thread, drivers)) == 0;
}

/* ---- nodes ---- */

static bool open_node(struct thread *thread, int *file)
{
	char name[32], path[48];

	any_device(thread, name);
	snprintf(path, sizeof(path), "/dev/%s", name);
	if (*file >= 0)
		close(*file);
	*file = open(path, O_RDWR | O_CLOEXEC);
	return *file >= 0;
}

static bool map_file(struct thread *thread, int file, struct mapping *mapping)
{
	size_t length = (1 + any(thread, 8)) * (any(thread, 4) ? MIB(2) : KIB(4));
	char *address;

	if (mapping->length)
		munmap(mapping->address, mapping->length);
	mapping->length = 0;
	address = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file,
		       any(thread, 8) * MIB(2));
	if (address == MAP_FAILED)
		return false;
	*mapping = (struct mapping){ address, length };
	return true;
}

static bool access_byte(volatile char *byte, bool write)
{
	if (sigsetjmp(out_of_fault, 1))
		return false;
	if (write)
		*byte = 'f';
	else
		(void)*byte;
	return true;
}

static bool touch(struct thread *thread, const struct mapping *mapping)
{
	size_t offset = mapping->length ? any(thread, mapping->length) : 0;
	bool write = any(thread, 2);

	return mapping->length && access_byte(mapping->address + offset, write);
}

/* The child has the mappings too. */
static bool fork_and_touch(struct thread *thread)
{
	pid_t pid = fork();

	if (pid == 0) {
		for (int i = 0; i < HELD; i++)
			touch(thread, &thread->mappings[i]);
		_exit(0);
	}
	return pid > 0 && waitpid(pid, NULL, 0) == pid;
}

/* ---- threads ---- */

static bool step(struct thread *thread)
{
	int *file = &thread->files[any(thread, HELD)];
	struct mapping *mapping = &thread->mappings[any(thread, HELD)];
	char text[4096];

	switch (any(thread, 16)) {
	case 0:
	case 1:
		return open_attribute(thread, file);
	case 2:
		return pread(*file, text, sizeof(text), 0) >= 0;
	case 3:
		return write(*file, text, any_text(thread, text)) >= 0;
	case 4:
	case 5:
		return open_node(thread, file);
	case 6:
	case 7:
		return map_file(thread, *file, mapping);
	case 8:
	case 9:
		return touch(thread, mapping);
	case 10:
		return any(thread, 8) == 0 && fork_and_touch(thread);
	case 11:
		close(*file);
		*file = -1;
		return true;
	case 12:
		return make_device(thread);
	default:
		return write_once(thread);
	}
}

static void *fuzz_thread(void *data)
{
	struct thread *thread = data;

	while (!stopping) {
		thread->since = milliseconds();
		thread->done += step(thread);
		thread->steps++;
	}
	thread->since = 0;
	for (int i = 0; i < HELD; i++) {
		if (thread->files[i] >= 0)
			close(thread->files[i]);
		if (thread->mappings[i].length)
			munmap(thread->mappings[i].address, thread->mappings[i].length);
	}
	return NULL;
}

enum { LEAST_DONE = 10 };	/* steps of each thread, or they prove little */

static bool done_enough(const struct thread *threads)
{
	for (int i = 0; i < THREADS; i++)
		if (threads[i].done < LEAST_DONE)
			return false;
	return true;
}

static void look_at_threads(struct run *run, const struct thread *threads)
{
	for (int i = 0; i < THREADS; i++) {
		long since = threads[i].since;

		expect(run, !since || milliseconds() - since < LONGEST * 1000,
		       "thread %d is in one step for %d s", i, LONGEST);
	}
}

/* Memory of kmem that was online when it was unbound never comes back. */
static bool memory_stays(void)
{
	return system("grep -q 'System RAM (kmem)' /proc/iomem") == 0;
}

static void fuzz(struct run *run)
{
	static struct thread threads[THREADS];
	long end = milliseconds() + atol(run->arguments[0]) * 1000;
	unsigned int seed = atoi(run->arguments[2]);
	struct sigaction action = { .sa_handler = leave };
	char region[256];

	if (!expect(run, region_path(region, sizeof(region), 0) == 0, "no region 0"))
		return;
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	for (int i = 0; i < THREADS; i++) {
		threads[i] = (struct thread){
			.seed = seed * THREADS + i, .region = region,
			.start = strtoull(run->arguments[1], NULL, 0),
		};
		memset(threads[i].files, -1, sizeof(threads[i].files));
		if (pthread_create(&threads[i].id, NULL, fuzz_thread, &threads[i]))
			abort();
	}
	/* On a busy host it may take longer. */
	while (!run->failures && (milliseconds() < end ||
				  (!done_enough(threads) && milliseconds() < end + 60000))) {
		usleep(100000);
		look_at_threads(run, threads);
	}
	stopping = true;
	for (int i = 0; i < THREADS && !run->failures; i++) {
		pthread_join(threads[i].id, NULL);
		printf("# thread %d: %u of %u steps succeeded\n", i, threads[i].done,
		       threads[i].steps);
		expect(run, threads[i].done >= LEAST_DONE, "thread %d: only %u steps succeeded", i,
		       threads[i].done);
	}
	if (!run->failures && !memory_stays())
		expect_whole(run, region);
}

static const struct test tests[] = {
	{ "no step hangs, and the region is whole afterwards", fuzz },
	{ 0 }
};

const struct subject random_calls = { "fuzz", "SECONDS START SEED", 3, tests };
