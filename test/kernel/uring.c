// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "uring.h"

#define RING_SIZE 4096

bool open_uring(struct run *run, struct uring *uring, void *buffer, size_t size)
{
	struct iovec vec = { buffer, size };

	memset(uring, 0, sizeof(*uring));
	uring->fd = syscall(__NR_io_uring_setup, 1, &uring->params);
	if (!expect(run, uring->fd >= 0, "io_uring_setup: %s", error_name(errno)))
		return false;
	uring->ring = mmap(NULL, RING_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, uring->fd,
			   IORING_OFF_SQ_RING);
	uring->entry = mmap(NULL, sizeof(*uring->entry), PROT_READ | PROT_WRITE, MAP_SHARED,
			    uring->fd, IORING_OFF_SQES);
	if (!expect(run, (uring->params.features & IORING_FEAT_SINGLE_MMAP) &&
		    uring->ring != MAP_FAILED && uring->entry != MAP_FAILED,
		    "the ring cannot be mapped: %s", error_name(errno)))
		return false;
	return expect(run, syscall(__NR_io_uring_register, uring->fd, IORING_REGISTER_BUFFERS,
				   &vec, 1) == 0, "registering a buffer: %s", error_name(errno));
}

void close_uring(struct uring *uring)
{
	munmap(uring->ring, RING_SIZE);
	munmap(uring->entry, sizeof(*uring->entry));
	close(uring->fd);
}

static unsigned int *ring_field(const struct uring *uring, unsigned int offset)
{
	return (unsigned int *)(uring->ring + offset);
}

int uring_read_fixed(struct run *run, struct uring *uring, int fd, void *to, size_t size)
{
	unsigned int *tail = ring_field(uring, uring->params.sq_off.tail);
	unsigned int *head = ring_field(uring, uring->params.cq_off.head);
	unsigned int mask = *ring_field(uring, uring->params.cq_off.ring_mask);
	struct io_uring_cqe *done;
	int rc;

	memset(uring->entry, 0, sizeof(*uring->entry));
	uring->entry->opcode = IORING_OP_READ_FIXED;
	uring->entry->fd = fd;
	uring->entry->addr = (uintptr_t)to;
	uring->entry->len = size;
	/* The array of requests has one slot, which holds the number of the only entry. */
	*ring_field(uring, uring->params.sq_off.array) = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	rc = syscall(__NR_io_uring_enter, uring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0);
	if (!expect(run, rc == 1, "io_uring_enter: %s", error_name(errno)))
		return -EIO;
	done = (struct io_uring_cqe *)(uring->ring + uring->params.cq_off.cqes);
	done += *head & mask;
	rc = done->res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return rc;
}
