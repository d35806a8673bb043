// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file of a filesystem that is mounted with -o dax.  Its pages are the persistent memory
 * itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault.h"
#include "subjects.h"

#define LENGTH MIB(8)

static int open_file(struct run *run, int flags)
{
	int fd = open(run->arguments[0], O_RDWR | O_CLOEXEC | flags, 0644);

	expect(run, fd >= 0, "%s: %s", run->arguments[0], error_name(errno));
	return fd;
}

static char *map_file(struct run *run, int fd, int flags)
{
	char *map = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_SHARED_VALIDATE | flags, fd, 0);

	if (!expect(run, map != MAP_FAILED, "mmap: %s", error_name(errno)))
		return NULL;
	return map;
}

/* Fills a buffer with words that depend on their offset in the file. */
static void fill(uint64_t *words, uint64_t at, size_t length)
{
	for (size_t i = 0; i < length / 8; i++)
		words[i] = (at / 8 + i) * 0x9e3779b97f4a7c15;
}

static void written(struct run *run)
{
	int fd = open_file(run, O_CREAT | O_TRUNC);
	uint64_t buffer[KIB(64) / 8] = { 0 };
	struct statx info;

	for (uint64_t at = 0; fd >= 0 && at < LENGTH; at += sizeof(buffer)) {
		fill(buffer, at, sizeof(buffer));
		if (!expect(run, write(fd, buffer, sizeof(buffer)) == sizeof(buffer), "write: %s",
			    error_name(errno)))
			break;
	}
	expect(run, fsync(fd) == 0, "fsync: %s", error_name(errno));
	expect(run, statx(fd, "", AT_EMPTY_PATH, 0, &info) == 0 &&
	       (info.stx_attributes & STATX_ATTR_DAX), "the file is not in DAX mode");
	close(fd);
}

static void read_and_mapped(struct run *run)
{
	int fd = open_file(run, 0);
	uint64_t buffer[KIB(64) / 8], wanted[KIB(64) / 8];
	char *map = fd >= 0 ? map_file(run, fd, 0) : NULL;

	for (uint64_t at = 0; map && at < LENGTH; at += sizeof(buffer)) {
		fill(wanted, at, sizeof(wanted));
		expect(run, pread(fd, buffer, sizeof(buffer), at) == sizeof(buffer) &&
		       memcmp(buffer, wanted, sizeof(wanted)) == 0, "read at %#llx",
		       (unsigned long long)at);
		expect(run, memcmp(map + at, wanted, sizeof(wanted)) == 0, "mapped at %#llx",
		       (unsigned long long)at);
	}
	close(fd);
}

static void stored(struct run *run)
{
	int fd = open_file(run, 0);
	char *map = fd >= 0 ? map_file(run, fd, MAP_SYNC) : NULL;
	char *again = fd >= 0 ? map_file(run, fd, 0) : NULL;
	uint64_t word = 0, wanted = 0x5ca1ab1e;

	for (uint64_t at = 0; map && again && at < LENGTH; at += KIB(512) + KIB(4)) {
		memcpy(map + at, &wanted, sizeof(wanted));
		expect(run, memcmp(again + at, &wanted, sizeof(wanted)) == 0 &&
		       pread(fd, &word, sizeof(word), at) == sizeof(word) && word == wanted,
		       "at %#llx", (unsigned long long)at);
	}
	if (map)
		expect(run, msync(map, LENGTH, MS_SYNC) == 0, "msync: %s", error_name(errno));
	expect(run, fsync(fd) == 0, "fsync: %s", error_name(errno));
	close(fd);
}

/* Holes read as zeros, and a page gets a block when a program writes to it. */
static void holes(struct run *run)
{
	int fd = open_file(run, O_TRUNC);
	char *map, zeros[64] = "";

	if (fd < 0 || !expect(run, ftruncate(fd, LENGTH) == 0, "%s", error_name(errno)))
		return;
	map = map_file(run, fd, 0);
	if (map) {
		expect(run, memcmp(map + MIB(3), zeros, sizeof(zeros)) == 0, "a hole is not zero");
		memset(map + MIB(3), 'x', KIB(4));
		expect(run, memcmp(map + MIB(3) + KIB(4), zeros, sizeof(zeros)) == 0,
		       "what follows is not zero");
		expect(run, fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, MIB(3),
				      KIB(4)) == 0, "punching: %s", error_name(errno));
		expect(run, memcmp(map + MIB(3), zeros, sizeof(zeros)) == 0, "a punched hole");
		memset(map + MIB(5), 'y', KIB(4));
		expect(run, ftruncate(fd, MIB(4)) == 0, "%s", error_name(errno));
		expect(run, fault_of(read_byte, map + MIB(5)).si_signo == SIGBUS,
		       "there is memory beyond the end");
	}
	close(fd);
}

static const struct test tests[] = {
	{ "it is written and synced, in DAX mode", written },
	{ "it is read and mapped", read_and_mapped },
	{ "what is stored through MAP_SYNC is in the file", stored },
	{ "holes, and the end of the file", holes },
	{ 0 }
};

const struct subject file_dax = { "file-dax", "FILE", 1, tests };

/*
 * A command unbinds the driver below the filesystem while the file is open.  Afterwards
 * every access fails with an error or SIGBUS.
 */
static void expect_nothing(struct run *run, int fd, char *map)
{
	char buffer[KIB(64)] = "";
	int signal;

	expect(run, pread(fd, buffer, sizeof(buffer), 0) < 0, "read works");
	expect(run, pwrite(fd, buffer, sizeof(buffer), 0) < 0, "write works");
	signal = fault_of(write_byte, map).si_signo;
	expect(run, signal == SIGBUS, "a page of the file: signal %d", signal);
	signal = fault_of(write_byte, map + MIB(2)).si_signo;
	expect(run, signal == SIGBUS, "a hole of the file: signal %d", signal);
}

static void take_away(struct run *run, bool mapped)
{
	int fd = open_file(run, O_CREAT);
	uint64_t buffer[KIB(64) / 8] = { 0 };
	char *map;

	if (fd < 0 || !expect(run, ftruncate(fd, LENGTH) == 0, "%s", error_name(errno)))
		return;
	expect(run, write(fd, buffer, sizeof(buffer)) == sizeof(buffer) && fsync(fd) == 0, "%s",
	       error_name(errno));
	map = map_file(run, fd, 0);
	if (!map)
		return;
	if (mapped) {
		memset(map, 'x', sizeof(buffer));
		/* The kernel may send a signal already when it unbinds the driver. */
		signal(SIGBUS, SIG_IGN);
	}
	expect(run, system(run->arguments[1]) == 0, "%s fails", run->arguments[1]);
	expect_nothing(run, fd, map);
	munmap(map, LENGTH);
	close(fd);
}

static void away_while_open(struct run *run)
{
	take_away(run, false);
}

static const struct test away_tests[] = {
	{ "each access to an open file fails cleanly", away_while_open },
	{ 0 }
};

const struct subject file_dax_away = { "file-dax-away", "FILE COMMAND", 2, away_tests };

static void away_while_mapped(struct run *run)
{
	take_away(run, true);
}

static const struct test mapped_away_tests[] = {
	{ "each access to pages that are in use fails cleanly", away_while_mapped },
	{ 0 }
};

const struct subject file_dax_mapped_away = {
	"file-dax-mapped-away", "FILE COMMAND", 2, mapped_away_tests
};
