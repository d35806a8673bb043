// SPDX-License-Identifier: GPL-2.0-only
/*
 * use-memory KIND NODE FILE: uses 8 MiB of a NUMA node's memory in one way, then creates FILE
 * and waits until that is removed.  KIND is anonymous, mlock, pin, pipe, page-tables or
 * slab.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define SIZE (8UL << 20)
#define MPOL_BIND 2

/* Pages of its own, so that none is part of a huge page. */
static void *map_memory(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	madvise(memory, size, MADV_NOHUGEPAGE);
	return memory;
}

static bool use_anonymous(void)
{
	void *memory = map_memory(SIZE);

	return memory && memset(memory, 1, SIZE);
}

static bool use_mlock(void)
{
	void *memory = map_memory(SIZE);

	return memory && memset(memory, 1, SIZE) && mlock(memory, SIZE) == 0;
}

/* Registered buffers are pinned for as long as the ring exists. */
static bool use_pin(void)
{
	struct iovec buffer = { map_memory(SIZE), SIZE };
	struct io_uring_params params = { 0 };
	int ring;

	if (!buffer.iov_base)
		return false;
	memset(buffer.iov_base, 1, SIZE);
	ring = syscall(__NR_io_uring_setup, 1, &params);
	return ring >= 0 && syscall(__NR_io_uring_register, ring, IORING_REGISTER_BUFFERS,
				    &buffer, 1) == 0;
}

/* Pages in a pipe cannot move, but the kernel tries again and again. */
static bool use_pipe(void)
{
	struct iovec pages = { map_memory(SIZE), 16 * 4096 };
	int ends[2];

	return pages.iov_base && memset(pages.iov_base, 1, SIZE) && pipe(ends) == 0 &&
	       vmsplice(ends[1], &pages, 1, 0) == (ssize_t)pages.iov_len;
}

/* Reading one page of each 2 MiB needs a page table, and no memory but the page of zeroes. */
static bool use_page_tables(void)
{
	size_t count = SIZE / 4096, step = 2 << 20;
	volatile char *memory = map_memory(count * step);

	for (size_t i = 0; memory && i < count; i++)
		(void)memory[i * step];
	return memory;
}

static bool use_slab(void)
{
	struct rlimit limit = { 40000, 40000 };

	setrlimit(RLIMIT_NOFILE, &limit);
	for (int i = 0; i < 30000; i++)
		if (epoll_create1(0) < 0)
			return false;
	return true;
}

static const struct {
	const char *name;
	bool (*use)(void);
} kinds[] = {
	{ "anonymous", use_anonymous },
	{ "mlock", use_mlock },
	{ "pin", use_pin },
	{ "pipe", use_pipe },
	{ "page-tables", use_page_tables },
	{ "slab", use_slab },
};

int main(int argc, char **argv)
{
	unsigned long nodes = argc == 4 ? 1UL << strtoul(argv[2], NULL, 0) : 0;
	bool used = false;

	if (!nodes || syscall(SYS_set_mempolicy, MPOL_BIND, &nodes, 8 * sizeof(nodes)) < 0) {
		perror("use-memory: set_mempolicy");
		return 1;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, argv[1]))
			used = kinds[i].use();
	if (!used || close(open(argv[3], O_WRONLY | O_CREAT, 0600)) < 0) {
		perror("use-memory");
		return 1;
	}
	while (access(argv[3], F_OK) == 0)
		usleep(20000);
	return 0;
}
