/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a device before a change.  All commands use it to roll back a change that
 * failed half-way, no matter at which step.
 */
#ifndef DAXCTL_DEVICE_SNAPSHOT_H
#define DAXCTL_DEVICE_SNAPSHOT_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

struct snapshot;

/*
 * Record the mode, alignment, ranges and memory blocks of a device.  Returns 0 or a
 * reported errno.  After a failure the device must not be changed, as a rollback would be
 * incomplete.
 */
int snapshot_take(struct daxctl_dev *dev, struct snapshot **snapshot);
void snapshot_free(struct snapshot *snapshot);

/*
 * Before several devices are restored: free the memory that the device did not have then,
 * because it may be another's.  Returns 0 or a reported errno.
 */
int snapshot_release(const struct snapshot *snapshot, struct daxctl_dev *dev);

/*
 * Restore everything that differs from the snapshot.  Failures are reported on stderr.
 */
void snapshot_restore(const struct snapshot *snapshot, struct daxctl_dev *dev);

/*
 * Restore the ranges and the alignment of a device without a driver.  A step that gave up
 * memory calls this before it unlocks the region, so that no other process gets the memory.
 * Returns 0 or -errno.
 */
int snapshot_restore_space(const struct snapshot *snapshot, struct daxctl_dev *dev);

/* Has anything changed since then?  Ranges that cannot be read count as unchanged. */
bool snapshot_differs(const struct snapshot *snapshot, struct daxctl_dev *dev);

/*
 * Bind the driver of @mode.  UNKNOWN has no driver and does nothing.  Of system RAM, the
 * kernel brings no block online by itself except in the state @blocks.
 */
int enable_mode(struct daxctl_dev *dev, enum daxctl_dev_mode mode,
		enum daxctl_block_state blocks);

#endif
