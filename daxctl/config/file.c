// SPDX-License-Identifier: GPL-2.0-only
/* libinih parses; the reader below hands it line after line and keeps count. */
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daxctl/cli/late-libraries.h"
#include "daxctl/cli/report.h"
#include "daxctl/config/file.h"

struct reader {
	const char *path;
	FILE *file;
	int line, section_line;
	config_key_fn *key;
	void *data;
	int rc;
};

int config_fault(const char *path, int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "daxctl: %s:%d: ", path, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return -EINVAL;
}

/* The length of the UTF-8 character at @s, 0 if it is none (nor the shortest form). */
static size_t utf8_length(const unsigned char *s)
{
	static const struct {
		unsigned char mask, lead;
		unsigned int least;
	} forms[] = { { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 },
		      { 0xf8, 0xf0, 0x10000 } };

	for (size_t n = 0; n < sizeof(forms) / sizeof(forms[0]); n++) {
		unsigned int code = s[0] & (unsigned char)~forms[n].mask;

		if ((s[0] & forms[n].mask) != forms[n].lead)
			continue;
		for (size_t i = 1; i <= n; i++) {
			if ((s[i] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (s[i] & 0x3f);
		}
		return code < forms[n].least || code > 0x10ffff ||
		       (code >= 0xd800 && code < 0xe000) ? 0 : n + 1;
	}
	return 0;
}

static bool is_utf8(const char *line)
{
	size_t step = 1;

	for (; *line && step; line += step)
		step = utf8_length((const unsigned char *)line);
	return step != 0;
}

static bool is_comment(const char *line)
{
	line += strspn(line, " \t");
	return *line == '#' || *line == ';';
}

/* inih's lines are short; of a longer one only a comment's end can be left out. */
static void skip_rest(struct reader *reader, const char *line)
{
	int c;

	if (!is_comment(line))
		reader->rc = config_fault(reader->path, reader->line, "the line is too long");
	do
		c = getc(reader->file);
	while (c != EOF && c != '\n');
}

/*
 * libinih takes a line that begins with blanks for more of the one before, and only ';'
 * for the beginning of a comment within a line.
 */
static void simplify(char *line)
{
	size_t blanks = strspn(line, " \t");

	memmove(line, line + blanks, strlen(line + blanks) + 1);
	for (char *c = line; *c; c++)
		if (*c == '#' && (c == line || c[-1] == ' ' || c[-1] == '\t')) {
			strcpy(c, "\n");
			break;
		}
}

static char *read_line(char *line, int size, void *data)
{
	struct reader *reader = data;
	size_t len;

	if (!fgets(line, size, reader->file))
		return NULL;
	reader->line++;
	len = strlen(line);
	if (len == (size_t)size - 1 && line[len - 1] != '\n')
		skip_rest(reader, line);
	else if (len && line[len - 1] != '\n' && !feof(reader->file))
		reader->rc = config_fault(reader->path, reader->line, "a NUL byte");
	else if (!is_utf8(line))
		reader->rc = config_fault(reader->path, reader->line, "not UTF-8");
	simplify(line);
	if (*line == '[')
		reader->section_line = reader->line;
	return line;
}

/* A value may be in quotes, of either kind. */
static char *copy_value(const char *value)
{
	size_t len = strlen(value);
	bool quoted = len > 1 && (*value == '"' || *value == '\'') && value[len - 1] == *value;

	return quoted ? strndup(value + 1, len - 2) : strdup(value);
}

static int take_key(void *data, const char *section, const char *name, const char *value)
{
	struct reader *reader = data;
	char *copy = copy_value(value);
	int rc = copy ? reader->key(reader->data, section, reader->section_line, name, copy,
				    reader->line)
		      : report(reader->path, -ENOMEM, "out of memory");

	free(copy);
	if (rc < 0)
		reader->rc = rc;
	return 1;	/* what is wrong with it was said */
}

int config_file_read(const char *path, config_key_fn *key, void *data)
{
	struct reader reader = { .path = path, .key = key, .data = data };
	struct stat st;
	int fault, fd, rc = need_late_library(path, LIBINIH);

	if (rc == 0)	/* for the values */
		rc = need_late_library(path, LIBUUID);
	if (rc < 0)
		return rc;
	/* not blocking: a FIFO would wait for a writer */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) < 0) {
		rc = report(path, -errno, "cannot be read: %m");
		if (fd >= 0)
			close(fd);
		return rc;
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return report(path, S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL,
			      "cannot be read: it is %s",
			      S_ISDIR(st.st_mode) ? "a directory" : "no regular file");
	}
	reader.file = fdopen(fd, "r");
	if (!reader.file) {
		close(fd);
		return report(path, -ENOMEM, "cannot be read: %m");
	}
	fault = ini_parse_stream(read_line, &reader, take_key, &reader);
	if (reader.rc == 0 && ferror(reader.file))
		reader.rc = report(path, -EIO, "cannot be read: %m");
	fclose(reader.file);
	if (reader.rc == 0 && fault > 0)
		reader.rc = config_fault(path, fault, "neither a section nor a key");
	if (reader.rc == 0 && fault < 0)
		reader.rc = report(path, -ENOMEM, "out of memory");
	return reader.rc;
}
