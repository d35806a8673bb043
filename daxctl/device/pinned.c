// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel does not tell which pages are pinned, only how many a process has pinned (VmPin).
 * An io_uring lists its registered buffers in fdinfo.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/device/pinned.h"
#include "util/array.h"

struct pinned {
	u64 *frames;		/* sorted */
	size_t count;
};

enum { PATH_SIZE = 64 };

static FILE *open_file(int pid, const char *name)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return fopen(path, "re");
}

static bool has_pinned(int pid)
{
	FILE *file = open_file(pid, "status");
	unsigned long long size = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmPin: %llu", &size) == 1)
			break;
	if (file)
		fclose(file);
	return size > 0;
}

static void add_frame(struct pinned *pinned, u64 frame)
{
	u64 *frames = array_grow(pinned->frames, pinned->count, sizeof(*frames));

	if (!frames)
		return;
	pinned->frames = frames;
	frames[pinned->count++] = frame;
}

/* Add the frames of addresses, as /proc/PID/pagemap has them. */
static void add_addresses(struct pinned *pinned, int pagemap, u64 start, u64 end)
{
	enum { CHUNK = 4096 };
	static const u64 present = 1ULL << 63, frame_mask = (1ULL << 55) - 1;
	u64 page = sysconf(_SC_PAGESIZE), at = start / page, last = (end + page - 1) / page;

	while (at < last) {
		size_t count = last - at < CHUNK ? last - at : CHUNK;
		u64 entries[CHUNK];
		ssize_t len = pread(pagemap, entries, count * sizeof(*entries),
				    at * sizeof(*entries));

		if (len <= 0)
			return;
		for (size_t i = 0; i < len / sizeof(*entries); i++)
			if (entries[i] & present && entries[i] & frame_mask)
				add_frame(pinned, entries[i] & frame_mask);
		at += count;
	}
}

/* Returns whether the process has registered buffers. */
static bool add_buffers(struct pinned *pinned, int pagemap, int pid)
{
	char path[PATH_SIZE], name[32], line[256];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		unsigned long long start, size;
		bool buffers = false;
		FILE *file;

		snprintf(name, sizeof(name), "fdinfo/%d", atoi(entry->d_name));
		file = isdigit((unsigned char)entry->d_name[0]) ? open_file(pid, name) : NULL;
		while (file && fgets(line, sizeof(line), file)) {
			if (!strncmp(line, "UserBufs:", 9)) {
				buffers = true;
				continue;
			}
			buffers &= sscanf(line, " %*u: 0x%llx/%llu", &start, &size) == 2;
			if (buffers) {
				add_addresses(pinned, pagemap, start, start + size);
				found = true;
			}
		}
		if (file)
			fclose(file);
	}
	if (dir)
		closedir(dir);
	return found;
}

static void add_writable(struct pinned *pinned, int pagemap, int pid)
{
	FILE *file = open_file(pid, "maps");
	char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		unsigned long long start, end;
		char write;

		if (sscanf(line, "%llx-%llx %*c%c", &start, &end, &write) == 3 && write == 'w')
			add_addresses(pinned, pagemap, start, end);
	}
	free(line);
	if (file)
		fclose(file);
}

static void add_process(struct pinned *pinned, int pid)
{
	char path[PATH_SIZE];
	int pagemap;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	pagemap = open(path, O_RDONLY | O_CLOEXEC);
	if (pagemap < 0)
		return;
	if (!add_buffers(pinned, pagemap, pid))
		add_writable(pinned, pagemap, pid);
	close(pagemap);
}

static int compare(const void *a, const void *b)
{
	return (*(const u64 *)a > *(const u64 *)b) - (*(const u64 *)a < *(const u64 *)b);
}

struct pinned *pinned_find(void)
{
	struct pinned *pinned = calloc(1, sizeof(*pinned));
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (pinned && proc && (entry = readdir(proc)))
		if (isdigit((unsigned char)entry->d_name[0]) && has_pinned(atoi(entry->d_name)))
			add_process(pinned, atoi(entry->d_name));
	if (proc)
		closedir(proc);
	if (pinned && pinned->count)
		qsort(pinned->frames, pinned->count, sizeof(*pinned->frames), compare);
	return pinned;
}

bool pinned_has(const struct pinned *pinned, u64 frame)
{
	return pinned && pinned->count &&
	       bsearch(&frame, pinned->frames, pinned->count, sizeof(frame), compare);
}

void pinned_free(struct pinned *pinned)
{
	if (pinned)
		free(pinned->frames);
	free(pinned);
}
