// SPDX-License-Identifier: LGPL-2.1-or-later
/* The context: settings, roots, messages, and what failed last. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/private.h>

PRINTF(6, 0)
static void log_to_stderr(struct daxctl_ctx *ctx, int priority, const char *file,
			  int line, const char *fn, const char *format, va_list args)
{
	(void)ctx, (void)priority, (void)file, (void)line;
	fprintf(stderr, "libdaxctl: %s: ", fn);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void log_message(struct daxctl_ctx *ctx, int priority, const char *file, int line,
		 const char *fn, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	ctx->log_fn(ctx, priority, file, line, fn, format, args);
	va_end(args);
}

static int parse_priority(const char *text, int fallback)
{
	static const struct {
		const char *name;
		int priority;
	} names[] = {
		{ "err", LOG_ERR },
		{ "notice", LOG_NOTICE },
		{ "info", LOG_INFO },
		{ "debug", LOG_DEBUG },
	};
	char *end;
	long number = strtol(text, &end, 10);

	if (end != text && (!*end || isspace((unsigned char)*end)))
		return number < 0 ? 0 : number > LOG_DEBUG ? LOG_DEBUG : number;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(text, names[i].name))
			return names[i].priority;
	return fallback;
}

/* Put copies of the roots, and what lies below them, into the context. */
static int set_roots(struct daxctl_ctx *ctx, const char *sysfs, const char *dev,
		     const char *proc)
{
	char *copy[3] = { strdup(sysfs), strdup(dev), strdup(proc) };
	char *bus = NULL, *memory = NULL;

	if (!copy[0] || !copy[1] || !copy[2] ||
	    asprintf(&bus, "%s/bus/dax", sysfs) < 0 ||
	    asprintf(&memory, "%s/devices/system/memory", sysfs) < 0) {
		for (size_t i = 0; i < 3; i++)
			free(copy[i]);
		free(bus);
		return -ENOMEM;
	}
	free(ctx->sysfs_root);
	free(ctx->dev_root);
	free(ctx->proc_root);
	ctx->sysfs_root = copy[0];
	ctx->dev_root = copy[1];
	ctx->proc_root = copy[2];
	sysfs_dir_close(&ctx->bus);
	sysfs_dir_close(&ctx->memory);
	sysfs_dir_init(&ctx->bus, bus);
	sysfs_dir_init(&ctx->memory, memory);
	return 0;
}

EXPORT int daxctl_new(struct daxctl_ctx **out)
{
	const char *priority = secure_getenv("DAXCTL_LOG");
	struct daxctl_ctx *ctx;

	if (!out)
		return -EINVAL;
	ctx = calloc(1, sizeof(*ctx));
	if (!ctx)
		return -ENOMEM;
	ctx->refcount = 1;
	ctx->log_fn = log_to_stderr;
	ctx->log_priority = priority ? parse_priority(priority, LOG_ERR) : LOG_ERR;
	sysfs_dir_init(&ctx->bus, NULL);
	sysfs_dir_init(&ctx->memory, NULL);
	ctx->config_path = strdup(SYSCONFDIR "/daxctl.conf.d");
	if (!ctx->config_path || set_roots(ctx, "/sys", "/dev", "/proc") < 0) {
		daxctl_unref(ctx);
		return -ENOMEM;
	}
	*out = ctx;
	return 0;
}

EXPORT struct daxctl_ctx *daxctl_ref(struct daxctl_ctx *ctx)
{
	if (ctx)
		ctx->refcount++;
	return ctx;
}

EXPORT void daxctl_unref(struct daxctl_ctx *ctx)
{
	if (!ctx || --ctx->refcount)
		return;
	while (ctx->regions) {
		struct daxctl_region *region = ctx->regions;

		ctx->regions = region->next;
		region_free(region);
	}
	module_free(ctx);
	sysfs_dir_close(&ctx->bus);
	sysfs_dir_close(&ctx->memory);
	free(ctx->sysfs_root);
	free(ctx->dev_root);
	free(ctx->proc_root);
	free(ctx->config_path);
	free(ctx->failure);
	free(ctx);
}

EXPORT void daxctl_set_log_fn(struct daxctl_ctx *ctx, log_fn_t *log_fn)
{
	ctx->log_fn = log_fn ? log_fn : log_to_stderr;
}

EXPORT int daxctl_get_log_priority(struct daxctl_ctx *ctx)
{
	return ctx->log_priority;
}

EXPORT void daxctl_set_log_priority(struct daxctl_ctx *ctx, int priority)
{
	ctx->log_priority = priority;
}

EXPORT void *daxctl_get_userdata(struct daxctl_ctx *ctx)
{
	return ctx ? ctx->userdata : NULL;
}

EXPORT void daxctl_set_userdata(struct daxctl_ctx *ctx, void *userdata)
{
	if (ctx)
		ctx->userdata = userdata;
}

EXPORT const char *daxctl_get_config_path(struct daxctl_ctx *ctx)
{
	return ctx ? ctx->config_path : NULL;
}

EXPORT int daxctl_set_config_path(struct daxctl_ctx *ctx, char *path)
{
	char *copy;

	if (!ctx || !path)
		return -EINVAL;
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	free(ctx->config_path);
	ctx->config_path = copy;
	return 0;
}

EXPORT int daxctl_set_roots(struct daxctl_ctx *ctx, const char *sysfs, const char *dev,
			    const char *proc)
{
	if (!ctx)
		return -EINVAL;
	if (ctx->regions || ctx->scanned)
		return -EBUSY;
	return set_roots(ctx, sysfs ? sysfs : ctx->sysfs_root,
			 dev ? dev : ctx->dev_root, proc ? proc : ctx->proc_root);
}

EXPORT const char *daxctl_get_failure(struct daxctl_ctx *ctx)
{
	return ctx ? ctx->failure : NULL;
}

int fail(struct daxctl_ctx *ctx, int errnum, const char *format, ...)
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

EXPORT void daxctl_set_progress(struct daxctl_ctx *ctx,
				int (*fn)(struct daxctl_ctx *ctx, unsigned long done,
					  unsigned long total, void *data),
				void *data)
{
	if (!ctx)
		return;
	ctx->progress = fn;
	ctx->progress_data = data;
}

int progress(struct daxctl_ctx *ctx, unsigned long done, unsigned long total)
{
	if (!ctx->progress || !ctx->progress(ctx, done, total, ctx->progress_data))
		return 0;
	return total ? fail(ctx, ECANCELED, "stopped after %lu of %lu memory blocks", done,
			    total)
		     : fail(ctx, ECANCELED, "stopped while it waited for a lock");
}

void failure_clear(struct daxctl_ctx *ctx)
{
	free(ctx->failure);
	ctx->failure = NULL;
}

char *failure_put_aside(struct daxctl_ctx *ctx)
{
	char *failure = ctx->failure;

	ctx->failure = NULL;
	return failure;
}

void failure_bring_back(struct daxctl_ctx *ctx, char *failure)
{
	failure_clear(ctx);
	ctx->failure = failure;
}
