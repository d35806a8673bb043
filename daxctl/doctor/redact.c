// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "daxctl/doctor/redact.h"
#include "util/array.h"

static void add(struct exam *exam, struct secrets *secrets, const char *text)
{
	const char **at;

	if (!*text)
		return;
	at = array_grow(secrets->at, secrets->count, sizeof(*at));
	if (!at) {
		exam->rc = -ENOMEM;
		return;
	}
	secrets->at = at;
	at[secrets->count++] = text;
}

/* A serial number can be written in several ways. */
static void add_serial(struct exam *exam, struct secrets *secrets, const char *text)
{
	unsigned long long serial = strtoull(text, NULL, 0);

	add(exam, secrets, text);
	if (!serial)
		return;
	add(exam, secrets, exam_text(exam, "%llu", serial));
	add(exam, secrets, exam_text(exam, "%#llx", serial));
	add(exam, secrets, exam_text(exam, "%llx", serial));
	add(exam, secrets, exam_text(exam, "0x%016llx", serial));
}

void secrets_find(struct exam *exam, struct secrets *secrets)
{
	static const char *const serials[] = {
		"/sys/bus/cxl/devices/mem*/serial",
		"/sys/bus/nd/devices/nmem*/nfit/serial",
		"/sys/bus/nd/devices/nmem*/nfit/id",
	};
	char host[256] = "";

	*secrets = (struct secrets){ 0 };
	if (gethostname(host, sizeof(host) - 1) == 0 && strcmp(host, "(none)"))
		add(exam, secrets, exam_text(exam, "%s", host));
	for (size_t i = 0; i < sizeof(serials) / sizeof(serials[0]); i++) {
		glob_t found;

		if (glob(serials[i], 0, NULL, &found) == 0) {
			for (size_t g = 0; g < found.gl_pathc; g++) {
				const char *text = exam_line(exam, found.gl_pathv[g]);

				if (text)
					add_serial(exam, secrets, text);
			}
			globfree(&found);
		}
	}
}

void secrets_clear(struct secrets *secrets)
{
	free(secrets->at);
}

/* The length of a UUID, or of 32 hexadecimal digits, at the start of @text; or 0. */
static size_t uuid_length(const char *text)
{
	static const char uuid[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t len = 0, digits = 0;

	while (uuid[len] && (uuid[len] == 'x' ? isxdigit((unsigned char)text[len])
					      : text[len] == '-'))
		len++;
	if (!uuid[len])
		return len;
	while (isxdigit((unsigned char)text[digits]))
		digits++;
	return digits == 32 ? digits : 0;
}

static size_t secret_length(const char *text, const struct secrets *secrets)
{
	size_t longest = 0;

	for (size_t i = 0; i < secrets->count; i++) {
		size_t len = strlen(secrets->at[i]);

		if (len > longest && !strncasecmp(text, secrets->at[i], len) &&
		    !isalnum((unsigned char)text[len]))
			longest = len;
	}
	return longest;
}

char *redact(const char *text, const struct secrets *secrets)
{
	static const char mark[] = "<redacted>";
	char *copy = NULL, before = '\0';
	FILE *stream;
	size_t size;

	stream = open_memstream(&copy, &size);
	while (stream && *text) {
		size_t len = 0;

		if (!isalnum((unsigned char)before)) {
			len = uuid_length(text);
			if (!len)
				len = secret_length(text, secrets);
		}
		if (len)
			fputs(mark, stream);
		else
			fputc(*text, stream);
		text += len ? len : 1;
		before = text[-1];
	}
	if (!stream || fclose(stream) != 0)
		return NULL;
	return copy;
}
