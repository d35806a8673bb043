/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals during a change.  SIGINT, SIGTERM and SIGHUP are deferred: the change stops at a
 * safe point or is rolled back, and then daxctl dies of the signal.  If that takes too long
 * for the user, a second SIGINT or SIGTERM ends daxctl at once.  SIGPIPE is ignored, because
 * it must not abort a change half-way.
 */
#ifndef DAXCTL_CLI_INTERRUPT_H
#define DAXCTL_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/* Defer signals until interrupts_release(). */
void interrupts_hold(void);
void interrupts_release(void);

/* Has a signal been deferred? */
bool interrupted(void);

/*
 * Block the signals: a pending signal makes the kernel give up some operations.  A signal
 * that ends daxctl at once is not blocked.
 */
void interrupts_block(sigset_t *before);
void interrupts_unblock(const sigset_t *before);

/*
 * Raise the deferred signal again, if any, so that a shell sees that daxctl died of it.
 */
void interrupts_reraise(void);

#endif
