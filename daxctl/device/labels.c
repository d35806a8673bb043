// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/labels.h"
#include "util/array.h"
#include "util/types.h"

/* The text of a random UUID that each boot of the kernel has. */
enum { BOOT_MAX = 36 };

struct entry {
	struct label label;
	u64 start, size;
	char boot[BOOT_MAX + 1];
	uint64_t inode;			/* of the device's directory, in that boot */
};

struct entries {
	struct entry *at;
	size_t count;
};

struct labels {
	struct entries now;
	struct entries before;		/* those of the file, if they can change */
	struct daxctl_ctx *ctx;		/* of the devices whose entries changed; or NULL */
	char boot[BOOT_MAX + 1];	/* the present one; read when it is needed */
	int lock;			/* -1: not locked */
};

bool label_is_valid(const char *text)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";
	size_t len = strlen(text);

	/* A path component that is all dots would be no name for a link. */
	return len && len <= LABEL_MAX && strspn(text, allowed) == len &&
	       strspn(text, ".") != len;
}

bool label_add_number(struct label *label, int number)
{
	size_t len = strlen(label->text), room = sizeof(label->text) - len;

	return !len || snprintf(label->text + len, room, "-%d", number) < (int)room;
}

/*
 * Without it, devices are only recognized by their addresses.  That is enough to show labels,
 * but not to change them: one of a device that has moved would stay at its former address.
 */
static int read_boot(char boot[static BOOT_MAX + 1], bool needed)
{
	static const char path[] = "/proc/sys/kernel/random/boot_id";
	FILE *file = fopen(path, "re");
	int rc = file ? 0 : -errno;

	if (file && !fgets(boot, BOOT_MAX + 1, file))
		rc = -EIO;
	if (file)
		fclose(file);
	if (rc < 0)
		boot[0] = '\0';
	return rc < 0 && needed ? report(path, rc, "cannot be read: %s", strerror(-rc)) : 0;
}

/* ---- the file ---- */

static bool parse_entry(const char *line, struct entry *entry)
{
	int end = 0;

	if (sscanf(line, "%64s %llx %llx %36s %" SCNu64 " %32s %7s %n", entry->label.text,
		   &entry->start, &entry->size, entry->boot, &entry->inode,
		   entry->label.access.group, entry->label.access.permissions, &end) != 7 ||
	    line[end])
		return false;
	unmark(entry->label.text);
	unmark(entry->label.access.group);
	unmark(entry->label.access.permissions);
	return !entry->label.text[0] || label_is_valid(entry->label.text);
}

static int add_entry(struct entries *entries, const struct entry *entry)
{
	struct entry *at = array_grow(entries->at, entries->count, sizeof(*at));

	if (!at)
		return -ENOMEM;
	entries->at = at;
	at[entries->count++] = *entry;
	return 0;
}

/* daxctl writes each label once, but the file could have been edited. */
static bool has_text(const struct entries *entries, const char *text)
{
	for (size_t i = 0; *text && i < entries->count; i++)
		if (!strcmp(entries->at[i].label.text, text))
			return true;
	return false;
}

static int read_file(struct labels *labels)
{
	FILE *file = fopen(LABELS_FILE, "re");
	char *line = NULL;
	size_t room = 0;
	int number = 0, rc = 0;

	if (!file)
		return errno == ENOENT ? 0
				       : report(LABELS_FILE, -errno, "cannot be read: %m");
	while (rc == 0 && getline(&line, &room, file) > 0) {
		struct entry entry = { 0 };

		number++;
		if (*line == '#')
			continue;
		if (!parse_entry(line, &entry))
			report(LABELS_FILE, 0, "line %d is not understood, and ignored", number);
		else if (has_text(&labels->now, entry.label.text))
			report(LABELS_FILE, 0, "line %d has the label of another line, and is "
			       "ignored", number);
		else if (add_entry(&labels->now, &entry) < 0 ||
			 (labels->lock >= 0 && add_entry(&labels->before, &entry) < 0))
			rc = report(LABELS_FILE, -ENOMEM, "out of memory");
	}
	if (rc == 0 && ferror(file))
		rc = report(LABELS_FILE, -EIO, "cannot be read: %m");
	free(line);
	fclose(file);
	return rc;
}

