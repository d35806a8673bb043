// SPDX-License-Identifier: GPL-2.0-only
/*
 * The syntax of a configuration file: sections in brackets, keys and values with an equal
 * sign or a colon between them, values with or without quotes, comments from '#' or ';' to
 * the end of the line.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daxctl/cli/report-line.h"
#include "daxctl/cli/report.h"
#include "daxctl/cli/trust.h"
#include "daxctl/config/file.h"

/* Room for the longest path, and for a key before it. */
enum { LINE_MAX_LENGTH = 5000 };

static const char blanks[] = " \t\r\n";

struct reader {
	const char *path;
	int line;
	bool in_section;	/* false: before the first */
	bool skips;		/* until the next section, because of a reported fault */
	config_section_fn *section;
	config_key_fn *key;
	void *data;
};

int config_fault(const char *path, int line, const char *format, ...)
{
	va_list args;

	report_part("daxctl: %s:%d: ", path, line);
	va_start(args, format);
	vreport_line(format, args);
	va_end(args);
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

/* Remove the blanks around @text. */
static char *trim(char *text)
{
	size_t len;

	text += strspn(text, blanks);
	len = strlen(text);
	while (len && strchr(blanks, text[len - 1]))
		text[--len] = '\0';
	return text;
}

static bool is_comment(const char *text)
{
	return *text == '#' || *text == ';';
}

/* Remove a comment from the end of @text; a blank must be before it. */
static char *strip_comment(char *text)
{
	for (char *c = text; *c; c++)
		if (is_comment(c) && (c == text || strchr(blanks, c[-1]))) {
			*c = '\0';
			break;
		}
	return trim(text);
}

/* The end of a quoted text that begins at @text, if only a comment follows; or NULL. */
static char *closing_quote(char *text)
{
	char *end = *text == '"' || *text == '\'' ? strchr(text + 1, *text) : NULL;
	const char *after = end ? end + 1 + strspn(end + 1, blanks) : NULL;

	return after && (!*after || is_comment(after)) ? end : NULL;
}

/* A value without its quotes, or without the comment behind it. */
static char *parse_value(char *text)
{
	char *end = closing_quote(text = trim(text));

	if (!end)
		return strip_comment(text);
	*end = '\0';
	return text + 1;
}

/* @text begins with a bracket. */
static int parse_section(struct reader *reader, char *text)
{
	char *end = strchr(text, ']');
	int rc;

	if (!end || *strip_comment(end + 1)) {
		rc = config_fault(reader->path, reader->line, "neither a section nor a key");
	} else {
		*end = '\0';
		rc = reader->section(reader->data, trim(text + 1), reader->line);
	}
	reader->in_section = true;
	reader->skips = rc < 0;
	return rc;
}

static int parse_key(struct reader *reader, char *text)
{
	char *separator = strpbrk(text, "=:");

	if (!separator)
		return config_fault(reader->path, reader->line, "neither a section nor a key");
	if (reader->skips)
		return 0;
	reader->skips = !reader->in_section;
	if (reader->skips)
		return config_fault(reader->path, reader->line, "a key before any section");
	*separator = '\0';
	return reader->key(reader->data, trim(text), parse_value(separator + 1), reader->line);
}

static int parse_line(struct reader *reader, char *line, size_t len)
{
	char *text = line;

	if (strlen(line) != len)
		return config_fault(reader->path, reader->line, "a NUL byte");
	if (!is_utf8(line))
		return config_fault(reader->path, reader->line, "not UTF-8");
	if (reader->line == 1 && !strncmp(text, "\xef\xbb\xbf", 3))	/* byte order mark */
		text += 3;
	text = trim(text);
	if (!*text || is_comment(text))
		return 0;
	if (len > LINE_MAX_LENGTH)
		return config_fault(reader->path, reader->line, "the line is too long");
	return *text == '[' ? parse_section(reader, text) : parse_key(reader, text);
}

static int parse_file(struct reader *reader, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int status = 0;

	while ((len = getline(&line, &room, file)) >= 0) {
		int rc;

		reader->line++;
		rc = parse_line(reader, line, len);
		if (rc < 0)
			status = rc;
	}
	if (ferror(file))
		status = report(reader->path, -EIO, "cannot be read: %m");
	free(line);
	return status;
}

/* Open the file.  Returns NULL with *@rc reported. */
static FILE *open_file(const char *path, bool trust_any, int *rc)
{
	/* Without O_NONBLOCK, a FIFO would wait for a writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	FILE *file = NULL;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		*rc = report(path, -errno, "cannot be read: %m");
	else if (!S_ISREG(st.st_mode))
		*rc = report(path, S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL,
			     "cannot be read: it is %s",
			     S_ISDIR(st.st_mode) ? "a directory" : "not a regular file");
	else if ((*rc = check_trust(path, &st, trust_any)) == 0 && !(file = fdopen(fd, "r")))
		*rc = report(path, -ENOMEM, "cannot be read: %m");
	if (!file && fd >= 0)
		close(fd);
	return file;
}

int config_file_read(const char *path, bool trust_any, config_section_fn *section,
		     config_key_fn *key, void *data)
{
	struct reader reader = { .path = path, .section = section, .key = key, .data = data };
	FILE *file;
	int rc = 0;

	file = open_file(path, trust_any, &rc);
	if (!file)
		return rc;
	rc = parse_file(&reader, file);
	fclose(file);
	return rc;
}
