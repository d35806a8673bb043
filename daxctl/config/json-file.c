// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/cli/trust.h"
#include "daxctl/config/json-file.h"

enum { STEP = 64 << 10, LARGEST = 16 << 20 };	/* far above any listing */

struct text {
	char *at;
	size_t len, room;
};

static int read_all(const char *path, int fd, struct text *text)
{
	ssize_t got = 1;

	while (got > 0) {
		if (text->len == text->room) {
			char *at = realloc(text->at, text->room + STEP);

			if (!at)
				return report(path, -ENOMEM, "out of memory");
			text->at = at;
			text->room += STEP;
		}
		got = read(fd, text->at + text->len, text->room - text->len);
		if (got < 0)
			return report(path, -errno, "cannot be read: %m");
		text->len += got;
		if (text->len > LARGEST)
			return report(path, -EFBIG, "is too large for a listing");
	}
	return 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int parse(const char *path, const struct text *text, struct json_object **json)
{
	struct json_tokener *tokener = json_tokener_new();
	enum json_tokener_error error;
	struct json_object *value;
	size_t end;

	if (!tokener)
		return report(path, -ENOMEM, "out of memory");
	value = json_tokener_parse_ex(tokener, text->at, text->len);
	error = json_tokener_get_error(tokener);
	end = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	if (error == json_tokener_continue)
		return report(path, -EINVAL, "is not JSON: it ends too early");
	if (error != json_tokener_success)
		return report(path, -EINVAL, "is not JSON: %s", json_tokener_error_desc(error));
	while (end < text->len && is_blank(text->at[end]))
		end++;
	if (end < text->len) {
		json_object_put(value);
		return report(path, -EINVAL, "is not JSON: something follows at byte %zu", end + 1);
	}
	*json = value;
	return 0;
}

static int check_file(const char *path, int fd, bool trust_any)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return report(path, -errno, "cannot be read: %m");
	return check_trust(path, &st, trust_any);
}

int json_file_read(const char *path, bool trust_any, struct json_object **json)
{
	bool is_stdin = !strcmp(path, "-");
	int rc = 0, fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct text text = { 0 };

	if (fd < 0)
		return report(path, -errno, "cannot be read: %m");
	if (!is_stdin)
		rc = check_file(path, fd, trust_any);
	if (rc == 0)
		rc = read_all(path, fd, &text);
	if (!is_stdin)
		close(fd);
	if (rc == 0)
		rc = parse(path, &text, json);
	free(text.at);
	return rc;
}
