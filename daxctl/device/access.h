/* SPDX-License-Identifier: GPL-2.0-only */
/* Access to the node of a device: its group and the permissions of a file. */
#ifndef DAXCTL_DEVICE_ACCESS_H
#define DAXCTL_DEVICE_ACCESS_H

#include <stdbool.h>

/* "0660": four octal digits, of which the first is 0. */
bool permissions_are_valid(const char *text);

/* Does this system have the group? */
bool group_exists(const char *name);

#endif
