// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many page faults it takes to touch memory: one for each page of the device's
 * alignment, which shows that huge pages are used.  A driver may map the neighbours of a
 * page with it; the second argument is the number of pages that one fault maps.
 */
#include <stdlib.h>
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

/* Reads each page of 4 KiB and returns the number of faults that this took. */
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

/* Maps the device from its start, but not more than a GiB. */
static char *map_much(struct run *run, struct device *dax, uint64_t *length, int flags)
{
	char *map;

	if (!open_device(run, dax))
		return NULL;
	*length = dax->size < GIB(1) ? dax->size : GIB(1);
	map = mmap(NULL, *length, PROT_READ | PROT_WRITE, MAP_SHARED | flags, dax->fd, 0);
	if (!expect(run, map != MAP_FAILED, "mmap fails"))
		return NULL;
	/* Now the code and the stack of this program are mapped too. */
	read_all(map, 0);
	return map;
}

static void expect_faults(struct run *run, const struct device *dax, uint64_t length,
			  long faults)
{
	long pages = run->arguments[1] ? atol(run->arguments[1]) : 1;
	long wanted = length / dax->align / pages;

	/* The mapping may begin in the middle of a window, and ends in another then. */
	expect(run, faults == wanted || (pages > 1 && faults == wanted + 1), "%ld for %llu MiB",
	       faults, (unsigned long long)length >> 20);
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
	expect_faults(run, &dax, length, faults);
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
	/* Writing one byte for each MiB saves memory of the host. */
	faults = write_all(map, length, dax.align < MIB(2) ? dax.align : MIB(1));
	expect_faults(run, &dax, length, faults);
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
	{ "reading takes a fault for each page of the device, and none the second time", reading },
	{ "writing takes a fault for each page of the device", writing },
	{ "MAP_POPULATE leaves none", populated },
	{ 0 }
};

const struct subject page_faults = { "page-faults", "DEVICE [PAGES]", 1, tests };
