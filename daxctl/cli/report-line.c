// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "daxctl/cli/report-line.h"
#include "util/escape.h"

__attribute__((format(printf, 1, 0)))
static void print_escaped(const char *format, va_list args)
{
	char *text = NULL, *escaped = NULL;
	va_list copy;

	va_copy(copy, args);
	if (vasprintf(&text, format, copy) < 0)
		text = NULL;
	va_end(copy);
	if (text)
		escaped = escape_text(text);
	if (escaped)
		fputs(escaped, stderr);
	else
		vfprintf(stderr, format, args);	/* out of memory */
	free(escaped);
	free(text);
}

void vreport_line(const char *format, va_list args)
{
	print_escaped(format, args);
	fputc('\n', stderr);
}

void report_line(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vreport_line(format, args);
	va_end(args);
}

void report_part(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_escaped(format, args);
	va_end(args);
}