/* The directory is locked, because each change is a new file. */
static int lock_directory(void)
{
	int fd, rc;

	mkdir("/var", 0755);
	mkdir("/var/lib", 0755);
	if (mkdir(LABELS_DIRECTORY, 0755) < 0 && errno != EEXIST)
		return report(LABELS_DIRECTORY, -errno, "cannot be created: %m");
	fd = open(LABELS_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return report(LABELS_DIRECTORY, -errno, "cannot be opened: %m");
	while ((rc = flock(fd, LOCK_EX)) < 0 && errno == EINTR)
		;
	if (rc == 0)
		return fd;
	rc = report(LABELS_DIRECTORY, -errno, "cannot be locked: %m");
	close(fd);
	return rc;
}

int labels_read(bool lock, struct labels **out)
{
	struct labels *labels = calloc(1, sizeof(*labels));
	int rc = 0;

	if (!labels)
		return report(LABELS_FILE, -ENOMEM, "out of memory");
	labels->lock = -1;
	if (lock)
		rc = labels->lock = lock_directory();
	if (rc >= 0)
		rc = read_file(labels);
	if (rc == 0 && (lock || labels->now.count))
		rc = read_boot(labels->boot, lock);
	if (rc < 0)
		labels_free(labels);
	else
		*out = labels;
	return rc;
}

void labels_free(struct labels *labels)
{
	if (!labels)
		return;
	if (labels->lock >= 0)
		close(labels->lock);
	free(labels->before.at);
	free(labels->now.at);
	free(labels);
}

static bool print_entries(const struct labels *labels, FILE *file)
{
	fprintf(file, "# label, address, size, boot, inode, group, permissions; "
		      "written by daxctl\n");
	for (size_t i = 0; i < labels->now.count; i++) {
		const struct entry *entry = &labels->now.at[i];

		fprintf(file, "%s %#llx %#llx %s %" PRIu64 " %s %s\n",
			text_or_mark(entry->label.text), entry->start, entry->size,
			text_or_mark(entry->boot), entry->inode,
			text_or_mark(entry->label.access.group),
			text_or_mark(entry->label.access.permissions));
	}
	return fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
}

static int replace_file(const struct labels *labels)
{
	static const char temporary[] = LABELS_FILE ".new";
	FILE *file;
	int fd, rc;

	unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	file = fd < 0 ? NULL : fdopen(fd, "w");
	if (!file) {
		rc = report(temporary, -errno, "cannot be created: %m");
		if (fd >= 0)
			close(fd);
		return rc;
	}
	errno = EIO;
	rc = print_entries(labels, file) ? 0 : -errno;
	if (fclose(file) != 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && rename(temporary, LABELS_FILE) < 0)
		rc = -errno;
	if (rc < 0) {
		unlink(temporary);
		return report(LABELS_FILE, rc, "cannot be written: %s", strerror(-rc));
	}
	return 0;
}

/* ---- entries of devices ---- */

static uint64_t inode_of(struct daxctl_dev *dev)
{
	struct stat st = { 0 };
	char *path;

	if (asprintf(&path, "%s/%s", daxctl_region_get_path(daxctl_dev_get_region(dev)),
		     daxctl_dev_get_devname(dev)) < 0)
		return 0;
	if (stat(path, &st) < 0)
		st.st_ino = 0;
	free(path);
	return st.st_ino;
}

static bool has_inode(struct daxctl_ctx *ctx, uint64_t inode)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev)
			if (inode_of(dev) == inode)
				return true;
	return false;
}

