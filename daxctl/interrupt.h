/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ctrl-C and its like (SIGINT, SIGTERM, SIGHUP) while something is being changed: the
 * change ends at a good place, and the program at its own end, of that signal.
 */
#ifndef DAXCTL_INTERRUPT_H
#define DAXCTL_INTERRUPT_H

#include <stdbool.h>

/* From here on such a signal is only remembered, until interrupts_release(). */
void interrupts_hold(void);
void interrupts_release(void);

/* Has there been one? */
bool interrupted(void);

/* Keep them from the kernel too, which ends some work for them, or let them through. */
void interrupts_block(bool block);

/* Die of the signal that was remembered, so that a shell sees what it was; or return. */
void interrupt_die(void);

#endif
