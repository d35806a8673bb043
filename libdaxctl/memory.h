/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory blocks of a device that is bound to kmem. */
#ifndef LIBDAXCTL_MEMORY_H
#define LIBDAXCTL_MEMORY_H

#include <libdaxctl/device.h>

void dax_memory_free(struct daxctl_memory *mem);

/* Offline every block in @ranges, or none.  Returns how many were changed, or -errno. */
int dax_blocks_offline(struct daxctl_ctx *ctx, const struct ranges *ranges);

/* Returns the number of online blocks in @ranges, or -errno. */
int dax_blocks_online(struct daxctl_ctx *ctx, const struct ranges *ranges);

#endif
