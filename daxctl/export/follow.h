/* SPDX-License-Identifier: GPL-2.0-only */
/* Exporting again whenever something changes. */
#ifndef DAXCTL_EXPORT_FOLLOW_H
#define DAXCTL_EXPORT_FOLLOW_H

/*
 * Call @write at once, after events of devices and memory blocks, and every 30 seconds, until a
 * signal ends the program.  Returns 0, or a reported errno if there can be no events.
 */
int export_follow(void (*write)(void *data), void *data);

#endif
