/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef UTIL_CLOCK_H
#define UTIL_CLOCK_H

#include <time.h>

/*
 * Milliseconds on a clock that is never set.  The coarse clock, which advances every few
 * milliseconds, needs no system call even where the machine's time counter is unusable.
 */
static inline long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

#endif
