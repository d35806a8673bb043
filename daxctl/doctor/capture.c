// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daxctl/doctor/capture.h"

void capture_begin(struct capture *capture)
{
	fflush(stderr);
	capture->file = memfd_create("messages", MFD_CLOEXEC);
	capture->stderr_copy = capture->file < 0 ? -1 : dup(STDERR_FILENO);
	if (capture->stderr_copy >= 0)
		dup2(capture->file, STDERR_FILENO);
}

const char *capture_end(struct capture *capture, struct exam *exam)
{
	static const char prefix[] = "daxctl: ";
	char text[4096] = "", clean[2 * sizeof(text)], *to = clean;
	ssize_t len = 0;

	fflush(stderr);
	if (capture->stderr_copy >= 0) {
		dup2(capture->stderr_copy, STDERR_FILENO);
		close(capture->stderr_copy);
		len = pread(capture->file, text, sizeof(text) - 1, 0);
	}
	if (capture->file >= 0)
		close(capture->file);
	text[len > 0 ? len : 0] = '\0';
	for (const char *line = text; *line;) {
		size_t end = strcspn(line, "\n");
		bool prefixed = !strncmp(line, prefix, strlen(prefix));
		size_t skip = prefixed ? strlen(prefix) : 0;

		to += sprintf(to, "%s%.*s", to == clean ? "" : "; ", (int)(end - skip),
			      line + skip);
		line += end + (line[end] == '\n');
	}
	*to = '\0';
	return exam_text(exam, "%s", clean);
}
