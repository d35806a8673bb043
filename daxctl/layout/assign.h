/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_LAYOUT_ASSIGN_H
#define DAXCTL_LAYOUT_ASSIGN_H

#include <stddef.h>

/*
 * The assignment of @rows to @columns, at least as many, with the greatest sum of
 * weights[row * columns + column].  Stores a column for each row.  Returns 0 or -ENOMEM.
 */
int assign(const long long *weights, size_t rows, size_t columns, size_t *column_of);

#endif
