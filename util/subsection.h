/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UTIL_SUBSECTION_H
#define UTIL_SUBSECTION_H

/*
 * What the kernel gives out memory in, however small a device's alignment is: sizes of
 * devices are multiples of it, and ranges begin at one.
 */
#define SUBSECTION_SIZE (2ULL << 20)

#endif
