// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/block-size.h"
#include "daxctl/device/memmap.h"
#include "daxctl/device/select.h"
#include "daxctl/layout/state.h"
#include "util/array.h"

static int read_ranges(struct daxctl_dev *dev, struct shape *shape)
{
	struct daxctl_mapping *mapping;
	u64 sum = 0;
	int rc = 0;

	shape->size = daxctl_dev_get_size(dev);
	if (!shape->size)
		return 0;
	daxctl_mapping_foreach(dev, mapping) {
		struct range range = {
			.start = daxctl_mapping_get_start(mapping),
			.end = daxctl_mapping_get_end(mapping),
		};

		sum += range_size(&range);
		rc = ranges_add(&shape->ranges, &range);
		if (rc < 0)
			return report(daxctl_dev_get_devname(dev), rc, "out of memory");
	}
	if (sum == shape->size)
		return 0;
	if (!sum)
		return report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), -EIO,
				      "read its mappings");
	return report(daxctl_dev_get_devname(dev), -EIO, "has mappings of %llu bytes together, "
		      "but the size %llu", sum, shape->size);
}

static int read_memory(struct daxctl_dev *dev, bool has_memmap, struct present *device)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	u64 size = mem ? daxctl_memory_get_block_size(mem) : 0;
	long block;
	int memmap;

	if (!mem)
		return 0;
	/* Without the parameter, the attribute can be 1, but has no effect. */
	memmap = has_memmap ? daxctl_dev_get_memmap_on_memory(dev) : -EOPNOTSUPP;
	device->is.memmap = memmap < 0 ? MEMMAP_ANY : memmap ? MEMMAP_ON_MEMORY : MEMMAP_OUTSIDE;
	daxctl_memory_block_foreach(mem, block) {
		int state = daxctl_memory_get_block_state(mem, block);

		device->kernel += state == DAXCTL_BLOCK_KERNEL ? size : 0;
		device->movable += state == DAXCTL_BLOCK_MOVABLE ? size : 0;
		device->incomplete |= state == DAXCTL_BLOCK_OFFLINE;
		if (state < 0 && state != -ENOENT)
			return report_failure(daxctl_dev_get_ctx(dev),
					      daxctl_dev_get_devname(dev), state,
					      "read its memory blocks");
	}
	if (block < 0 && block != -ENOENT)
		return report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev),
				      block, "read its memory blocks");
	device->is.online = device->movable ? DAXCTL_BLOCK_MOVABLE
			    : device->kernel ? DAXCTL_BLOCK_KERNEL : DAXCTL_BLOCK_OFFLINE;
	return 0;
}

static int read_device(struct daxctl_dev *dev, const struct labels *labels, bool has_memmap,
		       struct present *device)
{
	const struct label *label = labels_find(labels, dev);
	int rc;

	*device = (struct present){ .id = daxctl_dev_get_id(dev) };
	snprintf(device->name, sizeof(device->name), "%s", daxctl_dev_get_devname(dev));
	device->is.align = daxctl_dev_get_align(dev);
	device->is.mode = daxctl_dev_get_mode(dev);
	device->is.online = DAXCTL_BLOCK_MOVABLE;
	if (label)
		device->is.label = *label;
	rc = read_ranges(dev, &device->is);
	if (rc == 0 && device->is.mode == DAXCTL_DEV_MODE_RAM)
		rc = read_memory(dev, has_memmap, device);
	return rc;
}

static int read_devices(struct daxctl_region *region, const struct labels *labels,
			struct region_state *state)
{
	struct daxctl_dev *dev = daxctl_dev_get_first(region);

	state->target_node = dev ? daxctl_dev_get_target_node(dev) : -1;
	daxctl_dev_foreach(region, dev) {
		struct present *at = array_grow(state->devices, state->count, sizeof(*at));
		int rc;

		if (!at)
			return report(state->name, -ENOMEM, "out of memory");
		state->devices = at;
		rc = read_device(dev, labels, state->has_memmap_on_memory,
				 &at[state->count++]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int state_read(struct daxctl_region *region, const struct labels *labels,
	       struct region_state *state)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(region);
	int rc;

	*state = (struct region_state){
		.region = region,
		.size = daxctl_region_get_size(region),
		.align = daxctl_region_get_align(region),
		.block_size = read_block_size(),
		.dynamic = daxctl_region_is_dynamic(region),
		.has_memmap_on_memory = memmap_can_be_own(),
	};
	region_name(region, state->name);
	rc = daxctl_region_get_start(region, &state->start);
	if (rc < 0)
		return report_failure(ctx, state->name, rc, "read where it is");
	if (state->size == ULLONG_MAX || state->align == ULONG_MAX)
		return report(state->name, -EIO, "its size and alignment cannot be read");
	rc = daxctl_region_lock(region, false);
	if (rc < 0)
		return report_failure(ctx, state->name, rc, "read its devices");
	rc = read_devices(region, labels, state);
	daxctl_region_unlock(region);
	if (rc < 0)
		state_clear(state);
	return rc;
}

void state_clear(struct region_state *state)
{
	for (size_t i = 0; i < state->count; i++)
		free(state->devices[i].is.ranges.at);
	free(state->devices);
	state->devices = NULL;
	state->count = 0;
}

/* ---- fingerprint: FNV-1a of all values ---- */

static u64 hash_bytes(u64 hash, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * 0x100000001b3ULL;
	return hash;
}

static u64 hash_number(u64 hash, u64 number)
{
	return hash_bytes(hash, &number, sizeof(number));
}

static u64 hash_text(u64 hash, const char *text)
{
	return hash_bytes(hash, text, strlen(text) + 1);
}

u64 state_fingerprint(const struct region_state *state, u64 seed)
{
	u64 hash = seed ^ 0xcbf29ce484222325ULL;

	hash = hash_number(hash_number(hash, state->start), state->size);
	for (size_t i = 0; i < state->count; i++) {
		const struct present *device = &state->devices[i];

		hash = hash_text(hash, device->name);
		hash = hash_text(hash, device->is.label.text);
		hash = hash_text(hash, device->is.label.access.group);
		hash = hash_text(hash, device->is.label.access.permissions);
		hash = hash_number(hash, device->is.align);
		hash = hash_number(hash, device->is.mode);
		hash = hash_number(hash, device->is.memmap);
		hash = hash_number(hash, device->kernel);
		hash = hash_number(hash, device->movable);
		for (size_t r = 0; r < device->is.ranges.count; r++) {
			hash = hash_number(hash, device->is.ranges.at[r].start);
			hash = hash_number(hash, device->is.ranges.at[r].end);
		}
	}
	return hash;
}
