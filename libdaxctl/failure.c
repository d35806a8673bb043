// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/failure.h>

/* ---- log ---- */

PRINTF(6, 0)
void dax_log_to_stderr(struct daxctl_ctx *ctx, int priority, const char *file, int line,
		       const char *fn, const char *format, va_list args)
{
	(void)ctx, (void)priority, (void)file, (void)line;
	fprintf(stderr, "libdaxctl: %s: ", fn);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void dax_log(struct daxctl_ctx *ctx, int priority, const char *file, int line,
	     const char *fn, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	ctx->log_fn(ctx, priority, file, line, fn, format, args);
	va_end(args);
}

EXPORT void daxctl_set_log_fn(struct daxctl_ctx *ctx, log_fn_t *log_fn)
{
	ctx->log_fn = log_fn ? log_fn : dax_log_to_stderr;
}

EXPORT int daxctl_get_log_priority(struct daxctl_ctx *ctx)
{
	return ctx->log_priority;
}

EXPORT void daxctl_set_log_priority(struct daxctl_ctx *ctx, int priority)
{
	ctx->log_priority = priority;
}

/* ---- failure ---- */

int dax_fail(struct daxctl_ctx *ctx, int errnum, const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int len;

	va_start(args, format);
	errno = errnum;
	len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0)
		return -errnum;
	log_debug(ctx, "%s", text);
	if (ctx->failure)
		free(text);
	else
		ctx->failure = text;
	return -errnum;
}

EXPORT const char *daxctl_get_failure(struct daxctl_ctx *ctx)
{
	return ctx ? ctx->failure : NULL;
}

/* Programs may still use the text, so it is kept until another failure is cleared. */
void dax_failure_clear(struct daxctl_ctx *ctx)
{
	if (!ctx->failure)
		return;
	free(ctx->former_failure);
	ctx->former_failure = ctx->failure;
	ctx->failure = NULL;
}

char *dax_failure_save(struct daxctl_ctx *ctx)
{
	char *failure = ctx->failure;

	ctx->failure = NULL;
	return failure;
}

void dax_failure_restore(struct daxctl_ctx *ctx, char *failure)
{
	dax_failure_clear(ctx);
	ctx->failure = failure;
}

/* ---- unreadable attributes ---- */

struct unread {
	struct unread *next;
	int errnum;
	char text[];
};

static bool is_expected(int errnum)
{
	static const int expected[] = { ENOENT, ENODEV, ENXIO, EACCES, EPERM, ECANCELED };

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		if (errnum == expected[i])
			return true;
	return false;
}

void dax_unread(struct daxctl_ctx *ctx, int errnum, const char *reason, const char *format,
		...)
{
	struct unread **link = &ctx->unread, *note;
	char *subject, *text = NULL;
	va_list args;
	int len;

	if (is_expected(errnum))
		return;
	va_start(args, format);
	len = vasprintf(&subject, format, args);
	va_end(args);
	if (len < 0)
		return;
	len = asprintf(&text, "%s: cannot be read: %s", subject,
		       reason ? reason : strerror(errnum));
	free(subject);
	if (len < 0)
		return;
	while (*link && strcmp((*link)->text, text))
		link = &(*link)->next;
	note = *link ? NULL : malloc(sizeof(*note) + len + 1);
	if (note) {
		*note = (struct unread){ .errnum = errnum };
		memcpy(note->text, text, len + 1);
		*link = note;
	}
	free(text);
}

EXPORT int daxctl_take_unread(struct daxctl_ctx *ctx, char *text, size_t size)
{
	struct unread *note = ctx ? ctx->unread : NULL;
	int errnum;

	if (!note)
		return 0;
	errnum = note->errnum;
	ctx->unread = note->next;
	snprintf(text, size, "%s", note->text);
	free(note);
	return -errnum;
}

void dax_unread_free(struct daxctl_ctx *ctx)
{
	struct unread *note, *next;

	for (note = ctx->unread; note; note = next) {
		next = note->next;
		free(note);
	}
	ctx->unread = NULL;
}

/* ---- progress ---- */

EXPORT void daxctl_set_progress(struct daxctl_ctx *ctx, progress_fn_t *fn, void *data)
{
	if (!ctx)
		return;
	ctx->progress = fn;
	ctx->progress_data = data;
}

int dax_progress_call(struct daxctl_ctx *ctx, unsigned long done, unsigned long total)
{
	char *failure;
	int stop;

	if (!ctx->progress)
		return 0;
	/* The function may call the library, which must not change the failure text. */
	failure = dax_failure_save(ctx);
	stop = ctx->progress(ctx, done, total, ctx->progress_data);
	dax_failure_restore(ctx, failure);
	return stop;
}

int dax_progress(struct daxctl_ctx *ctx, unsigned long done, unsigned long total)
{
	if (!dax_progress_call(ctx, done, total))
		return 0;
	return total ? dax_fail(ctx, ECANCELED, "stopped after %lu of %lu memory blocks", done,
				total)
		     : dax_fail(ctx, ECANCELED, "stopped while waiting for a lock");
}
