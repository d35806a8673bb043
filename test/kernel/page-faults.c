// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many page faults it takes to touch memory: one for each page of the size that the
 * device's alignment is, so that huge pages are really used.
 */
#include <sys/mman.h>
#include <sys/resource.h>

#include "device.h"
#include "subjects.h"

#define PAGE KIB(4)

static long faults_so_far(void)
{
	struct rusage usage = { 0 };

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt + usage.ru_majflt;
}

/* Reads each page of the processor's; the faults that this took. */
static long read_all(const char *map, uint64_t length)
{
	long before = faults_so_far();

	for (uint64_t at = 0; at < length; at += PAGE)
		(void)*(const volatile char *)(map + at);
	return faults_so_far() - before;
}

static long write_all(char *map, uint64_t length, uint64_t step)
{
	long before = faults_so_far();

	for (uint64_t at = 0; at < length; at += step)
		*(volatile char *)(map + at) = 1;
	return faults_so_far() - before;
}

/* The device from its beginning, a GiB at most. */
static char *map_much(struct run *run, struct device *dax, uint64_t *length, int flags)
{
	char *map;

	if (!open_device(run, dax))
		return NULL;
	*length = dax->size < GIB(1) ? dax->size : GIB(1);
	map = mmap(NULL, *length, PROT_READ | PROT_WRITE, MAP_SHARED | flags, dax->fd, 0);
	if (!expect(run, map != MAP_FAILED, "mmap fails"))
		return NULL;
	read_all(map, 0);	/* its own code and stack are there */
	return map;
}

static void expect_one_each(struct run *run, const struct device *dax, uint64_t length,
			    long faults)
{
	expect(run, faults == (long)(length / dax->align), "%ld for %llu MiB", faults,
	       (unsigned long long)length >> 20);
}

static void reading(struct run *run)
{
	struct device dax;
	uint64_t length;
	char *map = map_much(run, &dax, &length, 0);
	long faults;

	if (!map)
		return;
	faults = read_all(map, length);
	expect_one_each(run, &dax, length, faults);
	faults = read_all(map, length);
	expect(run, faults == 0, "%ld for what is mapped", faults);
	munmap(map, length);
	close_device(&dax);
}

static void writing(struct run *run)
{
	struct device dax;
	uint64_t length;
	char *map = map_much(run, &dax, &length, 0);
	long faults;

	if (!map)
		return;
	write_all(map, 0, PAGE);
	/* A byte for each MiB, or else the whole device would become real memory. */
	faults = write_all(map, length, dax.align < MIB(2) ? dax.align : MIB(1));
	expect_one_each(run, &dax, length, faults);
	munmap(map, length);
	close_device(&dax);
}

static void populated(struct run *run)
{
	struct device dax;
	uint64_t length;
	char *map = map_much(run, &dax, &length, MAP_POPULATE);
	long faults;

	if (!map)
		return;
	faults = read_all(map, length);
	expect(run, faults == 0, "%ld", faults);
	faults = write_all(map, length, MIB(2));
	expect(run, faults == 0, "%ld to write", faults);
	munmap(map, length);
	close_device(&dax);
}

static const struct test tests[] = {
	{ "reading takes one fault for each align, and none the second time", reading },
	{ "writing takes one fault for each align", writing },
	{ "MAP_POPULATE leaves none", populated },
	{ 0 }
};

const struct subject page_faults = { "page-faults", "DEVICE", 1, tests };
