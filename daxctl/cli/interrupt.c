// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "daxctl/cli/interrupt.h"

/* SIGPIPE must not abort a change half-way, but it does not ask daxctl to stop either. */
static const struct {
	int number;
	bool deferred;
} signals[] = { { SIGINT, true }, { SIGTERM, true }, { SIGHUP, true }, { SIGPIPE, false } };

#define SIGNAL_COUNT (sizeof(signals) / sizeof(signals[0]))

/* Global, because a signal handler takes no user data.  0: no signal so far. */
static volatile sig_atomic_t deferred;

static void defer(int signal)
{
	deferred = signal;
}

static void ignore(int signal)
{
	(void)signal;
}

/* Signals that are ignored already, as SIGHUP is under nohup, stay ignored. */
static void set_handlers(void (*on_stop)(int), void (*on_pipe)(int))
{
	for (size_t i = 0; i < SIGNAL_COUNT; i++) {
		struct sigaction now, then = {
			.sa_handler = signals[i].deferred ? on_stop : on_pipe,
			.sa_flags = SA_RESTART,
		};

		if (sigaction(signals[i].number, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaction(signals[i].number, &then, NULL);
	}
}

void interrupts_hold(void)
{
	set_handlers(defer, ignore);
}

void interrupts_release(void)
{
	set_handlers(SIG_DFL, SIG_DFL);
}

bool interrupted(void)
{
	return deferred;
}

void interrupts_block(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		sigaddset(&set, signals[i].number);
	sigprocmask(SIG_BLOCK, &set, before);
}

void interrupts_unblock(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

void interrupts_reraise(void)
{
	if (!deferred)
		return;
	interrupts_release();
	raise(deferred);
}
