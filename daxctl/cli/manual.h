/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_CLI_MANUAL_H
#define DAXCTL_CLI_MANUAL_H

/* Become `man daxctl-COMMAND'.  Returns only if there is no man: a negated errno. */
int show_manual(const char *command);

#endif
