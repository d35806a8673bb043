// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Memory blocks, straight from their number: block N is the N-th block_size_bytes
 * of physical memory, and its directory is memoryN.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/private.h>

static const char *const state_words[] = {
	[DAXCTL_BLOCK_OFFLINE] = "offline",
	[DAXCTL_BLOCK_KERNEL] = "online_kernel",
	[DAXCTL_BLOCK_MOVABLE] = "online_movable",
};

u64 block_size(struct daxctl_ctx *ctx)
{
	u64 size;

	/* fixed at boot, and asked for once for each block */
	if (!ctx->block_size &&
	    sysfs_read_number(&ctx->memory, "block_size_bytes", 16, &size) == 0)
		ctx->block_size = size;
	return ctx->block_size;
}

unsigned long range_blocks(const struct range *range, u64 size, u64 *first)
{
	u64 begin = range->start / size + (range->start % size != 0);
	u64 end = range->end / size + (range->end % size == size - 1);

	*first = begin;
	return end > begin ? end - begin : 0;
}

static char *block_file(long block, const char *attribute)
{
	char *name;

	return asprintf(&name, "memory%ld/%s", block, attribute) < 0 ? NULL : name;
}

static int open_block(struct daxctl_ctx *ctx, long block, const char *attribute, int flags)
{
	char *name = block_file(block, attribute);
	int fd = name ? sysfs_open(&ctx->memory, name, flags) : -ENOMEM;

	free(name);
	return fd;
}

/* An online block's valid_zones is the one zone that it is in. */
static int read_zone(struct daxctl_ctx *ctx, long block)
{
	int fd = open_block(ctx, block, "valid_zones", O_RDONLY);
	char text[128];
	int rc;

	if (fd < 0)
		return fd;
	rc = sysfs_read_fd(fd, text, sizeof(text));
	close(fd);
	if (rc < 0)
		return rc;
	return strcmp(text, "Movable") ? DAXCTL_BLOCK_KERNEL : DAXCTL_BLOCK_MOVABLE;
}

static int read_state(struct daxctl_ctx *ctx, long block, int fd)
{
	char text[64];
	int rc = sysfs_read_fd(fd, text, sizeof(text));

	if (rc < 0)
		return rc;
	/* "going-offline" is still in use */
	return strcmp(text, "offline") ? read_zone(ctx, block) : DAXCTL_BLOCK_OFFLINE;
}

int block_get(struct daxctl_ctx *ctx, long block)
{
	int fd = open_block(ctx, block, "state", O_RDONLY);
	int rc;

	if (fd < 0)
		return fd;
	rc = read_state(ctx, block, fd);
	close(fd);
	return rc;
}

static int write_state(int fd, enum daxctl_block_state state)
{
	const char *word = state_words[state];

	return pwrite(fd, word, strlen(word), 0) < 0 ? -errno : 0;
}

static int write_failed(struct daxctl_ctx *ctx, long block, enum daxctl_block_state state,
			int rc)
{
	return fail(ctx, -rc, "writing \"%s\" to %s/memory%ld/state: %m",
		    state_words[state], ctx->memory.path, block);
}

/* Bring an offline block where it is wanted.  It may have come online by itself. */
static int bring_online(struct daxctl_ctx *ctx, long block, int fd,
			enum daxctl_block_state state)
{
	int rc = write_state(fd, state);

	if (rc < 0 && read_state(ctx, block, fd) == (int)state)
		return 0;
	return rc < 0 ? write_failed(ctx, block, state, rc) : 1;
}

static int change(struct daxctl_ctx *ctx, long block, int fd, enum daxctl_block_state from,
		  enum daxctl_block_state to)
{
	int rc;

	if (from == DAXCTL_BLOCK_OFFLINE)
		return bring_online(ctx, block, fd, to);
	rc = write_state(fd, DAXCTL_BLOCK_OFFLINE);
	if (rc < 0)
		return write_failed(ctx, block, DAXCTL_BLOCK_OFFLINE, rc);
	if (to == DAXCTL_BLOCK_OFFLINE)
		return 1;
	rc = bring_online(ctx, block, fd, to);
	if (rc < 0)
		bring_online(ctx, block, fd, from);
	return rc < 0 ? rc : 1;
}

int block_set(struct daxctl_ctx *ctx, long block, enum daxctl_block_state state)
{
	int fd = open_block(ctx, block, "state", O_RDWR);
	int now, rc;

	if (fd < 0)
		return fail(ctx, -fd, "opening %s/memory%ld/state: %m", ctx->memory.path,
			    block);
	now = read_state(ctx, block, fd);
	if (now < 0)
		rc = fail(ctx, -now, "reading %s/memory%ld/state: %m", ctx->memory.path,
			  block);
	else
		rc = now == (int)state ? 0 : change(ctx, block, fd, now, state);
	close(fd);
	return rc;
}
