// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <unistd.h>

#include "daxctl/cli/interrupt.h"
#include "util/clock.h"

/*
 * SIGPIPE must not abort a change half-way, but it does not ask daxctl to stop either.  A
 * closed terminal can cause SIGHUP twice, and systemd sends it after SIGTERM, so it never
 * ends a command that is stopping.
 */
static const struct {
	int number;
	bool deferred;
	bool ends;	/* as the second signal */
} signals[] = {
	{ SIGINT, true, true },
	{ SIGTERM, true, true },
	{ SIGHUP, true, false },
	{ SIGPIPE, false, false },
};

#define SIGNAL_COUNT (sizeof(signals) / sizeof(signals[0]))

/* Global, because a signal handler takes no user data.  0: no signal so far. */
static volatile sig_atomic_t deferred;

/* The signal is delivered again when its handler returns. */
static void end_now(int signal)
{
	static const char text[] = "daxctl: interrupted again: the change is left half-done\n";
	ssize_t written = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)written;
	interrupts_release();
	raise(signal);
}

static bool ends(int signal)
{
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		if (signals[i].number == signal)
			return signals[i].ends;
	return false;
}

/* timeout(1) sends a signal twice, so signals within half a second count as one. */
static void defer(int signal)
{
	enum { APART_MS = 500 };
	static long long first_ms;

	if (!deferred) {
		first_ms = now_ms();
		deferred = signal;
	} else if (ends(signal) && now_ms() - first_ms >= APART_MS) {
		end_now(signal);
	}
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
		if (!deferred || !signals[i].ends)
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
