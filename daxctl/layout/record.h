/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record of a run: the future ranges of each device, written before its memory changes.  If
 * the process is killed, the next run gives the devices that memory, and plans from there.
 * A device that was to keep its contents has them again, because nobody else got its memory.
 */
#ifndef DAXCTL_LAYOUT_RECORD_H
#define DAXCTL_LAYOUT_RECORD_H

#include "daxctl/layout/model.h"

/*
 * Wait for other runs, at most @wait_ms milliseconds if that is not negative, and begin one.
 * Returns a descriptor that record_close() takes, or a reported errno.
 */
int record_open(long wait_ms);
void record_close(int fd);

/* Note the future ranges of a device.  Returns 0 or a reported errno. */
int record_add(int fd, u64 region_start, const char *device, const struct label *label,
	       unsigned long align, const struct ranges *ranges);
/* Note which devices a region has: others that are empty after a run was killed are its. */
int record_devices(int fd, struct daxctl_region *region, u64 region_start);
/* All that the run changes is noted: from now on the notes count. */
int record_commit(int fd);
/* Write the notes to stable storage. */
int record_sync(int fd);
/* Forget all notes, when a region is done. */
void record_forget(int fd);

/* Finish what the record of a killed run notes.  Failures are reported. */
void record_recover(struct daxctl_ctx *ctx, int fd);

#endif
