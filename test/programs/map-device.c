// SPDX-License-Identifier: GPL-2.0-only
/* map-device NODE: maps the first 2 MiB of a device, closes it and waits for a signal. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDWR) : -1;
	void *memory = MAP_FAILED;

	if (fd >= 0)
		memory = mmap(NULL, 2 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED) {
		perror("map-device");
		return 1;
	}
	close(fd);
	pause();
	return 0;
}