/*
 * The index of a device's entry, or the count of entries.  At the former address of a device
 * that has moved in this boot, there can be another device.
 */
static size_t find_entry(const struct entries *entries, const char *boot,
			 struct daxctl_dev *dev)
{
	const struct entry *at = entries->at;
	size_t i, count = entries->count;
	uint64_t inode;
	u64 start, size;

	if (!count)
		return count;
	inode = inode_of(dev);
	for (i = 0; inode && i < count; i++)
		if (at[i].inode == inode && !strcmp(at[i].boot, boot))
			return i;
	size = daxctl_dev_get_size(dev);
	start = size ? daxctl_dev_get_resource(dev) : 0;
	for (i = 0; i < count; i++)
		if (size && at[i].start == start && at[i].size == size &&
		    (strcmp(at[i].boot, boot) || !has_inode(daxctl_dev_get_ctx(dev), at[i].inode)))
			break;
	return i;
}

static const struct label *find_label(const struct entries *entries, const char *boot,
				      struct daxctl_dev *dev)
{
	size_t i = find_entry(entries, boot, dev);

	return i < entries->count ? &entries->at[i].label : NULL;
}

const struct label *labels_find(const struct labels *labels, struct daxctl_dev *dev)
{
	return find_label(&labels->now, labels->boot, dev);
}

void labels_forget(struct labels *labels, struct daxctl_dev *dev)
{
	size_t i;

	labels->ctx = daxctl_dev_get_ctx(dev);
	while ((i = find_entry(&labels->now, labels->boot, dev)) < labels->now.count)
		labels->now.at[i] = labels->now.at[--labels->now.count];
}

/* A label that another device had is this device's now. */
static void forget_text(struct labels *labels, const char *text)
{
	for (size_t i = 0; *text && i < labels->now.count;)
		if (!strcmp(labels->now.at[i].label.text, text))
			labels->now.at[i] = labels->now.at[--labels->now.count];
		else
			i++;
}

int labels_set(struct labels *labels, struct daxctl_dev *dev, const struct label *label)
{
	struct entry entry = {
		.label = *label,
		.start = daxctl_dev_get_resource(dev),
		.size = daxctl_dev_get_size(dev),
		.inode = inode_of(dev),
	};

	labels_forget(labels, dev);
	if (!label->text[0] && !label->access.group[0] && !label->access.permissions[0])
		return 0;
	forget_text(labels, label->text);
	memcpy(entry.boot, labels->boot, sizeof(entry.boot));
	return add_entry(&labels->now, &entry);
}

/* ---- udev ---- */

static bool same_label(const struct label *a, const struct label *b)
{
	return a && b ? !strcmp(a->text, b->text) &&
			!strcmp(a->access.group, b->access.group) &&
			!strcmp(a->access.permissions, b->access.permissions)
		      : a == b;
}

/* Let udev process the device again.  If that fails, it does at the next event. */
static void send_event(struct daxctl_dev *dev)
{
	FILE *file;
	char *path;

	if (asprintf(&path, "%s/%s/uevent", daxctl_region_get_path(daxctl_dev_get_region(dev)),
		     daxctl_dev_get_devname(dev)) < 0)
		return;
	file = fopen(path, "we");
	free(path);
	if (!file)
		return;
	fputs("change", file);
	fclose(file);
}

/*
 * The kernel sends no event when the label of a device changes.  A device without a driver has
 * no links, and gets an event when it is bound.
 */
static void send_events(const struct labels *labels)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	if (!labels->ctx)
		return;
	daxctl_region_foreach(labels->ctx, region)
		daxctl_dev_foreach(region, dev)
			if (daxctl_dev_is_enabled(dev) &&
			    !same_label(find_label(&labels->before, labels->boot, dev),
					find_label(&labels->now, labels->boot, dev)))
				send_event(dev);
}

int labels_write(const struct labels *labels)
{
	int rc = replace_file(labels);

	if (rc == 0)
		send_events(labels);
	return rc;
}
