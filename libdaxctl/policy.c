// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Memory that came online in a kernel zone may never leave it, because the kernel soon has
 * data there that cannot move.  So the policy has to be right before kmem adds the blocks.
 * It is one for the whole system, so it is changed with the bus's exclusive lock held.  All
 * other bindings to kmem hold the shared lock, so that none of them gets it instead.
 */
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <libdaxctl/block.h>
#include <libdaxctl/device.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/lock.h>
#include <libdaxctl/policy.h>
#include <libdaxctl/sysfs.h>

static const char attribute[] = "auto_online_blocks";

static struct temporary temporary_policy(struct daxctl_ctx *ctx)
{
	return (struct temporary){
		.dir = &ctx->memory,
		.attribute = attribute,
		.record = "auto-online",
	};
}

/* The policy of the system, even while another process has replaced it for a moment. */
EXPORT int daxctl_get_auto_online_policy(struct daxctl_ctx *ctx, char *policy, size_t size)
{
	struct temporary temporary = temporary_policy(ctx);
	int rc;

	dax_failure_clear(ctx);
	rc = dax_sysfs_readf(&ctx->memory, policy, size, "%s", attribute);
	if (rc < 0)
		return dax_fail(ctx, -rc, "reading %s/%s: %m", ctx->memory.path, attribute);
	dax_temporary_see_through(ctx, &temporary, policy, size);
	return 0;
}

EXPORT int daxctl_dev_will_auto_online_memory(struct daxctl_dev *dev)
{
	char policy[TEMPORARY_MAX];

	return daxctl_get_auto_online_policy(dev->region->ctx, policy, sizeof(policy)) ==
		       0 &&
	       !strncmp(policy, "online", 6);
}

/*
 * Would the kernel bring new blocks online in any other way than @state?  If so, the policy
 * becomes @now.  A policy that cannot be read counts as "offline".
 */
static bool conflicts(struct daxctl_ctx *ctx, int state, char now[static TEMPORARY_MAX])
{
	if (state == POLICY_OF_SYSTEM ||
	    dax_sysfs_readf(&ctx->memory, now, TEMPORARY_MAX, "%s", attribute) < 0)
		return false;
	return !strncmp(now, "online", 6) && strcmp(now, dax_block_state_word(state));
}

/* Lock the bus, exclusively if that is necessary, which is only certain with the lock. */
static int lock_bus(struct daxctl_ctx *ctx, const struct policy *policy, int state)
{
	char now[TEMPORARY_MAX];
	bool exclusive = false;
	int fd;

	for (;;) {
		exclusive |= dax_temporary_is_recorded(ctx, &policy->temporary) ||
			     conflicts(ctx, state, now);
		fd = dax_bus_lock(ctx, exclusive);
		if (fd < 0 || exclusive)
			return fd;
		if (!dax_temporary_is_recorded(ctx, &policy->temporary) &&
		    !conflicts(ctx, state, now))
			return fd;
		close(fd);
		exclusive = true;
	}
}

int dax_policy_begin(struct daxctl_ctx *ctx, struct policy *policy, int state)
{
	char now[TEMPORARY_MAX];
	int rc;

	*policy = (struct policy){ .temporary = temporary_policy(ctx) };
	policy->lock = lock_bus(ctx, policy, state);
	if (policy->lock < 0)
		return policy->lock;
	rc = dax_temporary_recover(ctx, &policy->temporary);
	if (rc == 0 && conflicts(ctx, state, now)) {
		rc = dax_temporary_begin(ctx, &policy->temporary, now,
					 dax_block_state_word(state));
		if (rc == 0)
			strcpy(policy->before, now);
	}
	if (rc < 0)
		close(policy->lock);
	return rc;
}

int dax_policy_end(struct daxctl_ctx *ctx, struct policy *policy)
{
	int rc = 0;

	if (policy->before[0])
		rc = dax_temporary_end(ctx, &policy->temporary, policy->before);
	close(policy->lock);
	return rc;
}
