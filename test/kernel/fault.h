/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds the signal that an access to memory causes. */
#ifndef KERNEL_TEST_FAULT_H
#define KERNEL_TEST_FAULT_H

#include <signal.h>

/* Runs the access in a child process.  Returns its signal, whose number is 0 without one. */
siginfo_t fault_of(void (*access)(char *address), char *address);

/* Accesses for fault_of(). */
void read_byte(char *address);
void write_byte(char *address);

#endif
