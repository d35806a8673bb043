/* SPDX-License-Identifier: GPL-2.0-only */
/* The link that has modprobe load dax_pmem. */
#ifndef DAXCTL_COMMANDS_MIGRATE_DEVICE_MODEL_H
#define DAXCTL_COMMANDS_MIGRATE_DEVICE_MODEL_H

/*
 * Make @link a symbolic link to @target, or find that it is one.  Anything else that
 * has the name is left alone.  Returns 0 or a reported errno.
 */
int link_module_config(const char *target, const char *link);

#endif
