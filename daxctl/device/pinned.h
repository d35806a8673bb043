/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages that processes have pinned for long, so that the kernel cannot move them. */
#ifndef DAXCTL_DEVICE_PINNED_H
#define DAXCTL_DEVICE_PINNED_H

#include <stdbool.h>

#include "util/types.h"

/*
 * Find them: the buffers that are registered with io_uring, or all writable memory of other
 * processes with VmPin in their status.  NULL if there are none, or they cannot be found.
 */
struct pinned *pinned_find(void);
bool pinned_has(const struct pinned *pinned, u64 frame);
void pinned_free(struct pinned *pinned);

#endif
