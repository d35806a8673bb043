// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/progress.h"
#include "daxctl/cli/report-line.h"
#include "util/clock.h"
#include "util/size.h"

/* Short operations show no line, and the line is redrawn at most every 100 ms. */
enum { DELAY_MS = 200, REDRAW_MS = 100 };

static bool on_terminal(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb");
}

/* "1.50 GiB" */
static void format_blocks(struct daxctl_dev *dev, unsigned long count,
			  char text[static SIZE_TEXT_MAX])
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);

	format_size(mem ? count * daxctl_memory_get_block_size(mem) : 0, text);
	text[strcspn(text, "(") - 1] = '\0';	/* drop "(1.61 GB)" */
}

static void draw(struct progress *progress, unsigned long done, unsigned long total,
		 long long now)
{
	long long left = (now - progress->began) * (long long)(total - done) / (long long)done;
	char bytes[SIZE_TEXT_MAX], all[SIZE_TEXT_MAX];

	format_blocks(progress->dev, done, bytes);
	format_blocks(progress->dev, total, all);
	fprintf(stderr, "\r\033[K%s: %lu of %lu memory blocks, %s of %s, %lld s left",
		daxctl_dev_get_devname(progress->dev), done, total, bytes, all,
		(left + 999) / 1000);
	progress->shown = true;
	progress->next = now + REDRAW_MS;
}

static void erase(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}

/* Show which process holds the lock, once the wait has lasted a second. */
static void draw_wait(struct daxctl_ctx *ctx, struct progress *progress)
{
	enum { PATIENCE_MS = 1000 };
	long long now = now_ms();
	const char *wait;
	long waited_ms;

	wait = daxctl_get_wait(ctx, &waited_ms);
	if (!wait || waited_ms < PATIENCE_MS || now < progress->next)
		return;
	fputs("\r\033[K", stderr);
	report_part("waiting: %s", wait);
	progress->shown = true;
	progress->next = now + REDRAW_MS;
}

static void draw_blocks(struct progress *progress, unsigned long done, unsigned long total)
{
	long long now = now_ms();

	if (!done) {
		progress->began = now;
		progress->next = now + DELAY_MS;
	} else if (now >= progress->next) {
		draw(progress, done, total, now);
	}
}

/*
 * The kernel's messages from here on are about this operation.  Not everybody may read them,
 * and they only add to what is reported otherwise.
 */
static void open_messages(struct progress *progress)
{
	if (!progress->explain)
		return;
	if (progress->kmsg < 0)
		progress->kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (progress->kmsg >= 0)
		lseek(progress->kmsg, 0, SEEK_END);
}

void progress_explain(struct daxctl_ctx *ctx, explain_fn *explain)
{
	struct progress *progress = daxctl_get_userdata(ctx);

	progress->explain = explain;
}

void progress_failed(struct daxctl_ctx *ctx, const char *subject)
{
	struct progress *progress = daxctl_get_userdata(ctx);

	if (progress && progress->explain)
		progress->explain(ctx, subject, progress->kmsg);
}

static int tick(struct daxctl_ctx *ctx, unsigned long done, unsigned long total, void *data)
{
	struct progress *progress = data;
	bool waits = daxctl_get_wait(ctx, NULL);

	/* After a signal, this is called again in the middle of a block. */
	if (total && !done && !interrupted())
		open_messages(progress);
	if (!total && !waits)
		erase(progress);
	else if (progress->terminal && waits)
		draw_wait(ctx, progress);
	else if (progress->terminal)
		draw_blocks(progress, done, total);
	return interrupted();
}

void progress_watch(struct daxctl_ctx *ctx, struct progress *progress)
{
	*progress = (struct progress){ .terminal = on_terminal(), .kmsg = -1 };
	daxctl_set_userdata(ctx, progress);
	daxctl_set_progress(ctx, tick, progress);
}

void progress_unwatch(struct daxctl_ctx *ctx)
{
	struct progress *progress = daxctl_get_userdata(ctx);

	erase(progress);
	if (progress->kmsg >= 0)
		close(progress->kmsg);
	daxctl_set_progress(ctx, NULL, NULL);
	daxctl_set_userdata(ctx, NULL);
}

void progress_begin(struct daxctl_ctx *ctx, struct progress *progress)
{
	interrupts_hold();
	progress_watch(ctx, progress);
}

void progress_end(struct daxctl_ctx *ctx)
{
	progress_unwatch(ctx);
	interrupts_release();
}

void progress_device(struct daxctl_dev *dev)
{
	struct progress *progress = daxctl_get_userdata(daxctl_dev_get_ctx(dev));

	erase(progress);
	progress->dev = dev;
}

bool progress_tick(struct daxctl_ctx *ctx, unsigned long done, unsigned long total)
{
	return tick(ctx, done, total, daxctl_get_userdata(ctx));
}

/*
 * SIGTSTP and SIGCONT interrupt the offlining of a block too.  The library retries that
 * only if there is a progress function that returns 0.
 */
static int never_stop(struct daxctl_ctx *ctx, unsigned long done, unsigned long total,
		      void *data)
{
	(void)ctx, (void)done, (void)total, (void)data;
	return 0;
}

void progress_suspend(struct daxctl_ctx *ctx)
{
	struct progress *progress = daxctl_get_userdata(ctx);

	interrupts_block(&progress->mask);
	daxctl_set_progress(ctx, never_stop, NULL);
}

void progress_resume(struct daxctl_ctx *ctx)
{
	struct progress *progress = daxctl_get_userdata(ctx);

	daxctl_set_progress(ctx, tick, progress);
	interrupts_unblock(&progress->mask);
}
