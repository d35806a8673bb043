// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Loading kernel modules.  libkmod is opened only when a module must be loaded, which is
 * rare: opening libkmod and the libraries that it needs would take most of the start-up
 * time of a program.  ./configure --disable-dlopen links it instead.
 */
#include <dlfcn.h>
#include <errno.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>

#include <libdaxctl/failure.h>
#include <libdaxctl/module.h>
#include <util/dlopen-note.h>

/* The functions of libkmod that are used here, without their prefix. */
#define EACH_FUNCTION(DO) \
	DO(new) DO(unref) DO(set_log_fn) DO(module_new_from_name) DO(module_unref) \
	DO(module_probe_insert_module)

#define POINTER(function) __typeof__(kmod_##function) *function;

struct kmod {
	void *library;
	struct kmod_ctx *ctx;
	EACH_FUNCTION(POINTER)
};

/* ---- the library ---- */

#ifdef ENABLE_DLOPEN

DLOPEN_NOTE(kmod, SONAME_KMOD, "kmod", "load the kernel modules of drivers", "recommended");

static bool find_function(void *library, const char *name, void *pointer)
{
	void *address = dlsym(library, name);

	memcpy(pointer, &address, sizeof(address));
	return address;
}

#define FIND(function) && find_function(kmod->library, "kmod_" #function, &kmod->function)

/* Open libkmod and find its functions.  NULL, or why that failed. */
static const char *open_library(struct kmod *kmod)
{
	const char *why;

	kmod->library = dlopen(SONAME_KMOD, RTLD_NOW | RTLD_LOCAL);
	if (kmod->library EACH_FUNCTION(FIND))
		return NULL;
	why = dlerror();
	return why ? why : SONAME_KMOD;
}

#else

#define TAKE(function) kmod->function = kmod_##function;

static const char *open_library(struct kmod *kmod)
{
	EACH_FUNCTION(TAKE)
	return NULL;
}

#endif

/* ---- its context ---- */

/* The failure text says the essential; messages of libkmod are details. */
static void forward_log(void *data, int priority, const char *file, int line,
			const char *fn, const char *format, va_list args)
{
	struct daxctl_ctx *ctx = data;

	(void)priority;
	if (ctx->log_priority >= LOG_DEBUG)
		ctx->log_fn(ctx, LOG_DEBUG, file, line, fn, format, args);
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
	const char *why;

	if (ctx->kmod)
		return 0;
	kmod = calloc(1, sizeof(*kmod));
	if (!kmod)
		return dax_fail(ctx, ENOMEM, "%m");
	why = open_library(kmod);
	if (why) {
		dax_fail(ctx, ENOSYS, "%s", why);
		free_kmod(kmod);	/* after which the text is gone */
		return -ENOSYS;
	}
	kmod->ctx = kmod->new(NULL, NULL);
	if (!kmod->ctx) {
		free_kmod(kmod);
		return dax_fail(ctx, ENOMEM, "%m");
	}
	kmod->set_log_fn(kmod->ctx, forward_log, ctx);
	ctx->kmod = kmod;
	return 0;
}

/* ---- modules ---- */

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
