// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measures the kernel's DAX drivers and prints lines "ROW NANOSECONDS" for test/bench/kernel.
 * The shell of kernel-guest creates the devices.
 *
 *   drivers touch ROW DEVICE BYTES STEP THREADS   read a byte of each STEP of a new mapping
 *   drivers fork ROW DEVICE BYTES                 fork after touching each 4 KiB
 *   drivers create ROW REGION                     create, size and delete of a device
 *   drivers write ROW VALUE FILE                  one write
 *   drivers blocks ROW STATE FIRST COUNT          STATE to each memory block
 *   drivers fill REGION COUNT                     COUNT devices of 2 MiB; prints nothing
 *   drivers read ROW SECONDS DEVICE               8 readers of all attributes, and a resizer
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEVICES "/sys/bus/dax/devices"
#define READERS 8

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void die(const char *what)
{
	printf("drivers: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void report(const char *row, long long since)
{
	printf("%s %lld\n", row, now() - since);
}

static int try_write(const char *file, const char *value)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return -1;
	rc = write(fd, value, strlen(value)) < 0 ? -1 : 0;
	close(fd);
	return rc;
}

static void write_to(const char *file, const char *value)
{
	if (try_write(file, value))
		die(file);
}

static char *map_device(const char *device, size_t length)
{
	char path[64], *map;
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", device);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		die(path);
	map = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		die(path);
	close(fd);
	return map;
}

/* ---- faults ---- */

struct part {
	pthread_t thread;
	const volatile char *from;
	size_t length, step;
};

static void *touch_part(void *data)
{
	struct part *part = data;

	for (size_t at = 0; at < part->length; at += part->step)
		(void)part->from[at];
	return NULL;
}

static void touch(char **args)
{
	size_t length = strtoull(args[2], NULL, 0), step = strtoull(args[3], NULL, 0);
	int threads = atoi(args[4]);
	struct part parts[8];
	char *map = map_device(args[1], length);
	long long began = now();

	for (int i = 0; i < threads; i++) {
		parts[i] = (struct part){
			.from = map + length / threads * i, .length = length / threads,
			.step = step,
		};
		if (threads == 1)
			touch_part(&parts[i]);
		else if (pthread_create(&parts[i].thread, NULL, touch_part, &parts[i]))
			die("pthread_create");
	}
	for (int i = 0; threads > 1 && i < threads; i++)
		pthread_join(parts[i].thread, NULL);
	report(args[0], began);
}

static void fork_touched(char **args)
{
	size_t length = strtoull(args[2], NULL, 0);
	struct part part = { .from = map_device(args[1], length), .length = length, .step = 4096 };
	long long began;
	pid_t pid;

	touch_part(&part);
	for (int i = 0; i < 3; i++) {
		began = now();
		pid = fork();
		if (pid == 0)
			_exit(0);
		if (pid < 0)
			die("fork");
		report(args[0], began);
		waitpid(pid, NULL, 0);
	}
}

/* ---- attributes ---- */

static void newest(const char *region, char name[64])
{
	char path[256];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "%s/create", region);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? -1 : read(fd, name, 63);
	if (length <= 0)
		die(path);
	close(fd);
	name[length] = '\0';
	name[strcspn(name, "\n")] = '\0';
}

static void create(char **args)
{
	char file[256], size[256], name[64];
	long long began;

	for (int i = 0; i < 20; i++) {
		began = now();
		snprintf(file, sizeof(file), "%s/create", args[1]);
		write_to(file, "1");
		newest(args[1], name);
		snprintf(size, sizeof(size), DEVICES "/%s/size", name);
		write_to(size, "2097152");
		write_to(size, "0");
		snprintf(file, sizeof(file), "%s/delete", args[1]);
		write_to(file, name);
		report(args[0], began);
	}
}

static void fill(char **args)
{
	char file[256], name[64];

	for (int i = 0; i < atoi(args[1]); i++) {
		snprintf(file, sizeof(file), "%s/create", args[0]);
		write_to(file, "1");
		newest(args[0], name);
		snprintf(file, sizeof(file), DEVICES "/%s/size", name);
		write_to(file, "2097152");
	}
}

static void write_once(char **args)
{
	long long began = now();

	write_to(args[2], args[1]);
	report(args[0], began);
}

static void blocks(char **args)
{
	int first = atoi(args[2]), count = atoi(args[3]);
	long long began = now();
	char file[128];

	for (int i = first; i < first + count; i++) {
		snprintf(file, sizeof(file), "/sys/devices/system/memory/memory%d/state", i);
		write_to(file, args[1]);
	}
	report(args[0], began);
}

static void read_all(atomic_long *count)
{
	static const char *const patterns[] = {
		DEVICES "/*/*", DEVICES "/*/mapping[0-9]*/*", "/sys/bus/*/devices/*/dax_region/*",
	};
	char text[4096];
	glob_t list;

	for (unsigned int i = 0; ; i++) {
		if (glob(patterns[i % 3], 0, NULL, &list))
			continue;
		for (size_t j = 0; j < list.gl_pathc; j++) {
			int fd = open(list.gl_pathv[j], O_RDONLY | O_CLOEXEC);

			if (fd >= 0 && read(fd, text, sizeof(text)) >= 0)
				++*count;
			if (fd >= 0)
				close(fd);
		}
		globfree(&list);
	}
}

/* Prints reads and resizes per second instead of nanoseconds. */
static void read_beside(char **args)
{
	atomic_long *count = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
				  -1, 0);
	long long end = now() + atoi(args[1]) * 1000000000LL;
	pid_t readers[READERS];
	char file[128];
	long resizes = 0;

	snprintf(file, sizeof(file), DEVICES "/%s/size", args[2]);
	for (int i = 0; i < READERS; i++) {
		readers[i] = fork();
		if (readers[i] == 0)
			read_all(count);
	}
	for (; now() < end; resizes++)
		write_to(file, resizes % 2 ? "0" : "4194304");
	for (int i = 0; i < READERS; i++) {
		kill(readers[i], SIGKILL);
		waitpid(readers[i], NULL, 0);
	}
	write_to(file, "0");
	printf("%s.reads %ld\n%s.resizes %ld\n", args[0], *count / atoi(args[1]), args[0],
	       resizes / atoi(args[1]));
}

static const struct {
	const char *name;
	int count;
	void (*run)(char **args);
} works[] = {
	{ "touch", 5, touch }, { "fork", 3, fork_touched }, { "create", 2, create },
	{ "write", 3, write_once }, { "blocks", 4, blocks }, { "fill", 2, fill },
	{ "read", 3, read_beside },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(works) / sizeof(works[0]); i++) {
		if (strcmp(argv[1], works[i].name) || argc - 2 != works[i].count)
			continue;
		works[i].run(argv + 2);
		return 0;
	}
	fputs("drivers: wrong arguments\n", stderr);
	return 129;
}
