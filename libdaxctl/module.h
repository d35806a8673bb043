/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LIBDAXCTL_MODULE_H
#define LIBDAXCTL_MODULE_H

#include <libdaxctl/ctx.h>

/* Load a kernel module as modprobe does, with respect to the blacklist. */
int dax_module_load(struct daxctl_ctx *ctx, const char *name);
void dax_module_free(struct daxctl_ctx *ctx);

#endif
