/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_LAYOUT_DOCUMENT_CHECK_H
#define DAXCTL_LAYOUT_DOCUMENT_CHECK_H

#include "daxctl/layout/layout.h"
#include "daxctl/layout/problems.h"

/* The checks of several devices together. */
void document_check(const struct layout *layout, struct problems *problems);

#endif
