/* SPDX-License-Identifier: GPL-2.0-only */
/* Root does not act on files that other users can write. */
#ifndef DAXCTL_CLI_TRUST_H
#define DAXCTL_CLI_TRUST_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * As root, and unless @trust_any, refuse an open file that others than root can change.
 * Returns 0 or a reported -EPERM.
 */
int check_trust(const char *path, const struct stat *st, bool trust_any);

#endif
