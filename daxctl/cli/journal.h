/* SPDX-License-Identifier: GPL-2.0-only */
/* Notes each change of a device in systemd's journal, for `daxctl history'. */
#ifndef DAXCTL_CLI_JOURNAL_H
#define DAXCTL_CLI_JOURNAL_H

#include <stdbool.h>

/* Identifies the entries. */
#define JOURNAL_MESSAGE_ID "5b0a1d5c6f0b4a4f9a3e6c1d7b2f8e90"

/* Does systemd run, with its journal? */
bool journal_exists(void);

/*
 * Note that a command changed a device from one state to another.  Without a journal, or if
 * it does not take the entry, nothing happens.
 */
void journal_change(const char *command, const char *device, const char *before,
		    const char *after);

#endif
