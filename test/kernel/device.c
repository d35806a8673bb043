// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attribute.h"
#include "device.h"

bool open_device(struct run *run, struct device *device)
{
	char path[64];
	int error;

	*device = (struct device){ .name = run->arguments[0], .fd = -1 };
	error = read_number(&device->size, DEVICES "/%s/size", device->name) ?:
		read_number(&device->align, DEVICES "/%s/align", device->name);
	if (!expect(run, !error, "%s: %s", device->name, error_name(error)))
		return false;
	snprintf(path, sizeof(path), "/dev/%s", device->name);
	device->fd = open(path, O_RDWR | O_CLOEXEC);
	return expect(run, device->fd >= 0, "%s: %s", path, error_name(errno));
}

void close_device(const struct device *device)
{
	close(device->fd);
}

char *map_device(struct run *run, const struct device *device, uint64_t offset,
		 size_t length)
{
	char *map = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, device->fd, offset);

	if (!expect(run, map != MAP_FAILED, "%s, %#zx bytes at %#llx: %s", device->name,
		    length, (unsigned long long)offset, error_name(errno)))
		return NULL;
	return map;
}

char *free_address(size_t length, size_t align)
{
	char *map = mmap(NULL, length + align, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (map == MAP_FAILED)
		return NULL;
	munmap(map, length + align);
	return (char *)(((uintptr_t)map + align - 1) & ~(align - 1));
}

int mmap_error(const struct device *device, void *address, size_t length, int flags,
	       uint64_t offset)
{
	void *map = mmap(address, length, PROT_READ | PROT_WRITE, flags, device->fd, offset);

	if (map == MAP_FAILED)
		return errno;
	munmap(map, length);
	return 0;
}
