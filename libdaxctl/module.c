// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Loading kernel modules.  libkmod is opened only when a module must be loaded, which is
 * rare: libkmod and the libraries that it needs would take most of the time in which a
 * program that uses this library starts.
 */
#include <dlfcn.h>
#include <errno.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/failure.h>
#include <libdaxctl/module.h>

#define LIBKMOD "libkmod.so.2"

struct kmod {
	void *library;
	struct kmod_ctx *ctx;
	__typeof__(kmod_new) *new;
	__typeof__(kmod_unref) *unref;
	__typeof__(kmod_set_log_fn) *set_log_fn;
	__typeof__(kmod_module_new_from_name) *module_new_from_name;
	__typeof__(kmod_module_unref) *module_unref;
	__typeof__(kmod_module_probe_insert_module) *module_probe_insert_module;
};

/* The failure text says the essential; messages of libkmod are details. */
static void forward_log(void *data, int priority, const char *file, int line,
			const char *fn, const char *format, va_list args)
{
	struct daxctl_ctx *ctx = data;

	(void)priority;
	if (ctx->log_priority >= LOG_DEBUG)
		ctx->log_fn(ctx, LOG_DEBUG, file, line, fn, format, args);
}

static bool find_functions(struct kmod *kmod)
{
	const struct {
		const char *name;
		void *to;
	} functions[] = {
		{"kmod_new", &kmod->new},
		{"kmod_unref", &kmod->unref},
		{"kmod_set_log_fn", &kmod->set_log_fn},
		{"kmod_module_new_from_name", &kmod->module_new_from_name},
		{"kmod_module_unref", &kmod->module_unref},
		{"kmod_module_probe_insert_module", &kmod->module_probe_insert_module},
	};

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *address = dlsym(kmod->library, functions[i].name);

		if (!address)
			return false;
		memcpy(functions[i].to, &address, sizeof(address));
	}
	return true;
}

static void free_kmod(struct kmod *kmod)
{
	if (kmod->ctx)
		kmod->unref(kmod->ctx);
	if (kmod->library)
		dlclose(kmod->library);
	free(kmod);
}

/* Open libkmod, and make its context, once for each context of this library. */
static int open_kmod(struct daxctl_ctx *ctx)
{
	struct kmod *kmod;

	if (ctx->kmod)
		return 0;
	kmod = calloc(1, sizeof(*kmod));
	if (!kmod)
		return dax_fail(ctx, ENOMEM, "%m");
	kmod->library = dlopen(LIBKMOD, RTLD_NOW | RTLD_LOCAL);
	if (!kmod->library || !find_functions(kmod)) {
		const char *why = dlerror();

		dax_fail(ctx, ENOSYS, "%s", why ? why : LIBKMOD);
		free_kmod(kmod); /* after which the text is gone */
		return -ENOSYS;
	}
	kmod->ctx = kmod->new (NULL, NULL);
	if (!kmod->ctx) {
		free_kmod(kmod);
		return dax_fail(ctx, ENOMEM, "%m");
	}
	kmod->set_log_fn(kmod->ctx, forward_log, ctx);
	ctx->kmod = kmod;
	return 0;
}

int dax_module_load(struct daxctl_ctx *ctx, const char *name)
{
	struct kmod_module *module;
	int rc = open_kmod(ctx);

	if (rc < 0)
		return rc;
	rc = ctx->kmod->module_new_from_name(ctx->kmod->ctx, name, &module);
	if (rc < 0)
		return dax_fail(ctx, -rc, "looking up module %s: %m", name);
	rc = ctx->kmod->module_probe_insert_module(module, KMOD_PROBE_APPLY_BLACKLIST, NULL,
						   NULL, NULL, NULL);
	ctx->kmod->module_unref(module);
	if (rc == KMOD_PROBE_APPLY_BLACKLIST)
		return dax_fail(ctx, EPERM, "module %s is blacklisted in modprobe.d", name);
	if (rc < 0)
		return dax_fail(ctx, -rc, "loading module %s: %m", name);
	log_debug(ctx, "loaded module %s", name);
	return 0;
}

void dax_module_free(struct daxctl_ctx *ctx)
{
	if (ctx->kmod)
		free_kmod(ctx->kmod);
}
