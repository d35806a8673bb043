/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DAXCTL_CLI_MANUAL_H
#define DAXCTL_CLI_MANUAL_H

/* Execute `man daxctl-COMMAND'.  Returns a negated errno if man cannot be run. */
int show_manual(const char *command);

#endif
