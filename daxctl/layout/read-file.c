// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/cli/trust.h"
#include "daxctl/layout/read-file.h"

enum { FILE_MAX_SIZE = 10 << 20, DEPTH_MAX = 32 };

static const char too_large[] = "has more than 10 MiB, which is too large for a layout";

static int check_file(const char *path, int fd, bool trust_any)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return report(path, -errno, "cannot be read: %m");
	if (S_ISDIR(st.st_mode))
		return report(path, -EISDIR, "cannot be read: it is a directory");
	if (!S_ISREG(st.st_mode))
		return report(path, -EINVAL, "cannot be read: it is no regular file");
	if (st.st_size > FILE_MAX_SIZE)
		return report(path, -EFBIG, "%s", too_large);
	return check_trust(path, &st, trust_any);
}

/* Returns the text, which ends with a NUL, or NULL with *@rc reported. */
static char *read_all(const char *path, int fd, size_t *size, int *rc)
{
	char *text = malloc(FILE_MAX_SIZE + 2);
	ssize_t got = 1;

	*size = 0;
	while (text && got > 0 && *size <= FILE_MAX_SIZE) {
		got = read(fd, text + *size, FILE_MAX_SIZE + 1 - *size);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			*size += got;
	}
	if (!text)
		*rc = report(path, -ENOMEM, "out of memory");
	else if (got < 0)
		*rc = report(path, -errno, "cannot be read: %m");
	else if (*size > FILE_MAX_SIZE)
		*rc = report(path, -EFBIG, "%s", too_large);
	else
		return text[*size] = '\0', text;
	free(text);
	return NULL;
}

/* Line and column of an offset, from 1 on. */
static void locate(const char *text, size_t offset, int *line, int *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < offset && text[i]; i++) {
		(*column)++;
		if (text[i] == '\n') {
			(*line)++;
			*column = 1;
		}
	}
}

static int parse_text(const char *path, const char *text, size_t size,
		      struct json_object **json)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	enum json_tokener_error error;
	int line, column, rc = 0;
	size_t end;

	if (!tokener)
		return report(path, -ENOMEM, "out of memory");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	/* With the NUL, so that a number at the end is complete. */
	*json = json_tokener_parse_ex(tokener, text, size + 1);
	error = json_tokener_get_error(tokener);
	end = json_tokener_get_parse_end(tokener);
	if (error == json_tokener_success && end < size)
		end = strlen(text);
	locate(text, end, &line, &column);
	if (error == json_tokener_error_depth)
		rc = report(path, -EINVAL, "line %d: is nested more than %d levels deep", line,
			    DEPTH_MAX);
	else if (error != json_tokener_success)
		rc = report(path, -EINVAL, "line %d, column %d: is not JSON: %s", line, column,
			    error == json_tokener_continue ? "it ends too early"
							   : json_tokener_error_desc(error));
	else if (end < size)
		rc = report(path, -EINVAL, "line %d, column %d: is not JSON: a NUL character", line,
			    column);
	if (rc < 0) {
		json_object_put(*json);
		*json = NULL;
	}
	json_tokener_free(tokener);
	return rc;
}

int document_read(const char *path, bool trust_any, struct json_object **json)
{
	/* Without O_NONBLOCK, a FIFO would wait for a writer. */
	bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t size;
	char *text;
	int rc = 0;

	*json = NULL;
	if (fd < 0)
		return report(path, -errno, "cannot be read: %m");
	if (!is_stdin)
		rc = check_file(path, fd, trust_any);
	text = rc < 0 ? NULL : read_all(path, fd, &size, &rc);
	if (text)
		rc = parse_text(path, text, size, json);
	free(text);
	if (!is_stdin)
		close(fd);
	return rc;
}
