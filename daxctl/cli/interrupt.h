/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ctrl-C and its like (SIGINT, SIGTERM, SIGHUP) while something is being changed: the
 * change ends at a good place, and the program at its own end, of that signal.  Nor does a
 * message that nobody reads any more (SIGPIPE) end it earlier.
 */
#ifndef DAXCTL_CLI_INTERRUPT_H
#define DAXCTL_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/* From here on such a signal is only remembered, until interrupts_release(). */
void interrupts_hold(void);
void interrupts_release(void);

/* Has there been one? */
bool interrupted(void);

/* Keep them from the kernel too, which ends some work for them, and then no more. */
void interrupts_block(sigset_t *before);
void interrupts_unblock(const sigset_t *before);

/* Die of the signal that was remembered, so that a shell sees what it was; or return. */
void interrupt_die(void);

#endif
