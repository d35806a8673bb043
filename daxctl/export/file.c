// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/export/file.h"

int export_make_directories(const char *path)
{
	char *copy = strdup(path);
	int rc = copy ? 0 : report(path, -ENOMEM, "out of memory");

	for (char *slash = copy; rc == 0 && (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			rc = report(copy, -errno, "the directory cannot be created: %m");
		*slash = '/';
	}
	free(copy);
	return rc;
}

/* Does the file have exactly this text? */
static bool has_text(const char *path, const char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	char *now = file ? malloc(size + 1) : NULL;
	bool same;

	same = now && fread(now, 1, size + 1, file) == size && !memcmp(now, text, size);
	free(now);
	if (file)
		fclose(file);
	else if (fd >= 0)
		close(fd);
	return same;
}

/* A dot file in the same directory, which no reader takes for an export. */
static char *temporary_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *text;

	return asprintf(&text, "%.*s.%s.XXXXXX", (int)(name - path), path, name) < 0 ? NULL : text;
}

static int write_all(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t done = write(fd, text, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		text += done;
		size -= done;
	}
	return fchmod(fd, 0644) < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int replace(const char *path, const char *text, size_t size)
{
	char *temporary = temporary_name(path);
	int fd = temporary ? mkostemp(temporary, O_CLOEXEC) : -1;
	int rc = fd < 0 ? -errno : write_all(fd, text, size);

	if (fd >= 0 && close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && rename(temporary, path) < 0)
		rc = -errno;
	if (rc < 0 && fd >= 0)
		unlink(temporary);
	free(temporary);
	return rc < 0 ? report(path, rc, "cannot be written: %s", strerror(-rc)) : 0;
}

int export_file_write(const char *path, const char *text, size_t size)
{
	struct stat st;
	bool exists = lstat(path, &st) == 0;

	if (exists && !S_ISREG(st.st_mode))
		return report(path, S_ISDIR(st.st_mode) ? -EISDIR : -ELOOP, "is not replaced, "
			      "because it is %s", S_ISLNK(st.st_mode) ? "a symbolic link" :
			      "not a regular file");
	if (!size)
		return !exists || unlink(path) == 0
			       ? 0
			       : report(path, -errno, "cannot be removed: %m");
	return exists && has_text(path, text, size) ? 0 : replace(path, text, size);
}
