// SPDX-License-Identifier: LGPL-2.1-or-later
/* Loading kernel modules. */
#include <errno.h>
#include <libkmod.h>
#include <stdlib.h>

#include <libdaxctl/private.h>

/* libkmod's messages are details for us: our own failure text says the rest. */
static void forward_log(void *data, int priority, const char *file, int line,
			const char *fn, const char *format, va_list args)
{
	struct daxctl_ctx *ctx = data;

	(void)priority;
	if (ctx->log_priority >= LOG_DEBUG)
		ctx->log_fn(ctx, LOG_DEBUG, file, line, fn, format, args);
}

int module_load(struct daxctl_ctx *ctx, const char *name)
{
	struct kmod_module *module;
	int rc;

	if (!ctx->kmod) {
		ctx->kmod = kmod_new(NULL, NULL);
		if (!ctx->kmod)
			return fail(ctx, ENOMEM, "loading module %s: %m", name);
		kmod_set_log_fn(ctx->kmod, forward_log, ctx);
	}
	rc = kmod_module_new_from_name(ctx->kmod, name, &module);
	if (rc < 0)
		return fail(ctx, -rc, "looking module %s up: %m", name);
	rc = kmod_module_probe_insert_module(module, KMOD_PROBE_APPLY_BLACKLIST, NULL, NULL,
					     NULL, NULL);
	kmod_module_unref(module);
	if (rc == KMOD_PROBE_APPLY_BLACKLIST)
		return fail(ctx, EPERM, "module %s is blacklisted in modprobe.d", name);
	if (rc < 0)
		return fail(ctx, -rc, "loading module %s: %m", name);
	log_debug(ctx, "loaded module %s", name);
	return 0;
}

void module_free(struct daxctl_ctx *ctx)
{
	kmod_unref(ctx->kmod);
}
