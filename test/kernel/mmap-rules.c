// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings that mmap of a device allows or refuses.  The device is bound to device_dax, and its
 * size is at least four times its alignment.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attribute.h"
#include "device.h"
#include "fault.h"
#include "subjects.h"

#define PAGE KIB(4)

static void private_mapping(struct run *run)
{
	struct device dax;
	int error;

	if (!open_device(run, &dax))
		return;
	error = mmap_error(&dax, NULL, dax.align, MAP_PRIVATE, 0);
	expect(run, error == EINVAL, "%s", error_name(error));
	close_device(&dax);
}

static void every_offset(struct run *run)
{
	struct device dax;
	char *all, *part;

	if (!open_device(run, &dax))
		return;
	all = map_device(run, &dax, 0, dax.size);
	for (uint64_t at = 0; all && at < 4 * dax.align; at += dax.align) {
		memcpy(all + at, &at, sizeof(at));
		part = map_device(run, &dax, at, dax.align);
		if (!part)
			break;
		expect(run, memcmp(part, &at, sizeof(at)) == 0, "offset %#llx",
		       (unsigned long long)at);
		munmap(part, dax.align);
	}
	if (all)
		munmap(all, dax.size);
	close_device(&dax);
}

/* With an alignment of 4 KiB, mmap itself rounds the length up. */
static void odd_length(struct run *run)
{
	struct device dax;
	int error;

	if (!open_device(run, &dax))
		return;
	error = mmap_error(&dax, NULL, 1, MAP_SHARED, 0);
	expect(run, error == (dax.align > PAGE ? EINVAL : 0), "1: %s", error_name(error));
	error = mmap_error(&dax, NULL, dax.align + PAGE, MAP_SHARED, 0);
	expect(run, error == (dax.align > PAGE ? EINVAL : 0), "align + 4K: %s",
	       error_name(error));
	error = mmap_error(&dax, NULL, 2 * dax.align - PAGE, MAP_SHARED, 0);
	expect(run, error == (dax.align > PAGE ? EINVAL : 0), "2 align - 4K: %s",
	       error_name(error));
	close_device(&dax);
}

static void odd_address(struct run *run)
{
	struct device dax;
	char *address;
	int error;

	if (!open_device(run, &dax))
		return;
	address = free_address(2 * dax.align, dax.align);
	error = mmap_error(&dax, address, dax.align, MAP_SHARED | MAP_FIXED_NOREPLACE, 0);
	expect(run, !error, "%p: %s", (void *)address, error_name(error));
	for (uint64_t odd = PAGE; odd < dax.align; odd *= 2) {
		error = mmap_error(&dax, address + odd, dax.align,
				   MAP_SHARED | MAP_FIXED_NOREPLACE, 0);
		expect(run, error == EINVAL, "%p + %#llx: %s", (void *)address,
		       (unsigned long long)odd, error_name(error));
	}
	close_device(&dax);
}

/* The memory of another offset would be the worst answer. */
static void odd_offset(struct run *run)
{
	struct device dax;
	char *address, *all, *map;

	if (!open_device(run, &dax))
		return;
	all = map_device(run, &dax, 0, dax.align);
	for (uint64_t at = 0; all && at < dax.align; at += PAGE)
		memcpy(all + at, &at, sizeof(at));
	address = free_address(dax.align, dax.align);
	for (uint64_t odd = PAGE; all && odd < dax.align; odd *= 2) {
		map = mmap(address, dax.align, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_FIXED_NOREPLACE, dax.fd, odd);
		expect(run, map == MAP_FAILED && errno == EINVAL, "%#llx: %s",
		       (unsigned long long)odd, error_name(errno));
		if (map != MAP_FAILED)
			munmap(map, dax.align);
	}
	close_device(&dax);
}

static void beyond_the_end(struct run *run)
{
	struct device dax;
	char *map;
	int signal;

	if (!open_device(run, &dax))
		return;
	map = map_device(run, &dax, dax.size - dax.align, 2 * dax.align);
	if (map) {
		signal = fault_of(write_byte, map + dax.align - 1).si_signo;
		expect(run, signal == 0, "the last byte: signal %d", signal);
		signal = fault_of(read_byte, map + dax.align).si_signo;
		expect(run, signal == SIGBUS, "the next one, read: signal %d", signal);
		signal = fault_of(write_byte, map + 2 * dax.align - 1).si_signo;
		expect(run, signal == SIGBUS, "beyond, written: signal %d", signal);
		munmap(map, 2 * dax.align);
	}
	close_device(&dax);
}

static void read_only(struct run *run)
{
	struct device dax;
	char path[64], *map;
	int error, signal;

	if (!open_device(run, &dax))
		return;
	close_device(&dax);
	snprintf(path, sizeof(path), "/dev/%s", dax.name);
	dax.fd = open(path, O_RDONLY | O_CLOEXEC);
	error = mmap_error(&dax, NULL, dax.align, MAP_SHARED, 0);
	expect(run, error == EACCES, "to write: %s", error_name(error));
	map = mmap(NULL, dax.align, PROT_READ, MAP_SHARED, dax.fd, 0);
	if (expect(run, map != MAP_FAILED, "to read: %s", error_name(errno))) {
		signal = fault_of(read_byte, map).si_signo;
		expect(run, signal == 0, "signal %d", signal);
		signal = fault_of(write_byte, map).si_signo;
		expect(run, signal == SIGSEGV, "signal %d", signal);
		munmap(map, dax.align);
	}
	close_device(&dax);
}

