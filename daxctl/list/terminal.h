/* SPDX-License-Identifier: GPL-2.0-only */
/* The properties of standard output: colours and width. */
#ifndef DAXCTL_LIST_TERMINAL_H
#define DAXCTL_LIST_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Parse "auto", "always" or "never".  Returns 0, or -EINVAL with *@when untouched. */
int parse_color_when(const char *text, enum color_when *when);

/* COLOR_AUTO means colours on a terminal that supports them, unless NO_COLOR is set. */
bool color_wanted(enum color_when when);

/* The variable COLUMNS, else the width of the terminal, else 80. */
size_t terminal_width(void);

#endif
