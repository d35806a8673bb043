// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Udev rules and administrators can change memory blocks at any moment.  So a failed write
 * still counts as a success if the block is in the wanted state afterwards.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <libdaxctl/block.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/sysfs.h>

static const char *const state_words[] = {
	[DAXCTL_BLOCK_OFFLINE] = "offline",
	[DAXCTL_BLOCK_KERNEL] = "online_kernel",
	[DAXCTL_BLOCK_MOVABLE] = "online_movable",
};

const char *dax_block_state_word(enum daxctl_block_state state)
{
	return state_words[state];
}

u64 dax_block_size(struct daxctl_ctx *ctx)
{
	u64 size;

	/* Cached, because it is fixed at boot and needed for each block. */
	if (!ctx->block_size &&
	    dax_sysfs_read_numberf(&ctx->memory, 16, &size, "block_size_bytes") == 0)
		ctx->block_size = size;
	return ctx->block_size;
}

unsigned long dax_blocks_in_range(const struct range *range, u64 size, u64 *first)
{
	u64 begin = range->start / size + (range->start % size != 0);
	u64 end = range->end / size + (range->end % size == size - 1);

	*first = begin;
	return end > begin ? end - begin : 0;
}

/* Read an attribute of a block, which is open, and note if that fails. */
static int read_attribute(struct daxctl_ctx *ctx, long block, const char *attribute, int fd,
			  char *text, size_t size)
{
	int rc = dax_sysfs_read_fd(fd, text, size);

	if (rc < 0)
		dax_unread(ctx, -rc, NULL, "%s/memory%ld/%s", ctx->memory.path, block,
			   attribute);
	return rc;
}

/*
 * The zone of an online block.  Read valid_zones of online blocks only: while a block is
 * being added, stock kernels dereference a NULL pointer there.  So the file is opened after
 * @state said "online", and @state is read once more: if the block was removed in between,
 * and perhaps added again, this fails with ENODEV.  Kernels without memory removal have no
 * valid_zones, and no movable memory from a device either.
 */
static int read_zone(struct daxctl_ctx *ctx, long block, int state)
{
	int fd = dax_sysfs_openf(&ctx->memory, O_RDONLY, "memory%ld/valid_zones", block);
	char text[128];
	int rc;

	if (fd == -ENOENT)
		return DAXCTL_BLOCK_KERNEL;
	if (fd < 0)
		return fd;
	rc = read_attribute(ctx, block, "state", state, text, sizeof(text));
	if (rc >= 0 && strcmp(text, "online"))
		rc = -EAGAIN;
	if (rc >= 0)
		rc = read_attribute(ctx, block, "valid_zones", fd, text, sizeof(text));
	close(fd);
	if (rc < 0)
		return rc;
	return strcmp(text, "Movable") ? DAXCTL_BLOCK_KERNEL : DAXCTL_BLOCK_MOVABLE;
}

/*
 * Read the state from @fd, the open attribute.  Returns -EAGAIN if the block changed in the
 * meantime.
 */
static int read_state_once(struct daxctl_ctx *ctx, long block, int fd)
{
	char text[64];
	int rc = read_attribute(ctx, block, "state", fd, text, sizeof(text));

	if (rc < 0)
		return rc;
	if (!strcmp(text, "offline"))
		return DAXCTL_BLOCK_OFFLINE;
	/* A block that is going offline is still in use, and its zone is not readable. */
	return strcmp(text, "online") ? DAXCTL_BLOCK_KERNEL : read_zone(ctx, block, fd);
}

static int read_state(struct daxctl_ctx *ctx, long block, int fd)
{
	enum { TRIES = 3 };
	int rc = -EAGAIN;

	for (int tries = 0; rc == -EAGAIN && tries < TRIES; tries++)
		rc = read_state_once(ctx, block, fd);
	return rc;
}

int dax_block_get(struct daxctl_ctx *ctx, long block)
{
	int fd = dax_sysfs_openf(&ctx->memory, O_RDONLY, "memory%ld/state", block);
	int rc;

	if (fd < 0)
		return fd;
	rc = read_state(ctx, block, fd);
	close(fd);
	/* The block was removed after its state was opened. */
	return rc == -ENODEV ? -ENOENT : rc;
}

/*
 * Write the state.  Returns 1 if that succeeded, 0 if the write failed but the block is
 * online (or offline) as asked, or else the errno of the write.
 */
static int try_state(struct daxctl_ctx *ctx, long block, int fd,
		     enum daxctl_block_state state)
{
	const char *word = dax_block_state_word(state);
	int now, rc;

