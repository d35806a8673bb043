// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daxctl/cli/interrupt.h"
#include "daxctl/cli/report.h"
#include "daxctl/layout/reshape.h"
#include "daxctl/layout/record.h"
#include "util/array.h"
#include "util/clock.h"

#define RUN_DIRECTORY "/run/daxctl"
#define RECORD RUN_DIRECTORY "/layout"

/* The line after the notes about all devices.  Nothing was begun before it was written. */
#define GO "go\n"

int record_open(long wait_ms)
{
	enum { PAUSE_MS = 20 };
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	long long began = now_ms();
	int fd;

	mkdir(RUN_DIRECTORY, 0755);
	fd = open(RECORD, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return report(RECORD, -errno, "cannot be opened: %m%s",
			      errno == EACCES && geteuid() ? " (needs root)" : "");
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int rc = 0;

		if (errno != EWOULDBLOCK && errno != EINTR)
			rc = report(RECORD, -errno, "cannot be locked: %m");
		else if (interrupted())
			rc = report(RECORD, -EINTR, "interrupted while another run was waited for");
		else if (wait_ms >= 0 && now_ms() - began >= wait_ms)
			rc = report(RECORD, -EBUSY, "another process applies a layout");
		if (rc < 0) {
			close(fd);
			return rc;
		}
		nanosleep(&pause, NULL);
	}
	return fd;
}

void record_forget(int fd)
{
	/* O_APPEND: the next note begins at the start again. */
	if (ftruncate(fd, 0) < 0)
		report(RECORD, 0, "cannot be emptied: %m");
}

void record_close(int fd)
{
	close(fd);
}

int record_commit(int fd)
{
	if (write(fd, GO, strlen(GO)) != (ssize_t)strlen(GO))
		return report(RECORD, -EIO, "cannot be written: %m");
	return record_sync(fd);
}

int record_sync(int fd)
{
	return fsync(fd) < 0 ? report(RECORD, -errno, "cannot be written: %m") : 0;
}

static int write_line(int fd, FILE *line, char **text, size_t *size)
{
	int rc = 0;

	if (fclose(line) != 0)
		rc = report(RECORD, -ENOMEM, "out of memory");
	else if (write(fd, *text, *size) != (ssize_t)*size)
		rc = report(RECORD, -EIO, "cannot be written: %m");
	free(*text);
	return rc;
}

int record_devices(int fd, struct daxctl_region *region, u64 region_start)
{
	char *text = NULL;
	size_t size;
	FILE *line = open_memstream(&text, &size);
	struct daxctl_dev *dev;

	if (!line)
		return report(RECORD, -ENOMEM, "out of memory");
	fprintf(line, "devices %#llx", region_start);
	daxctl_dev_foreach(region, dev)
		fprintf(line, " %s", daxctl_dev_get_devname(dev));
	fputs(" .\n", line);
	return write_line(fd, line, &text, &size);
}

int record_add(int fd, u64 region_start, const char *device, const struct label *label,
	       unsigned long align, const struct ranges *ranges)
{
	char *text = NULL;
	size_t size;
	FILE *line = open_memstream(&text, &size);

	if (!line)
		return report(RECORD, -ENOMEM, "out of memory");
	fprintf(line, "%s %#llx %lu %s %s %s", device, region_start, align,
		text_or_mark(label->text), text_or_mark(label->access.group),
		text_or_mark(label->access.permissions));
	for (size_t i = 0; i < ranges->count; i++)
		fprintf(line, " %#llx-%#llx", ranges->at[i].start, ranges->at[i].end);
	fputs(" .\n", line);
	return write_line(fd, line, &text, &size);
}

/* ---- after a process was killed ---- */

struct note {
	char device[LABEL_DEVICE_MAX];
	u64 region_start;
	unsigned long align;
	struct label label;
	struct ranges ranges;
	struct daxctl_dev *dev;		/* NULL: gone, or in use */
};

struct notes {
	struct note *at;
	size_t count;
	bool go;
	char **devices;		/* the lines about the devices of regions */
	size_t device_count;
};

/* A line that is not complete was not synced: nothing that it notes was begun. */
static bool parse_note(char *line, struct note *note)
{
	struct range range;
	int at = 0, step;

	if (sscanf(line, "%31s %llx %lu %64s %32s %7s%n", note->device, &note->region_start,
		   &note->align, note->label.text, note->label.access.group,
		   note->label.access.permissions, &at) != 6)
		return false;
	while (sscanf(line + at, " %llx-%llx%n", &range.start, &range.end, &step) == 2) {
		range.page_offset = 0;
		if (ranges_add(&note->ranges, &range) < 0)
			return false;
		at += step;
	}
	unmark(note->label.text);
	unmark(note->label.access.group);
	unmark(note->label.access.permissions);
	return !strcmp(line + at, " .\n");
}

static int add_devices(struct notes *notes, const char *line)
{
	char **at = array_grow(notes->devices, notes->device_count, sizeof(*at));

	if (!at)
		return report(RECORD, -ENOMEM, "out of memory");
	notes->devices = at;
	at[notes->device_count] = strdup(line);
	return at[notes->device_count++] ? 0 : report(RECORD, -ENOMEM, "out of memory");
}

