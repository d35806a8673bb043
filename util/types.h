/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UTIL_TYPES_H
#define UTIL_TYPES_H

/* Sizes and physical addresses in bytes.  The public header uses the same type. */
typedef unsigned long long u64;

#endif
