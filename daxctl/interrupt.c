// SPDX-License-Identifier: GPL-2.0-only
#include <signal.h>
#include <stddef.h>

#include "daxctl/interrupt.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

#define SIGNAL_COUNT (sizeof(signals) / sizeof(signals[0]))

/* A signal handler has no other place for what it has to say. */
static volatile sig_atomic_t remembered;

static void remember(int signal)
{
	remembered = signal;
}

/* What is ignored, as under nohup, stays ignored. */
static void handle(void (*handler)(int))
{
	struct sigaction now, then = { .sa_handler = handler, .sa_flags = SA_RESTART };

	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaction(signals[i], &then, NULL);
}

void interrupts_hold(void)
{
	handle(remember);
}

void interrupts_release(void)
{
	handle(SIG_DFL);
}

bool interrupted(void)
{
	return remembered;
}

void interrupts_block(bool block)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		sigaddset(&set, signals[i]);
	sigprocmask(block ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

void interrupt_die(void)
{
	if (!remembered)
		return;
	interrupts_release();
	raise(remembered);
}