	if (pwrite(fd, word, strlen(word), 0) >= 0) {
		log_debug(ctx, "wrote \"%s\" to %s/memory%ld/state", word, ctx->memory.path,
			  block);
		return 1;
	}
	rc = -errno;
	now = read_state(ctx, block, fd);
	if (now >= 0 && (now == DAXCTL_BLOCK_OFFLINE) == (state == DAXCTL_BLOCK_OFFLINE))
		return 0;
	return rc;
}

/*
 * Any signal makes the kernel stop offlining a block.  The progress function decides
 * whether to continue nevertheless; a rollback always continues.
 */
static int ask_to_continue(struct daxctl_ctx *ctx)
{
	if (ctx->rolling_back)
		return 0;
	if (!ctx->progress)
		return -EINTR;
	return dax_progress_call(ctx, ctx->blocks_done, ctx->blocks_total) ? -ECANCELED : 0;
}

enum { TRIES_DESPITE_SIGNALS = 10 };

static int write_state(struct daxctl_ctx *ctx, long block, int fd,
		       enum daxctl_block_state state)
{
	int rc = try_state(ctx, block, fd, state), stop = 0;

	for (int i = 1; rc == -EINTR && stop == 0 && i < TRIES_DESPITE_SIGNALS; i++) {
		stop = ask_to_continue(ctx);
		if (stop == 0)
			rc = try_state(ctx, block, fd, state);
	}
	if (rc >= 0)
		return rc;
	if (stop == -ECANCELED)
		return dax_fail(ctx, ECANCELED, "stopped after %lu of %lu memory blocks, "
				"writing \"%s\" to %s/memory%ld/state", ctx->blocks_done,
				ctx->blocks_total, state_words[state], ctx->memory.path, block);
	return dax_fail(ctx, stop < 0 ? -stop : -rc,
			"writing \"%s\" to %s/memory%ld/state: %m", state_words[state],
			ctx->memory.path, block);
}

/*
 * Open a block and read its state into *@now.  Returns the descriptor, or a failure with
 * its text.  -ENOENT has no text, since a missing block is not always a failure.
 */
static int open_state(struct daxctl_ctx *ctx, long block, int *now)
{
	int fd = dax_sysfs_openf(&ctx->memory, O_RDWR, "memory%ld/state", block);

	if (fd == -ENOENT)
		return fd;
	if (fd < 0)
		return dax_fail(ctx, -fd, "opening %s/memory%ld/state: %m",
				ctx->memory.path, block);
	*now = read_state(ctx, block, fd);
	if (*now >= 0)
		return fd;
	close(fd);
	return dax_fail(ctx, -*now, "reading %s/memory%ld/state: %m", ctx->memory.path,
			block);
}

int dax_block_switch(struct daxctl_ctx *ctx, long block, enum daxctl_block_state state,
		     enum daxctl_block_state *before)
{
	int now, fd = open_state(ctx, block, &now);
	int rc = 0;

	if (fd < 0)
		return fd;
	*before = now;
	if ((now == DAXCTL_BLOCK_OFFLINE) != (state == DAXCTL_BLOCK_OFFLINE))
		rc = write_state(ctx, block, fd, state);
	close(fd);
	return rc;
}

static int move(struct daxctl_ctx *ctx, long block, int fd, enum daxctl_block_state from,
		enum daxctl_block_state to)
{
	int rc = 0;

	if (from != DAXCTL_BLOCK_OFFLINE)
		rc = write_state(ctx, block, fd, DAXCTL_BLOCK_OFFLINE);
	if (rc < 0 || to == DAXCTL_BLOCK_OFFLINE)
		return rc;
	rc = write_state(ctx, block, fd, to);
	if (rc < 0 && from != DAXCTL_BLOCK_OFFLINE) {
		bool before = ctx->rolling_back;

		ctx->rolling_back = true;
		if (write_state(ctx, block, fd, from) < 0)
			log_error(ctx,
				  "memory%ld is offline and cannot be brought online again",
				  block);
		ctx->rolling_back = before;
	}
	return rc;
}

int dax_block_move(struct daxctl_ctx *ctx, long block, enum daxctl_block_state state)
{
	int now, fd = open_state(ctx, block, &now);
	int rc = 0;

	if (fd == -ENOENT)
		return dax_fail(ctx, ENOENT, "memory%ld does not exist", block);
	if (fd < 0)
		return fd;
	if (now != (int)state)
		rc = move(ctx, block, fd, now, state);
	close(fd);
	return rc;
}
