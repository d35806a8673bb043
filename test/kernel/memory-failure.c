// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page fails: each process that maps it gets SIGBUS with its address.  The page stays
 * marked until the driver is bound again, so each test uses other pages.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "device.h"
#include "fault.h"
#include "subjects.h"

#define PAGE KIB(4)

/* This does not return if the kernel sends SIGBUS.  Another failure is an exit status. */
static void poison(char *address)
{
	if (madvise(address, PAGE, MADV_HWPOISON))
		_Exit(4);
}

static void touch_and_poison(char *address)
{
	write_byte(address);
	poison(address);
}

static int shift_of(uint64_t size)
{
	return __builtin_ctzll(size);
}

/* The whole huge page fails, and the signal has the address of the huge page. */
static void expect_failure(struct run *run, siginfo_t info, const struct device *dax,
			   const char *address)
{
	uintptr_t lost = (uintptr_t)address & ~(dax->align - 1);

	if (!expect(run, info.si_signo == SIGBUS, "signal %d", info.si_signo))
		return;
	expect(run, info.si_code == BUS_MCEERR_AR, "code %d", info.si_code);
	expect(run, (uintptr_t)info.si_addr == lost, "%p instead of %#lx", info.si_addr,
	       (unsigned long)lost);
	expect(run, info.si_addr_lsb == shift_of(dax->align), "2^%d bytes", info.si_addr_lsb);
}

/* Fails page @number of the device in a mapping that starts at @from. */
static void fail_page(struct run *run, uint64_t number, uint64_t from)
{
	struct device dax;
	char *map, *address;

	if (!open_device(run, &dax))
		return;
	map = map_device(run, &dax, from, dax.size - from);
	if (map) {
		address = map + number * PAGE - from;
		expect_failure(run, fault_of(touch_and_poison, address), &dax, address);
		munmap(map, dax.size - from);
	}
	close_device(&dax);
}

static void first_page(struct run *run)
{
	fail_page(run, 0, 0);
}

static void middle_of_a_huge_page(struct run *run)
{
	fail_page(run, MIB(6) / PAGE + 5, 0);
}

static void mapped_from_elsewhere(struct run *run)
{
	fail_page(run, MIB(10) / PAGE + 100, MIB(8));
}

/* The second argument is the page offset of the last range of the device. */
static void last_range(struct run *run)
{
	uint64_t page = strtoull(run->arguments[1], NULL, 0);

	fail_page(run, page, 0);
	fail_page(run, page + MIB(4) / PAGE + 77, 0);
}

static void rest_of_the_device(struct run *run)
{
	struct device dax;
	char *map;
	int signal;

	if (!open_device(run, &dax))
		return;
	map = map_device(run, &dax, 0, dax.size);
	for (uint64_t at = MIB(16); map && at < MIB(24); at += MIB(2)) {
		signal = fault_of(write_byte, map + at).si_signo;
		expect(run, signal == 0, "signal %d at %#llx", signal, (unsigned long long)at);
	}
	close_device(&dax);
}

static const struct test tests[] = {
	{ "the first page", first_page },
	{ "a page in the middle of a huge one", middle_of_a_huge_page },
	{ "a page of a mapping that starts within the device", mapped_from_elsewhere },
	{ "pages of the last range", last_range },
	{ "the other pages are as before", rest_of_the_device },
	{ 0 }
};

const struct subject memory_failure = { "memory-failure", "DEVICE PAGE", 2, tests };
