// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/device/read-line.h"

bool read_line(char *line, size_t size, const char *format, ...)
{
	bool found = false;
	va_list args;
	char *path;
	FILE *file;
	int len;

	va_start(args, format);
	len = vasprintf(&path, format, args);
	va_end(args);
	if (len < 0)
		return false;
	file = fopen(path, "re");
	free(path);
	if (file) {
		found = fgets(line, size, file) != NULL;
		fclose(file);
	}
	if (found)
		line[strcspn(line, "\n")] = '\0';
	return found;
}

bool read_number(const char *dir, const char *name, u64 *number)
{
	char text[64], *end;

	if (!read_line(text, sizeof(text), "%s/%s", dir, name))
		return false;
	*number = strtoull(text, &end, 0);
	return end != text && !*end;
}
