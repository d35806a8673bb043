// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The context and its settings.  This file also frees the objects that belong to a context,
 * because it alone is above the files that define them.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/device-list.h>
#include <libdaxctl/failure.h>
#include <libdaxctl/memory.h>
#include <libdaxctl/module.h>
#include <libdaxctl/sysfs.h>

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

/* Set the roots.  The directories below them are opened at their first use. */
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
	dax_sysfs_dir_close(&ctx->bus);
	dax_sysfs_dir_close(&ctx->memory);
	dax_sysfs_dir_init(ctx, &ctx->bus, bus);
	dax_sysfs_dir_init(ctx, &ctx->memory, memory);
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
	ctx->lock_timeout_ms = 10 * 1000;
	ctx->log_fn = dax_log_to_stderr;
	ctx->log_priority = priority ? parse_priority(priority, LOG_ERR) : LOG_ERR;
	dax_sysfs_dir_init(ctx, &ctx->bus, NULL);
	dax_sysfs_dir_init(ctx, &ctx->memory, NULL);
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

static void free_device(struct daxctl_dev *dev)
{
	dax_memory_free(dev->memory);
	dax_device_free(dev);
}

static void free_region(struct daxctl_region *region)
{
	struct daxctl_dev *dev, *next;

	for (dev = region->devices; dev; dev = next) {
		next = dev->next;
		free_device(dev);
	}
	for (dev = region->destroyed; dev; dev = next) {
		next = dev->next_destroyed;
		free_device(dev);
	}
	dax_region_free(region);
}

EXPORT void daxctl_region_unref(struct daxctl_region *region)
{
	struct daxctl_region **link;

	if (!region || --region->refcount)
		return;
	for (link = &region->ctx->regions; *link != region; link = &(*link)->next)
		;
	*link = region->next;
	free_region(region);
}

EXPORT void daxctl_unref(struct daxctl_ctx *ctx)
{
	if (!ctx || --ctx->refcount)
		return;
	while (ctx->regions) {
		struct daxctl_region *region = ctx->regions;

		ctx->regions = region->next;
		free_region(region);
	}
	dax_module_free(ctx);
	dax_sysfs_dir_close(&ctx->bus);
	dax_sysfs_dir_close(&ctx->memory);
	free(ctx->sysfs_root);
	free(ctx->dev_root);
	free(ctx->proc_root);
	free(ctx->config_path);
	free(ctx->failure);
	free(ctx->former_failure);
	dax_unread_free(ctx);
	free(ctx);
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

	if (!ctx)
		return -EINVAL;
	dax_failure_clear(ctx);
	if (!path)
		return dax_fail(ctx, EINVAL, "the configuration path is NULL");
	copy = strdup(path);
	if (!copy)
		return dax_fail(ctx, ENOMEM, "%m");
	free(ctx->config_path);
	ctx->config_path = copy;
	return 0;
}

EXPORT int daxctl_set_roots(struct daxctl_ctx *ctx, const char *sysfs, const char *dev,
			    const char *proc)
{
	if (!ctx)
		return -EINVAL;
	dax_failure_clear(ctx);
	if (ctx->regions || ctx->scanned)
		return dax_fail(ctx, EBUSY, "the roots cannot change after the first listing");
	return set_roots(ctx, sysfs ? sysfs : ctx->sysfs_root,
			 dev ? dev : ctx->dev_root, proc ? proc : ctx->proc_root);
}