static void synchronous(struct run *run)
{
	const int unknown = 1 << 25;	/* no flag of any kernel */
	struct device dax;
	int error;

	if (!open_device(run, &dax))
		return;
	error = mmap_error(&dax, NULL, dax.align, MAP_SHARED_VALIDATE | MAP_SYNC, 0);
	expect(run, !error, "MAP_SYNC: %s", error_name(error));
	error = mmap_error(&dax, NULL, dax.align, MAP_SHARED_VALIDATE | unknown, 0);
	expect(run, error == EOPNOTSUPP, "an unknown flag: %s", error_name(error));
	close_device(&dax);
}

/* The kernel chooses an aligned address, whatever the hint is. */
static void chosen_addresses(struct run *run)
{
	struct device dax;
	char *hints[3], *map;

	if (!open_device(run, &dax))
		return;
	hints[0] = NULL;
	hints[1] = free_address(4 * dax.align, dax.align);
	hints[2] = hints[1] + PAGE;
	for (size_t i = 0; i < 3; i++) {
		for (uint64_t length = dax.align; length <= 4 * dax.align; length += dax.align) {
			map = mmap(hints[i], length, PROT_READ, MAP_SHARED, dax.fd, 0);
			/* The kernel may refuse a hint that is not aligned. */
			if (map == MAP_FAILED && hints[i] == hints[2] && errno == EINVAL)
				continue;
			if (!expect(run, map != MAP_FAILED, "hint %p: %s", (void *)hints[i],
				    error_name(errno)))
				continue;
			expect(run, ((uintptr_t)map & (dax.align - 1)) == 0, "hint %p gives %p",
			       (void *)hints[i], (void *)map);
			munmap(map, length);
		}
	}
	close_device(&dax);
}

static void no_other_access(struct run *run)
{
	struct device dax;
	char byte = 0;

	if (!open_device(run, &dax))
		return;
	expect(run, read(dax.fd, &byte, 1) < 0 && errno == EINVAL, "read: %s", error_name(errno));
	expect(run, write(dax.fd, &byte, 1) < 0 && errno == EINVAL, "write: %s",
	       error_name(errno));
	close_device(&dax);
}

/* Copies the lines of /proc/self/smaps that describe the mapping. */
static void smaps_of(const char *map, char *text, size_t size)
{
	FILE *file = fopen("/proc/self/smaps", "re");
	char line[256], address[24];
	bool mine = false;

	text[0] = '\0';
	snprintf(address, sizeof(address), "%lx-", (unsigned long)(uintptr_t)map);
	while (file && fgets(line, sizeof(line), file)) {
		if (strchr("0123456789abcdef", line[0]))
			mine = strncmp(line, address, strlen(address)) == 0;
		if (mine && strlen(text) + strlen(line) < size)
			strcat(text, line);
	}
	if (file)
		fclose(file);
}

static void kernel_page_size(struct run *run)
{
	char text[4096], wanted[64];
	struct device dax;
	char *map, *line;

	if (!open_device(run, &dax))
		return;
	map = map_device(run, &dax, 0, dax.align);
	if (map) {
		smaps_of(map, text, sizeof(text));
		snprintf(wanted, sizeof(wanted), "KernelPageSize: %8llu kB",
			 (unsigned long long)dax.align >> 10);
		expect(run, strstr(text, wanted), "not %s: %s", wanted, text);
		line = strstr(text, "VmFlags:");
		expect(run, line && strstr(line, " sh ") && strstr(line, " hg "), "%s",
		       line ? line : text);
		munmap(map, dax.align);
	}
	close_device(&dax);
}

static const struct test tests[] = {
	{ "a private mapping is refused", private_mapping },
	{ "each multiple of align is a valid offset", every_offset },
	{ "a length that is no multiple of align is refused", odd_length },
	{ "an address that is no multiple of align is refused", odd_address },
	{ "there is nothing beyond the end", beyond_the_end },
	{ "a device opened for reading cannot be mapped for writing", read_only },
	{ "MAP_SYNC is accepted, unknown flags are not", synchronous },
	{ "addresses that the kernel chooses are multiples of align", chosen_addresses },
	{ "read and write are refused", no_other_access },
	{ "smaps has its page size and the flag for huge pages", kernel_page_size },
	{ 0 }
};

const struct subject mmap_rules = { "mmap-rules", "DEVICE", 1, tests };

static const struct test offset_tests[] = {
	{ "an offset that is no multiple of align is refused", odd_offset },
	{ 0 }
};

const struct subject mmap_offset = { "mmap-offset", "DEVICE", 1, offset_tests };
