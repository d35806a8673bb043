/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's policy for new memory blocks while kmem adds those of a device. */
#ifndef LIBDAXCTL_POLICY_H
#define LIBDAXCTL_POLICY_H

#include <libdaxctl/temporary.h>

/* No state is asked for: the policy is the administrator's. */
enum { POLICY_OF_SYSTEM = -1 };

/* The policy while a device is bound. */
struct policy {
	struct temporary temporary;
	char before[TEMPORARY_MAX];	/* "": it was not changed */
	int lock;			/* the bus's */
};

/*
 * Let the kernel give new memory blocks no other state than @state, an enum
 * daxctl_block_state or POLICY_OF_SYSTEM, until dax_policy_end().  With the policy
 * "offline", they stay offline.  Returns 0 or a failure.
 */
int dax_policy_begin(struct daxctl_ctx *ctx, struct policy *policy, int state);
int dax_policy_end(struct daxctl_ctx *ctx, struct policy *policy);

#endif
