/* SPDX-License-Identifier: GPL-2.0-only */
/* The link in modprobe.d that makes modprobe load dax_pmem. */
#ifndef DAXCTL_COMMANDS_MIGRATE_DEVICE_MODEL_H
#define DAXCTL_COMMANDS_MIGRATE_DEVICE_MODEL_H

/*
 * Create @link as a symbolic link to @target.  It is not an error if @link is such a link
 * already; anything else of that name is an error and left alone.  Returns 0, or a negated
 * errno that was reported.
 */
int link_module_config(const char *target, const char *link);

#endif
