/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_LAYOUT_RANGES_STAY_H
#define DAXCTL_LAYOUT_RANGES_STAY_H

#include "util/range.h"

/*
 * How many ranges stay of a device that has @is and shall have @shall, and their bytes: those
 * at its beginning that are the same, and the last one also if it only becomes shorter.
 */
size_t ranges_that_stay(const struct ranges *is, const struct ranges *shall, u64 *size);

#endif
