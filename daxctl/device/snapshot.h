/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a device is before it is changed, so that a change that fails half-way can
 * be taken back: one way for every command and every step.
 */
#ifndef DAXCTL_DEVICE_SNAPSHOT_H
#define DAXCTL_DEVICE_SNAPSHOT_H

#include <libdaxctl/libdaxctl.h>

struct snapshot;

/*
 * Record mode, alignment, ranges and memory blocks in *@snapshot.  0, or a reported
 * errno: a device that cannot be read in full must not be changed.
 */
int snapshot_take(struct daxctl_dev *dev, struct snapshot **snapshot);
void snapshot_free(struct snapshot *snapshot);

/*
 * Bring the device back to the snapshot, step by step where it differs.  What
 * cannot be brought back is said on stderr.
 */
void snapshot_restore(const struct snapshot *snapshot, struct daxctl_dev *dev);

/* Bind the driver of @mode; UNKNOWN is no driver, and does nothing. */
int enable_mode(struct daxctl_dev *dev, enum daxctl_dev_mode mode);

#endif
