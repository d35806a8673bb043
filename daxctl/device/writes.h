/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The output of --dry-run: the writes to sysfs that a change would make, as "PATH VALUE" with
 * the path below /sys.  Nothing here writes.
 */
#ifndef DAXCTL_DEVICE_WRITES_H
#define DAXCTL_DEVICE_WRITES_H

#include <stdbool.h>
#include <stddef.h>

#include <libdaxctl/libdaxctl.h>

#include "util/range.h"

/* The policy for new memory, below /sys. */
#define POLICY_FILE "devices/system/memory/auto_online_blocks"

/* A device to be, of which only the name can be guessed, has a region and that name. */
struct write_device {
	struct daxctl_region *region;
	const char *name;
};

struct write_device write_device(struct daxctl_dev *dev);

/* The name that the kernel will probably give to the @nth device from now on, from 0 on. */
void guess_name(struct daxctl_region *region, int nth, char *name, size_t size);

void write_create(struct daxctl_region *region);
void write_delete(struct write_device device);
void write_size(struct write_device device, u64 size);
void write_align(struct write_device device, unsigned long align);
void write_memmap(struct write_device device, bool on);
void write_mapping(struct write_device device, u64 start, u64 end);
/* UNKNOWN writes nothing. */
void write_bind(struct write_device device, enum daxctl_dev_mode mode);
void write_policy(const char *policy);
/* Bind kmem, for memory that is to be in the state @blocks. */
void write_bind_ram(struct write_device device, enum daxctl_block_state blocks);
/* Does the kernel itself bring new memory online in this state while kmem is bound? */
bool kernel_onlines(struct daxctl_ctx *ctx, enum daxctl_block_state blocks);
void write_unbind(struct write_device device, enum daxctl_dev_mode mode);
/* Each memory block that lies in a range. */
void write_blocks(const struct ranges *ranges, u64 block_size, enum daxctl_block_state state);
/* The state of all memory of @device, which is unplugged. */
void write_device_state(struct write_device device, enum daxctl_block_state state);
void write_block(long block, enum daxctl_block_state state);
/* Each block of @dev that is not in this state yet, also by way of offline. */
void write_memory(struct daxctl_dev *dev, enum daxctl_block_state state);

#endif
