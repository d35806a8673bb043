/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Giving a device without a driver other ranges.  It is done in two parts, because what one
 * device frees can be what another gets.
 */
#ifndef DAXCTL_LAYOUT_RESHAPE_H
#define DAXCTL_LAYOUT_RESHAPE_H

#include "daxctl/layout/model.h"

/*
 * The kernel wants each range to be a multiple of the alignment at any time.  So both set
 * the alignment: a smaller one is set before, and a larger one after the ranges.
 */

/* Free all that does not stay.  0 leaves the alignment.  Returns 0 or a reported errno. */
int reshape_release(struct daxctl_dev *dev, const struct ranges *ranges, unsigned long align);

/* Add what is missing.  Returns 0 or a reported errno. */
int reshape_fill(struct daxctl_dev *dev, const struct ranges *ranges, unsigned long align);

/* Is the attribute memmap_on_memory to be written before the device becomes this one? */
bool changes_memmap(struct daxctl_dev *dev, const struct shape *shall);

#endif
