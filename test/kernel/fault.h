/* SPDX-License-Identifier: GPL-2.0-only */
/* What signal an access to memory brings. */
#ifndef KERNEL_TEST_FAULT_H
#define KERNEL_TEST_FAULT_H

#include <signal.h>

/* Runs the access in a child process: its signal, or 0 for none, with what came along. */
siginfo_t fault_of(void (*access)(char *address), char *address);

/* Accesses for it. */
void read_byte(char *address);
void write_byte(char *address);

#endif
