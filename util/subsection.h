/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UTIL_SUBSECTION_H
#define UTIL_SUBSECTION_H

/*
 * The unit in which the kernel allocates memory to devices.  Even if the alignment of a
 * device is smaller, its size is a multiple of this, and so is the start of each range.
 */
#define SUBSECTION_SIZE (2ULL << 20)

#endif
