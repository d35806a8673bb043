// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/device/select.h"
#include "daxctl/doctor/exam.h"
#include "util/array.h"
#include "util/dax-name.h"

/* Take over an allocated text. */
static const char *keep(struct exam *exam, char *text)
{
	char **texts = text ? array_grow(exam->texts, exam->text_count, sizeof(*texts)) : NULL;

	if (!texts) {
		free(text);
		exam->rc = -ENOMEM;
		return "";
	}
	exam->texts = texts;
	return texts[exam->text_count++] = text;
}

const char *exam_text(struct exam *exam, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	return keep(exam, len < 0 ? NULL : text);
}

void exam_found(struct exam *exam, enum severity severity, const struct finding *finding)
{
	struct finding *at = array_grow(exam->findings, exam->count, sizeof(*at));

	if (!at) {
		exam->rc = -ENOMEM;
		return;
	}
	exam->findings = at;
	at[exam->count] = *finding;
	at[exam->count].check = exam->check;
	at[exam->count++].severity = severity;
}

void exam_unseen(struct exam *exam, const char *path, int errnum)
{
	struct unseen *at;

	for (size_t i = 0; i < exam->unseen_count; i++)
		if (!strcmp(exam->unseen[i].path, path))
			return;
	at = array_grow(exam->unseen, exam->unseen_count, sizeof(*at));
	if (!at) {
		exam->rc = -ENOMEM;
		return;
	}
	exam->unseen = at;
	at[exam->unseen_count++] = (struct unseen){
		.path = exam_text(exam, "%s", path),
		.reason = exam_text(exam, "%s%s", strerror(errnum),
				    (errnum == EACCES || errnum == EPERM) && geteuid()
					    ? " (needs root)" : ""),
	};
}

/* ---- what to look at ---- */

static bool is_device_name(const char *name)
{
	const char *slash = strrchr(name, '/');
	int region, id;

	return dax_name_parse(slash ? slash + 1 : name, !slash, &region, &id);
}

bool exam_has_region(const struct exam *exam, struct daxctl_region *region)
{
	struct daxctl_dev *dev;
	bool has = !exam->name_count;

	for (int i = 0; !has && i < exam->name_count; i++) {
		if (!is_device_name(exam->names[i]))
			has = region_matches(region, exam->names[i]);
		else
			daxctl_dev_foreach(region, dev)
				has |= device_matches(dev, exam->names[i]);
	}
	return has;
}

bool exam_names(const struct exam *exam, struct daxctl_dev *dev)
{
	for (int i = 0; i < exam->name_count; i++)
		if (is_device_name(exam->names[i])
			    ? device_matches(dev, exam->names[i])
			    : region_matches(daxctl_dev_get_region(dev), exam->names[i]))
			return true;
	return false;
}

bool exam_has(const struct exam *exam, struct daxctl_dev *dev)
{
	return !exam->name_count || exam_names(exam, dev);
}

void exam_clear(struct exam *exam)
{
	for (size_t i = 0; i < exam->text_count; i++)
		free(exam->texts[i]);
	free(exam->texts);
	free(exam->findings);
	free(exam->unseen);
}

/* ---- reading ---- */

static char *read_whole(int fd)
{
	size_t size = 0, room = 4096;
	char *text = malloc(room);

	while (text) {
		ssize_t len = read(fd, text + size, room - size - 1);
		char *grown;

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0) {
			free(text);
			return NULL;
		}
		if (len == 0) {
			text[size] = '\0';
			return text;
		}
		size += len;
		if (size + 1 < room)
			continue;
		room *= 2;
		grown = realloc(text, room);
		if (!grown)
			free(text);
		text = grown;
	}
	errno = ENOMEM;
	return NULL;
}

/* A file that does not exist is no failure. */
static void note_failure(struct exam *exam, const char *path)
{
	if (errno != ENOENT && errno != ENOTDIR && errno != ENODEV && errno != ENXIO)
		exam_unseen(exam, path, errno);
}

const char *exam_read(struct exam *exam, const char *path)
{
	/* a FIFO without a writer must not stop the examination */
	int fd = open(exam_text(exam, "%s%s", exam->root, path),
		      O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = fd < 0 ? NULL : read_whole(fd);

	if (!text)
		note_failure(exam, path);
	if (fd >= 0)
		close(fd);
	return text ? keep(exam, text) : NULL;
}

const char *exam_line(struct exam *exam, const char *path)
{
	char *text = (char *)exam_read(exam, path);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

bool exam_number(struct exam *exam, const char *path, u64 *number)
{
	const char *text = exam_line(exam, path);
	char *end;

	if (!text)
		return false;
	*number = strtoull(text, &end, 0);
	return end != text && !*end;
}

bool exam_exists(struct exam *exam, const char *path)
{
	return access(exam_text(exam, "%s%s", exam->root, path), F_OK) == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

const char **exam_entries(struct exam *exam, const char *path)
{
	struct dirent **entries = NULL;
	int count = scandir(exam_text(exam, "%s%s", exam->root, path), &entries, is_visible,
			    by_name);
	const char **names;

	if (count < 0) {
		note_failure(exam, path);
		count = 0;
	}
	names = calloc(count + 1, sizeof(*names));
	if (!names)
		exam->rc = -ENOMEM;
	for (int i = 0; i < count; i++) {
		if (names)
			names[i] = exam_text(exam, "%s", entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return names;
}

const char *exam_link(struct exam *exam, const char *path)
{
	char target[PATH_MAX], *slash;
	ssize_t len = readlink(exam_text(exam, "%s%s", exam->root, path), target,
			       sizeof(target) - 1);

	if (len < 0)
		return NULL;
	target[len] = '\0';
	slash = strrchr(target, '/');
	return exam_text(exam, "%s", slash ? slash + 1 : target);
}

const char *exam_device_path(struct exam *exam, struct daxctl_dev *dev, const char *attribute)
{
	return exam_text(exam, "/sys/bus/dax/devices/%s/%s", daxctl_dev_get_devname(dev),
			 attribute);
}