static int read_notes(int fd, struct notes *notes)
{
	int copy = dup(fd), rc = 0;
	FILE *file = copy < 0 ? NULL : fdopen(copy, "r");
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return report(RECORD, -errno, "cannot be read: %m");
	rewind(file);
	while (rc == 0 && getline(&line, &room, file) > 0) {
		struct note note = { 0 }, *at;

		notes->go |= !strcmp(line, GO);
		if (!strncmp(line, "devices ", strlen("devices "))) {
			rc = add_devices(notes, line);
			continue;
		}
		if (!parse_note(line, &note)) {
			free(note.ranges.at);
			continue;
		}
		at = array_grow(notes->at, notes->count, sizeof(*at));
		if (!at) {
			free(note.ranges.at);
			rc = report(RECORD, -ENOMEM, "out of memory");
			break;
		}
		notes->at = at;
		at[notes->count++] = note;
	}
	free(line);
	fclose(file);
	return rc;
}

static struct daxctl_dev *find_device(struct daxctl_region *region, const struct note *note)
{
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev)
		if (!strcmp(daxctl_dev_get_devname(dev), note->device))
			return dev;
	return NULL;
}

/* A device in use has been finished, or given another use meanwhile. */
static void find_devices(struct daxctl_region *region, u64 start, struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		if (notes->at[i].region_start == start) {
			struct daxctl_dev *dev = find_device(region, &notes->at[i]);

			notes->at[i].dev = dev && !daxctl_dev_is_enabled(dev) ? dev : NULL;
		}
}

static int finish_devices(u64 start, const struct notes *notes, struct labels *labels)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < notes->count; i++)
		if (notes->at[i].dev && notes->at[i].region_start == start)
			rc = reshape_release(notes->at[i].dev, &notes->at[i].ranges,
					     notes->at[i].align);
	for (size_t i = 0; rc == 0 && i < notes->count; i++) {
		const struct note *note = &notes->at[i];

		if (!note->dev || note->region_start != start)
			continue;
		rc = reshape_fill(note->dev, &note->ranges, note->align);
		if (rc == 0 && note->ranges.count)
			rc = labels_set(labels, note->dev, &note->label);
	}
	return rc;
}

/* Was the device there when the run began, as far as the line says? */
static bool is_in_line(const char *line, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = strstr(line, name); at; at = strstr(at + 1, name))
		if (at[-1] == ' ' && at[len] == ' ')
			return true;
	return false;
}

/* Delete the devices that the run had just created. */
static int delete_new(struct daxctl_region *region, u64 start, const struct notes *notes)
{
	struct daxctl_dev *dev, *next;
	const char *line = NULL;
	u64 of;
	int rc = 0;

	for (size_t i = 0; i < notes->device_count; i++)
		if (sscanf(notes->devices[i], "devices %llx", &of) == 1 && of == start)
			line = notes->devices[i];
	if (!line)
		return 0;
	daxctl_dev_foreach_safe(region, dev, next) {
		const char *name = daxctl_dev_get_devname(dev);

		if (rc < 0 || daxctl_dev_get_size(dev) || daxctl_dev_is_enabled(dev) ||
		    is_in_line(line, name))
			continue;
		rc = daxctl_region_destroy_dev(region, dev);
		if (rc < 0)
			report_failure(daxctl_region_get_ctx(region), name, rc, "delete it");
	}
	return rc;
}

static int recover_region(struct daxctl_region *region, struct notes *notes,
			  struct labels *labels)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(region);
	unsigned long long start;
	bool concerned = false;
	int rc;

	if (daxctl_region_get_start(region, &start) < 0)
		return 0;
	for (size_t i = 0; i < notes->count; i++)
		concerned |= notes->at[i].region_start == start;
	if (!concerned && !notes->device_count)
		return 0;
	rc = daxctl_region_lock(region, true);
	if (rc < 0)
		return report_failure(ctx, RECORD, rc, "finish what was begun");
	find_devices(region, start, notes);
	rc = finish_devices(start, notes, labels);
	if (rc == 0)
		rc = delete_new(region, start, notes);
	daxctl_region_unlock(region);
	return rc;
}

static void recover(struct daxctl_ctx *ctx, struct notes *notes)
{
	struct daxctl_region *region;
	struct labels *labels;

	report(RECORD, 0, "a run was killed; what it began is finished first");
	if (labels_read(true, &labels) < 0)
		return;
	daxctl_region_foreach(ctx, region)
		recover_region(region, notes, labels);
	labels_write(labels);
	labels_free(labels);
}

/* If it fails, the plan that follows is made from what there is. */
void record_recover(struct daxctl_ctx *ctx, int fd)
{
	struct notes notes = { 0 };

	if (read_notes(fd, &notes) == 0 && notes.go)
		recover(ctx, &notes);
	for (size_t i = 0; i < notes.count; i++)
		free(notes.at[i].ranges.at);
	free(notes.at);
	for (size_t i = 0; i < notes.device_count; i++)
		free(notes.devices[i]);
	free(notes.devices);
	record_forget(fd);
}
