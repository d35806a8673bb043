// SPDX-License-Identifier: GPL-2.0-only
/*
 * How fork, munmap, mprotect, mremap and madvise change a mapping.  The device is bound to
 * device_dax, and its size is at least four times its alignment.  Each test maps four parts of
 * that alignment, with a number in the first word of each part.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device.h"
#include "fault.h"
#include "subjects.h"

#define PAGE KIB(4)
#define PARTS 4

struct mapped {
	struct device dax;
	char *at;
	uint64_t part;	/* the alignment */
};

static bool map_parts(struct run *run, struct mapped *map)
{
	if (!open_device(run, &map->dax))
		return false;
	map->part = map->dax.align;
	map->at = map_device(run, &map->dax, 0, PARTS * map->part);
	if (!map->at)
		return false;
	for (uint64_t i = 0; i < PARTS; i++)
		memcpy(map->at + i * map->part, &i, sizeof(i));
	return true;
}

static void unmap_parts(struct mapped *map)
{
	munmap(map->at, PARTS * map->part);
	close_device(&map->dax);
}

/* Checks that the part holds the number @i. */
static void expect_part(struct run *run, const char *part, uint64_t i)
{
	uint64_t found;

	memcpy(&found, part, sizeof(found));
	expect(run, found == i, "part %llu holds %#llx", (unsigned long long)i,
	       (unsigned long long)found);
}

static void expect_signal(struct run *run, void (*access)(char *), char *address, int wanted)
{
	int got = fault_of(access, address).si_signo;

	expect(run, got == wanted, "%s at %p: signal %d instead of %d",
	       access == read_byte ? "reading" : "writing", (void *)address, got, wanted);
}

static void shared_with_child(struct run *run)
{
	struct mapped map;

	if (!map_parts(run, &map))
		return;
	expect_signal(run, write_byte, map.at + map.part + 100, 0);
	expect(run, map.at[map.part + 100] == 'w', "the child's write is not seen");
	expect_part(run, map.at + map.part, 1);
	/* Now the child touches a page that its parent has not touched. */
	munmap(map.at, PARTS * map.part);
	map.at = map_device(run, &map.dax, 0, PARTS * map.part);
	if (!map.at)
		return;
	expect_signal(run, write_byte, map.at + 3 * map.part + 8, 0);
	expect(run, map.at[3 * map.part + 8] == 'w', "the child's write is not seen");
	unmap_parts(&map);
}

static void unmap_middle(struct run *run)
{
	struct mapped map;
	int error;

	if (!map_parts(run, &map))
		return;
	error = munmap(map.at + map.part, 2 * map.part) ? errno : 0;
	expect(run, !error, "%s", error_name(error));
	expect_part(run, map.at, 0);
	expect_part(run, map.at + 3 * map.part, 3);
	expect_signal(run, read_byte, map.at + map.part, SIGSEGV);
	expect_signal(run, read_byte, map.at + 3 * map.part - 1, SIGSEGV);
	expect_signal(run, write_byte, map.at + map.part - 1, 0);
	expect_signal(run, write_byte, map.at + 3 * map.part + 8, 0);
	unmap_parts(&map);
}

/* munmap, mprotect and mremap split a mapping only at a multiple of align. */
static void split_off_align(struct run *run)
{
	struct mapped map;
	uint64_t step;
	char *to;

	if (!map_parts(run, &map))
		return;
	for (uint64_t odd = PAGE; odd < map.part; odd *= 2) {
		expect(run, munmap(map.at, odd) && errno == EINVAL, "munmap %#llx: %s",
		       (unsigned long long)odd, error_name(errno));
		expect(run, munmap(map.at + 2 * map.part + odd, map.part) && errno == EINVAL,
		       "munmap from %#llx: %s", (unsigned long long)odd, error_name(errno));
		expect(run, mprotect(map.at, map.part + odd, PROT_READ) && errno == EINVAL,
		       "mprotect %#llx: %s", (unsigned long long)odd, error_name(errno));
		to = mremap(map.at, PARTS * map.part, 3 * map.part + odd, 0);
		expect(run, to == MAP_FAILED && errno == EINVAL, "mremap to %#llx: %s",
		       (unsigned long long)odd, error_name(errno));
	}
	for (uint64_t i = 0; i < PARTS; i++)
		expect_part(run, map.at + i * map.part, i);
	step = map.part > PAGE ? map.part / 4 : PAGE;
	for (uint64_t at = 0; at < PARTS * map.part; at += step)
		expect_signal(run, write_byte, map.at + at + 16, 0);
	unmap_parts(&map);
}

