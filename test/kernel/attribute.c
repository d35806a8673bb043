// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attribute.h"

__attribute__((format(printf, 2, 0)))
static int open_path(int flags, const char *format, va_list args)
{
	char path[256];
	int fd;

	if (vsnprintf(path, sizeof(path), format, args) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

__attribute__((format(printf, 3, 0)))
static int read_text(char *value, size_t size, const char *format, va_list args)
{
	int fd = open_path(O_RDONLY, format, args);
	ssize_t length;

	if (fd < 0)
		return fd;
	length = read(fd, value, size - 1);
	if (length < 0)
		length = -errno;
	close(fd);
	if (length > 0 && value[length - 1] == '\n')
		length--;
	if (length >= 0)
		value[length] = '\0';
	return length;
}

int read_attr(char *value, size_t size, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = read_text(value, size, format, args);
	va_end(args);
	return length;
}

int read_number(uint64_t *value, const char *format, ...)
{
	char text[32], *end;
	va_list args;
	int length;

	va_start(args, format);
	length = read_text(text, sizeof(text), format, args);
	va_end(args);
	if (length < 0)
		return length;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return errno ? -errno : *end || end == text ? -EINVAL : 0;
}

__attribute__((format(printf, 3, 0)))
static int write_all(const void *bytes, size_t size, const char *format, va_list args)
{
	int fd = open_path(O_WRONLY, format, args);
	ssize_t length;

	if (fd < 0)
		return fd;
	length = write(fd, bytes, size);
	if (length < 0)
		length = -errno;
	close(fd);
	return length < 0 ? length : (size_t)length < size ? -EIO : 0;
}

int write_bytes(const void *bytes, size_t size, const char *format, ...)
{
	va_list args;
	int error;

	va_start(args, format);
	error = write_all(bytes, size, format, args);
	va_end(args);
	return error;
}

int write_attr(const char *value, const char *format, ...)
{
	va_list args;
	int error;

	va_start(args, format);
	error = write_all(value, strlen(value), format, args);
	va_end(args);
	return error;
}

int write_number(uint64_t value, const char *format, ...)
{
	char text[24];
	va_list args;
	int error;

	snprintf(text, sizeof(text), "%" PRIu64, value);
	va_start(args, format);
	error = write_all(text, strlen(text), format, args);
	va_end(args);
	return error;
}

int region_path(char *path, size_t size, unsigned int id)
{
	uint64_t found;
	glob_t list;
	int error = -ENOENT;

	if (glob("/sys/bus/*/devices/*/dax_region", 0, NULL, &list))
		return error;
	for (size_t i = 0; i < list.gl_pathc && error; i++) {
		if (read_number(&found, "%s/id", list.gl_pathv[i]) == 0 && found == id)
			error = snprintf(path, size, "%s", list.gl_pathv[i]) < (int)size ?
				0 : -ENAMETOOLONG;
	}
	globfree(&list);
	return error;
}
