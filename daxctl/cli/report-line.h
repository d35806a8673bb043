/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Printing on stderr.  What a terminal would take for a control sequence is escaped, because
 * names and contents of files can have anything in them.
 */
#ifndef DAXCTL_CLI_REPORT_LINE_H
#define DAXCTL_CLI_REPORT_LINE_H

#include <stdarg.h>

/* Print a line, or a part of it. */
void report_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vreport_line(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
void report_part(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
