// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel itself writes to mapped memory of a device: it looks the pages up, writes to
 * them and marks them dirty.  Each test writes one block to the mapping in one way, and
 * reads it through another mapping.  The device is bound to device_dax and has four times
 * its alignment at least; the file is on a filesystem that supports O_DIRECT.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "buffer.h"
#include "device.h"
#include "subjects.h"
#include "uring.h"

#define BLOCK KIB(64)
#define AROUND 1	/* the seed of what is around the block */
#define WRITTEN 2	/* the seed of what the kernel writes */

struct block {
	struct device dax;
	char *at;	/* in the mapping that the kernel gets */
	char *map, *seen;
	size_t size;
};

/* The block lies in the middle, so that it begins within a huge page and crosses others. */
static bool map_block(struct run *run, struct block *block)
{
	if (!open_device(run, &block->dax))
		return false;
	/* Writing a whole page of 1 GiB would take that much memory of the host. */
	block->size = block->dax.align < BLOCK ? 4 * BLOCK : 2 * block->dax.align;
	block->map = map_device(run, &block->dax, 0, block->size);
	block->seen = map_device(run, &block->dax, 0, block->size);
	if (!block->map || !block->seen)
		return false;
	block->at = block->map + block->size / 2 - BLOCK / 2;
	fill_buffer(block->seen + (block->at - block->map) - BLOCK, 3 * BLOCK, AROUND);
	return true;
}

/*
 * Checks in the other mapping that the block was written and its neighbours are unchanged.
 */
static void expect_block(struct run *run, const struct block *block, const char *how)
{
	char *seen = block->seen + (block->at - block->map);
	char *around = malloc(3 * BLOCK);

	expect_buffer(run, seen, BLOCK, WRITTEN, how);
	fill_buffer(around, 3 * BLOCK, AROUND);
	expect(run, memcmp(around, seen - BLOCK, BLOCK) == 0,
	       "%s: the part before it changed", how);
	expect(run, memcmp(around + 2 * BLOCK, seen + BLOCK, BLOCK) == 0,
	       "%s: the part after it changed", how);
	free(around);
}

static void unmap_block(struct block *block)
{
	munmap(block->map, block->size);
	munmap(block->seen, block->size);
	close_device(&block->dax);
}

/* Writes the block by @how and returns the count of bytes or a negative number. */
static void write_block(struct run *run, const char *name,
			ssize_t (*how)(struct run *run, char *to, const char *from))
{
	char *from = malloc(BLOCK);
	struct block block;
	ssize_t length;

	if (!map_block(run, &block))
		return;
	fill_buffer(from, BLOCK, WRITTEN);
	length = how(run, block.at, from);
	expect(run, length == BLOCK, "%s: %zd, %s", name, length, error_name(errno));
	expect_block(run, &block, name);
	unmap_block(&block);
	free(from);
}

static ssize_t through_proc(struct run *run, char *to, const char *from)
{
	int memory = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	ssize_t length = pwrite(memory, from, BLOCK, (uintptr_t)to);

	(void)run;
	close(memory);
	return length;
}

static void proc_self_mem(struct run *run)
{
	write_block(run, "/proc/self/mem", through_proc);
}

static ssize_t into_process(struct run *run, char *to, const char *from)
{
	struct iovec local = { (void *)from, BLOCK }, remote = { to, BLOCK };

	(void)run;
	return process_vm_writev(getpid(), &local, 1, &remote, 1, 0);
}

static void process_vm(struct run *run)
{
	write_block(run, "process_vm_writev", into_process);
}

static ssize_t from_disk(struct run *run, char *to, const char *from)
{
	int fd = open_direct(run, run->arguments[1], BLOCK, WRITTEN);
	ssize_t length = read(fd, to, BLOCK);

	(void)from;
	close(fd);
	return length;
}

static void direct_read(struct run *run)
{
	write_block(run, "read with O_DIRECT", from_disk);
}

static ssize_t registered(struct run *run, char *to, const char *from)
{
	int fd = open(run->arguments[1], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct uring uring;
	int length = -1;

	expect(run, write(fd, from, BLOCK) == BLOCK, "%s: %s", run->arguments[1],
	       error_name(errno));
	if (fd >= 0 && open_uring(run, &uring, to, BLOCK)) {
		length = uring_read_fixed(run, &uring, fd, to, BLOCK);
		close_uring(&uring);
	}
	close(fd);
	return length;
}

static void registered_buffer(struct run *run)
{
	write_block(run, "a registered buffer", registered);
}

/* The pipe is smaller than the block. */
static ssize_t out_of_pipe(struct run *run, char *to, const char *from)
{
	size_t step = KIB(16), at;
	int ends[2];

	if (!expect(run, pipe(ends) == 0, "pipe: %s", error_name(errno)))
		return -1;
	for (at = 0; at < BLOCK; at += step) {
		struct iovec vec = { to + at, step };

		if (write(ends[1], from + at, step) != (ssize_t)step ||
		    vmsplice(ends[0], &vec, 1, 0) != (ssize_t)step)
			break;
	}
	close(ends[0]);
	close(ends[1]);
	return at;
}

static void spliced_in(struct run *run)
{
	write_block(run, "vmsplice out of a pipe", out_of_pipe);
}

/* Pages of the mapping themselves are in the pipe. */
static void spliced_out(struct run *run)
{
	char *seen = malloc(KIB(16));
	struct block block;
	int ends[2];

	if (!map_block(run, &block) || !expect(run, pipe(ends) == 0, "%s", error_name(errno)))
		return;
	fill_buffer(block.at, BLOCK, WRITTEN);
	for (size_t at = 0; at < BLOCK; at += KIB(16)) {
		struct iovec vec = { block.at + at, KIB(16) };
		ssize_t length = vmsplice(ends[1], &vec, 1, SPLICE_F_GIFT);

		if (!expect(run, length == KIB(16), "vmsplice: %zd, %s", length,
			    error_name(errno)))
			break;
		length = read(ends[0], seen, KIB(16));
		expect(run, length == KIB(16) && memcmp(seen, block.at + at, KIB(16)) == 0,
		       "%zd bytes of the pipe at %#zx differ", length, at);
	}
	close(ends[0]);
	close(ends[1]);
	expect_block(run, &block, "vmsplice into a pipe");
	unmap_block(&block);
	free(seen);
}

static ssize_t copied(struct run *run, char *to, const char *from)
{
	int fd = open_direct(run, run->arguments[1], BLOCK, WRITTEN), buffered;
	ssize_t length;

	(void)from;
	close(fd);
	buffered = open(run->arguments[1], O_RDONLY | O_CLOEXEC);
	length = read(buffered, to, BLOCK);
	close(buffered);
	return length;
}

static void plain_read(struct run *run)
{
	write_block(run, "read", copied);
}

static const struct test tests[] = {
	{ "a write to /proc/self/mem", proc_self_mem },
	{ "process_vm_writev", process_vm },
	{ "read from a file with O_DIRECT", direct_read },
	{ "read from a file through the page cache", plain_read },
	{ "vmsplice out of a pipe", spliced_in },
	{ "vmsplice into a pipe", spliced_out },
	{ 0 }
};

const struct subject kernel_writes = { "kernel-writes", "DEVICE FILE", 2, tests };

static const struct test ring_tests[] = {
	{ "io_uring reads into a registered buffer", registered_buffer },
	{ 0 }
};

const struct subject registered_writes = { "registered-buffer", "DEVICE FILE", 2, ring_tests };
