// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "daxctl/cli/report-line.h"
#include "daxctl/layout/problems.h"
#include "util/array.h"

int problem(struct problems *problems, int rc, const char *where, const char *format, ...)
{
	char *text = NULL, *line = NULL, **at;
	va_list args;

	if (!problems->rc)
		problems->rc = rc;
	at = array_grow(problems->at, problems->count, sizeof(*at));
	if (at)
		problems->at = at;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	if (at && text && asprintf(&line, "%s: %s", where, text) >= 0)
		at[problems->count++] = line;
	else
		rc = problems->rc = -ENOMEM;
	free(text);
	return rc;
}

void problems_clear(struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		free(problems->at[i]);
	free(problems->at);
	*problems = (struct problems){ 0 };
}

int problems_report(struct problems *problems, const char *file)
{
	int rc = problems->rc;

	for (size_t i = 0; i < problems->count; i++)
		report_line("daxctl: %s: %s", file, problems->at[i]);
	if (rc == -ENOMEM)
		report_line("daxctl: %s: out of memory", file);
	problems_clear(problems);
	return rc;
}
