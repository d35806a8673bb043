/* SPDX-License-Identifier: GPL-2.0-only */
/* The policy for new memory that `daxctl boot-policy' has set. */
#ifndef DAXCTL_CONFIG_BOOT_POLICY_H
#define DAXCTL_CONFIG_BOOT_POLICY_H

#include <libdaxctl/libdaxctl.h>

enum { POLICY_MAX = 64 };	/* of a policy, with its NUL */

/* Set the policy @wanted, and note the policy @before.  Returns 0 or a reported errno. */
int boot_policy_set(const char *before, const char *wanted);

/*
 * The state in which the kernel would have brought memory online that is not configured, but
 * stays offline because of the policy that was set.  OFFLINE: there is no such policy.
 */
enum daxctl_block_state boot_policy_before(struct daxctl_ctx *ctx);

#endif