static void protect_part(struct run *run)
{
	struct mapped map;
	int error;

	if (!map_parts(run, &map))
		return;
	error = mprotect(map.at + map.part, map.part, PROT_READ) ? errno : 0;
	expect(run, !error, "%s", error_name(error));
	expect_signal(run, read_byte, map.at + map.part, 0);
	expect_signal(run, write_byte, map.at + map.part, SIGSEGV);
	expect_signal(run, write_byte, map.at + 2 * map.part - 1, SIGSEGV);
	expect_signal(run, write_byte, map.at + map.part - 1, 0);
	expect_signal(run, write_byte, map.at + 2 * map.part + 8, 0);
	expect_part(run, map.at + map.part, 1);
	error = mprotect(map.at + map.part, map.part, PROT_READ | PROT_WRITE) ? errno : 0;
	expect(run, !error, "back: %s", error_name(error));
	expect_signal(run, write_byte, map.at + map.part + 8, 0);
	expect_part(run, map.at + map.part, 1);
	unmap_parts(&map);
}

static void move(struct run *run)
{
	struct mapped map;
	char *to, *moved;

	if (!map_parts(run, &map))
		return;
	to = free_address(2 * map.part, map.part);
	moved = mremap(map.at + 2 * map.part, 2 * map.part, 2 * map.part,
		       MREMAP_MAYMOVE | MREMAP_FIXED, to);
	if (expect(run, moved == to, "%p: %s", (void *)moved, error_name(errno))) {
		expect_part(run, moved, 2);
		expect_part(run, moved + map.part, 3);
		expect_signal(run, write_byte, moved + 2 * map.part - 1, 0);
		expect_signal(run, read_byte, map.at + 2 * map.part, SIGSEGV);
		expect_part(run, map.at + map.part, 1);
		munmap(moved, 2 * map.part);
	}
	unmap_parts(&map);
}

/* The kernel refuses, or the mapping gives SIGBUS at its new address. */
static void move_off_align(struct run *run)
{
	struct mapped map;
	char *to, *moved;

	if (!map_parts(run, &map))
		return;
	to = free_address(3 * map.part, map.part);
	for (uint64_t odd = PAGE; odd < map.part; odd *= 8) {
		moved = mremap(map.at + 3 * map.part, map.part, map.part,
			       MREMAP_MAYMOVE | MREMAP_FIXED, to + odd);
		if (moved == MAP_FAILED) {
			expect(run, errno == EINVAL, "%#llx: %s", (unsigned long long)odd,
			       error_name(errno));
			continue;
		}
		expect_signal(run, read_byte, moved, SIGBUS);
		expect_signal(run, write_byte, moved + map.part - 1, SIGBUS);
		munmap(moved, map.part);
		break;
	}
	expect_part(run, map.at, 0);
	unmap_parts(&map);
}

static void grow_and_shrink(struct run *run)
{
	struct mapped map;
	char *part, *moved;

	if (!map_parts(run, &map))
		return;
	part = map_device(run, &map.dax, map.part, map.part);
	moved = part ? mremap(part, map.part, 3 * map.part, MREMAP_MAYMOVE) : MAP_FAILED;
	if (expect(run, moved != MAP_FAILED, "%s", error_name(errno))) {
		expect(run, ((uintptr_t)moved & (map.part - 1)) == 0, "it is at %p",
		       (void *)moved);
		for (uint64_t i = 1; i < PARTS; i++)
			expect_part(run, moved + (i - 1) * map.part, i);
		part = mremap(moved, 3 * map.part, map.part, 0);
		if (expect(run, part == moved, "shrinking: %s", error_name(errno))) {
			expect_part(run, part, 1);
			expect_signal(run, read_byte, part + map.part, SIGSEGV);
		}
		munmap(moved, map.part);
	}
	unmap_parts(&map);
}

static void drop_and_touch(struct run *run)
{
	struct mapped map;
	int error;

	if (!map_parts(run, &map))
		return;
	for (int round = 0; round < 3; round++) {
		error = madvise(map.at, PARTS * map.part, MADV_DONTNEED) ? errno : 0;
		expect(run, !error, "%s", error_name(error));
		for (uint64_t i = 0; i < PARTS; i++)
			expect_part(run, map.at + i * map.part, i);
	}
	unmap_parts(&map);
}

