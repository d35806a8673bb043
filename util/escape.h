/* SPDX-License-Identifier: GPL-2.0-only */
/* Text from files and other users, made safe for terminals. */
#ifndef UTIL_ESCAPE_H
#define UTIL_ESCAPE_H

/*
 * Return a copy of @text in which control characters, backslashes and bytes that are not
 * UTF-8 are written as "\x1b"; NULL when out of memory.  Free it with free().
 */
char *escape_text(const char *text);

#endif
