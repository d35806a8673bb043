// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "daxctl/device/block-size.h"

/* The library tells it only of a device that is system RAM already. */
u64 read_block_size(void)
{
	FILE *file = fopen("/sys/devices/system/memory/block_size_bytes", "re");
	u64 size;

	if (!file)
		return 0;
	if (fscanf(file, "%llx", &size) != 1)	/* hexadecimal, without 0x */
		size = 0;
	fclose(file);
	return size;
}
