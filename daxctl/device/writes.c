// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "daxctl/device/writes.h"

static const char *const drivers[] = {
	[DAXCTL_DEV_MODE_DEVDAX] = "device_dax",
	[DAXCTL_DEV_MODE_RAM] = "kmem",
	[DAXCTL_DEV_MODE_FAMFS] = "fsdev_dax",
};

static const char *const states[] = {
	[DAXCTL_BLOCK_OFFLINE] = "offline",
	[DAXCTL_BLOCK_KERNEL] = "online_kernel",
	[DAXCTL_BLOCK_MOVABLE] = "online_movable",
};

struct write_device write_device(struct daxctl_dev *dev)
{
	return (struct write_device){ daxctl_dev_get_region(dev), daxctl_dev_get_devname(dev) };
}

static bool has_id(struct daxctl_region *region, int id)
{
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev)
		if (daxctl_dev_get_id(dev) == id)
			return true;
	return false;
}

/* The kernel takes the lowest number that is free. */
void guess_name(struct daxctl_region *region, int nth, char *name, size_t size)
{
	int id = 0;

	while (has_id(region, id) || nth-- > 0)
		id++;
	snprintf(name, size, "dax%d.%d", daxctl_region_get_id(region), id);
}

/* The region's directory, below /sys. */
static const char *path_of(struct daxctl_region *region)
{
	const char *path = daxctl_region_get_path(region);

	return *path == '/' && path[1] == 's' && path[2] == 'y' && path[3] == 's' ? path + 5
										    : path;
}

void write_create(struct daxctl_region *region)
{
	printf("%s/dax_region/create 1\n", path_of(region));
}

void write_delete(struct write_device device)
{
	printf("%s/dax_region/delete %s\n", path_of(device.region), device.name);
}

void write_size(struct write_device device, u64 size)
{
	printf("%s/%s/size %llu\n", path_of(device.region), device.name, size);
}

void write_align(struct write_device device, unsigned long align)
{
	printf("%s/%s/align %lu\n", path_of(device.region), device.name, align);
}

void write_memmap(struct write_device device, bool on)
{
	printf("%s/%s/memmap_on_memory %d\n", path_of(device.region), device.name, on);
}

void write_mapping(struct write_device device, u64 start, u64 end)
{
	printf("%s/%s/mapping %llx-%llx\n", path_of(device.region), device.name, start, end);
}

void write_bind(struct write_device device, enum daxctl_dev_mode mode)
{
	if (mode != DAXCTL_DEV_MODE_UNKNOWN)
		printf("bus/dax/drivers/%s/bind %s\n", drivers[mode], device.name);
}

/* The kernel's policy; false: new memory stays offline. */
static bool has_policy(struct daxctl_ctx *ctx, char policy[static 64])
{
	return daxctl_get_auto_online_policy(ctx, policy, 64) == 0 &&
	       !strncmp(policy, "online", 6);
}

bool kernel_onlines(struct daxctl_ctx *ctx, enum daxctl_block_state blocks)
{
	char policy[64];

	return blocks != DAXCTL_BLOCK_OFFLINE && has_policy(ctx, policy);
}

void write_policy(const char *policy)
{
	printf(POLICY_FILE " %s\n", policy);
}

void write_bind_ram(struct write_device device, enum daxctl_block_state blocks)
{
	char policy[64];
	bool changes = has_policy(daxctl_region_get_ctx(device.region), policy) &&
		       strcmp(policy, states[blocks]);

	if (changes)
		write_policy(states[blocks]);
	write_bind(device, DAXCTL_DEV_MODE_RAM);
	if (changes)
		write_policy(policy);
}

void write_unbind(struct write_device device, enum daxctl_dev_mode mode)
{
	if (mode != DAXCTL_DEV_MODE_UNKNOWN)
		printf("bus/dax/drivers/%s/unbind %s\n", drivers[mode], device.name);
}

void write_block(long block, enum daxctl_block_state state)
{
	printf("devices/system/memory/memory%ld/state %s\n", block, states[state]);
}

void write_device_state(struct write_device device, enum daxctl_block_state state)
{
	printf("%s/%s/state %s\n", path_of(device.region), device.name, states[state]);
}

void write_blocks(const struct ranges *ranges, u64 block_size, enum daxctl_block_state state)
{
	for (size_t i = 0; block_size && i < ranges->count; i++) {
		u64 first = (ranges->at[i].start + block_size - 1) / block_size;

		for (u64 block = first; block < (ranges->at[i].end + 1) / block_size; block++)
			write_block(block, state);
	}
}

void write_memory(struct daxctl_dev *dev, enum daxctl_block_state state)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	long block;

	if (!mem)
		return;
	daxctl_memory_block_foreach(mem, block) {
		int now = daxctl_memory_get_block_state(mem, block);

		if (now < 0 || now == (int)state)
			continue;
		if (now != DAXCTL_BLOCK_OFFLINE && state != DAXCTL_BLOCK_OFFLINE)
			write_block(block, DAXCTL_BLOCK_OFFLINE);
		write_block(block, state);
	}
}
