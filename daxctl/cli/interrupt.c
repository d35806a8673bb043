// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "daxctl/cli/interrupt.h"

/*
 * One whose reader is gone ends a write of a message, and must not end what comes after
 * it: SIGPIPE is none that the user sends.
 */
static const struct {
	int number;
	bool remembered;
} signals[] = { { SIGINT, true }, { SIGTERM, true }, { SIGHUP, true }, { SIGPIPE, false } };

#define SIGNAL_COUNT (sizeof(signals) / sizeof(signals[0]))

/* A signal handler has no other place for what it has to say. */
static volatile sig_atomic_t remembered;

static void remember(int signal)
{
	remembered = signal;
}

static void nothing(int signal)
{
	(void)signal;
}

/* What is ignored, as under nohup, stays ignored. */
static void handle(void (*handler)(int), void (*other)(int))
{
	for (size_t i = 0; i < SIGNAL_COUNT; i++) {
		struct sigaction now, then = {
			.sa_handler = signals[i].remembered ? handler : other,
			.sa_flags = SA_RESTART,
		};

		if (sigaction(signals[i].number, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaction(signals[i].number, &then, NULL);
	}
}

void interrupts_hold(void)
{
	handle(remember, nothing);
}

void interrupts_release(void)
{
	handle(SIG_DFL, SIG_DFL);
}

bool interrupted(void)
{
	return remembered;
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

void interrupt_die(void)
{
	if (!remembered)
		return;
	interrupts_release();
	raise(remembered);
}
