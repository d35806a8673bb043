/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_LAYOUT_RANGES_STAY_H
#define DAXCTL_LAYOUT_RANGES_STAY_H

#include "util/range.h"

/*
 * Count the ranges that stay, and their bytes, if the ranges @now of a device become @then:
 * those at its beginning that are the same, and the last one also if it only becomes shorter.
 */
size_t ranges_that_stay(const struct ranges *now, const struct ranges *then, u64 *size);

#endif
