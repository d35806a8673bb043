// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "buffer.h"

static uint64_t word_of(uint64_t seed, size_t i)
{
	return (seed << 32 | i) * 0x9e3779b97f4a7c15;
}

void fill_buffer(void *buffer, size_t size, uint64_t seed)
{
	for (size_t i = 0; i < size / 8; i++) {
		uint64_t word = word_of(seed, i);

		memcpy((char *)buffer + 8 * i, &word, 8);
	}
}

bool expect_buffer(struct run *run, const void *buffer, size_t size, uint64_t seed,
		   const char *what)
{
	for (size_t i = 0; i < size / 8; i++) {
		uint64_t word;

		memcpy(&word, (const char *)buffer + 8 * i, 8);
		if (!expect(run, word == word_of(seed, i), "%s: byte %#zx holds %#llx", what,
			    8 * i, (unsigned long long)word))
			return false;
	}
	return true;
}

int open_direct(struct run *run, const char *path, size_t size, uint64_t seed)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char *buffer = malloc(size);

	if (!expect(run, fd >= 0, "%s: %s", path, error_name(errno)))
		return -1;
	fill_buffer(buffer, size, seed);
	expect(run, write(fd, buffer, size) == (ssize_t)size && fsync(fd) == 0, "%s: %s", path,
	       error_name(errno));
	free(buffer);
	close(fd);
	fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	expect(run, fd >= 0, "%s with O_DIRECT: %s", path, error_name(errno));
	return fd;
}
