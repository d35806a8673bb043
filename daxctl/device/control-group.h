/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_DEVICE_CONTROL_GROUP_H
#define DAXCTL_DEVICE_CONTROL_GROUP_H

#include "util/types.h"

/*
 * The path of the control group whose directory has this inode, such as "/system.slice";
 * NULL if there is none.  Free it with free().
 */
char *control_group_path(u64 inode);

#endif
