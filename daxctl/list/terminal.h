/* SPDX-License-Identifier: GPL-2.0-only */
/* What standard output can show. */
#ifndef DAXCTL_LIST_TERMINAL_H
#define DAXCTL_LIST_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* "auto", "always" or "never": 0, or -EINVAL with *@when untouched. */
int parse_color_when(const char *text, enum color_when *when);

/* auto: on a terminal that knows colours, unless NO_COLOR says otherwise. */
bool color_wanted(enum color_when when);

/* In columns: the environment's COLUMNS, or the terminal's own width, or 80. */
size_t terminal_width(void);

#endif
