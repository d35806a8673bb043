/* SPDX-License-Identifier: GPL-2.0-only */
/* Why the kernel refused to take a memory block offline. */
#ifndef DAXCTL_DEVICE_REFUSAL_H
#define DAXCTL_DEVICE_REFUSAL_H

#include <libdaxctl/libdaxctl.h>

/*
 * If the last failure of the library was that, print on stderr what the block holds, whose
 * memory it is, and what the kernel logged since @kmsg, a descriptor of /dev/kmsg or -1.
 */
void explain_refusal(struct daxctl_ctx *ctx, const char *subject, int kmsg);

#endif
