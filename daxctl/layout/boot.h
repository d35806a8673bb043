/* SPDX-License-Identifier: GPL-2.0-only */
/* The layouts that are applied at boot. */
#ifndef DAXCTL_LAYOUT_BOOT_H
#define DAXCTL_LAYOUT_BOOT_H

#include <stdbool.h>

#include <libdaxctl/libdaxctl.h>

#define LAYOUTS_DIRECTORY SYSCONFDIR "/daxctl/layouts"

/*
 * Call @visit with each *.json in the directory, in the order of names.  Returns 0, the
 * first errno of @visit, or a reported errno.
 */
int each_boot_layout(int (*visit)(const char *path, void *data), void *data);

/* Does one of them decide about this device?  Files with problems decide nothing. */
bool boot_layout_has(struct daxctl_dev *dev);

#endif