/* The kernel looks the pages up by their addresses, in any order. */
static void kernel_access(struct run *run)
{
	struct mapped map;
	uint64_t found[2];
	struct iovec from[2];
	ssize_t length;
	int ends[2], memory;

	if (!map_parts(run, &map))
		return;
	from[0] = (struct iovec){ map.at + 3 * map.part, sizeof(found[0]) };
	from[1] = (struct iovec){ map.at + map.part, sizeof(found[0]) };
	madvise(map.at, PARTS * map.part, MADV_DONTNEED);
	memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	for (int i = 0; i < 2; i++) {
		length = pread(memory, &found[i], sizeof(found[i]), (uintptr_t)from[i].iov_base);
		expect(run, length == sizeof(found[i]) && found[i] == (i ? 1 : 3),
		       "/proc/self/mem: %zd, %s", length, error_name(errno));
	}
	close(memory);
	madvise(map.at, PARTS * map.part, MADV_DONTNEED);
	if (!expect(run, pipe(ends) == 0, "%s", error_name(errno)))
		return;
	length = vmsplice(ends[1], from, 2, 0);
	expect(run, length == sizeof(found), "vmsplice: %zd, %s", length, error_name(errno));
	length = read(ends[0], found, sizeof(found));
	expect(run, length == sizeof(found) && found[0] == 3 && found[1] == 1,
	       "through the pipe: %zd", length);
	close(ends[0]);
	close(ends[1]);
	unmap_parts(&map);
}

/* The number of mappings of the device in /proc/self/maps. */
static int count_mappings(const struct device *dax)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[256], name[64];
	int count = 0;

	snprintf(name, sizeof(name), "/dev/%s\n", dax->name);
	while (maps && fgets(line, sizeof(line), maps))
		count += strstr(line, name) != NULL;
	if (maps)
		fclose(maps);
	return count;
}

static void neighbours_merge(struct run *run)
{
	struct mapped map;
	int error, count;

	if (!map_parts(run, &map))
		return;
	count = count_mappings(&map.dax);
	expect(run, count == 1, "%d mappings", count);
	error = munmap(map.at + map.part, map.part) ? errno : 0;
	count = count_mappings(&map.dax);
	expect(run, !error && count == 2, "a hole makes %d mappings", count);
	expect(run, mmap(map.at + map.part, map.part, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED_NOREPLACE, map.dax.fd, map.part) ==
	       map.at + map.part, "mmap: %s", error_name(errno));
	count = count_mappings(&map.dax);
	expect(run, count == 1, "with the hole filled there are %d mappings", count);
	for (uint64_t i = 0; i < PARTS; i++)
		expect_part(run, map.at + i * map.part, i);
	unmap_parts(&map);
}

static long faults_so_far(void)
{
	struct rusage usage = { 0 };

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/* A child that copied the page tables would have no faults. */
static void fork_copies_nothing(struct run *run)
{
	struct mapped map;
	int status = 0;
	pid_t pid;

	if (!map_parts(run, &map))
		return;
	pid = fork();
	if (pid == 0) {
		char local = 0;
		long before;

		/* Now the child has the code and the stack. */
		read_byte(&local);
		before = faults_so_far();
		before = faults_so_far();
		read_byte(map.at);
		_exit(faults_so_far() - before == 1 ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	expect(run, status == 0, "the child has the entries of its parent: status %#x", status);
	unmap_parts(&map);
}

static void dump_advice(struct run *run)
{
	struct mapped map;
	int error;

	if (!map_parts(run, &map))
		return;
	error = madvise(map.at, PARTS * map.part, MADV_DONTDUMP) ? errno : 0;
	expect(run, !error, "MADV_DONTDUMP: %s", error_name(error));
	error = madvise(map.at, PARTS * map.part, MADV_DODUMP) ? errno : 0;
	expect(run, !error, "MADV_DODUMP: %s", error_name(error));
	unmap_parts(&map);
}

static const struct test tests[] = {
	{ "a child shares it, and its writes are visible to the parent", shared_with_child },
	{ "the middle is unmapped, at align, and the rest is as before", unmap_middle },
	{ "it is not split anywhere else, and stays whole", split_off_align },
	{ "a part is protected, and only that part", protect_part },
	{ "a part is moved to an address that is a multiple of align", move },
	{ "at another address there is no memory", move_off_align },
	{ "it grows and shrinks, and shows the next part of the device", grow_and_shrink },
	{ "dropped pages come back with their contents", drop_and_touch },
	{ "the kernel finds its pages: /proc/self/mem, vmsplice", kernel_access },
	{ "adjacent mappings of adjacent parts merge", neighbours_merge },
	{ "fork copies no page tables", fork_copies_nothing },
	{ "advice on core dumps is accepted", dump_advice },
	{ 0 }
};

const struct subject mapping_changes = { "mapping-changes", "DEVICE", 1, tests };
