/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding the word that a misspelled one probably stands for. */
#ifndef UTIL_NEAR_H
#define UTIL_NEAR_H

#include <stddef.h>

/* Begins as { 0 }; @word stays NULL if no word is similar. */
struct near {
	const char *word;
	size_t distance;
};

/* Take @known for the nearest word if it is more similar to @typed than those before. */
void near_try(struct near *near, const char *typed, const char *known);

#endif
