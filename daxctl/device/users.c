// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/users.h"

struct node {
	unsigned int major, minor;
};

/*
 * Is the file this character device?  Its number counts, because the node can have other
 * names, such as those in containers.  A file server that does not answer is not asked.
 */
static bool is_node(int dir, const char *name, const struct node *node)
{
	struct statx file;

	return statx(dir, name, AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, STATX_TYPE, &file) == 0 &&
	       S_ISCHR(file.stx_mode) && file.stx_rdev_major == node->major &&
	       file.stx_rdev_minor == node->minor;
}

static DIR *open_dir_at(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !dir)
		close(fd);
	return dir;
}

static bool has_open(int process, const struct node *node)
{
	DIR *dir = open_dir_at(process, "fd");
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = is_node(dirfd(dir), entry->d_name, node);
	if (dir)
		closedir(dir);
	return found;
}

/* Only shared mappings are looked at: device_dax refuses private ones. */
static bool has_mapped(int process, const struct node *node)
{
	int fd = openat(process, "maps", O_RDONLY | O_CLOEXEC);
	FILE *maps = fd < 0 ? NULL : fdopen(fd, "r");
	bool found = false;
	char *line = NULL;
	size_t size = 0;

	if (fd >= 0 && !maps)
		close(fd);
	while (maps && !found && getline(&line, &size, maps) > 0) {
		unsigned long start, end;
		char name[64], shared;

		if (sscanf(line, "%lx-%lx %*3s%c", &start, &end, &shared) != 3 || shared != 's')
			continue;
		snprintf(name, sizeof(name), "map_files/%lx-%lx", start, end);
		found = is_node(process, name, node);
	}
	free(line);
	if (maps)
		fclose(maps);
	return found;
}

/* "1234 (name)".  A process chooses its name, which could control the terminal. */
static void describe(int process, const char *pid, char *text, size_t size)
{
	char name[64] = "";
	int fd = openat(process, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, name, sizeof(name) - 1);

	if (fd >= 0)
		close(fd);
	name[len > 0 ? len : 0] = '\0';
	name[strcspn(name, "\n")] = '\0';
	for (char *c = name; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = '?';
	snprintf(text, size, "%s (%s)", pid, name);
}

/* Returns what the process does with the device, or NULL. */
static const char *use_of(int process, const struct node *node)
{
	if (has_mapped(process, node))
		return "mapped";
	return has_open(process, node) ? "held open" : NULL;
}

int check_unused(struct daxctl_dev *dev)
{
	const struct node node = { daxctl_dev_get_major(dev), daxctl_dev_get_minor(dev) };
	const char *name = daxctl_dev_get_devname(dev), *use = NULL;
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	char user[384] = "";

	if (!proc)
		return report(name, -errno, "cannot be checked for users: reading /proc: %s",
			      strerror(errno));
	while (!use && (entry = readdir(proc))) {
		int process = isdigit((unsigned char)entry->d_name[0])
			    ? openat(dirfd(proc), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
			    : -1;

		if (process < 0)
			continue;
		use = use_of(process, &node);
		if (use)
			describe(process, entry->d_name, user, sizeof(user));
		close(process);
	}
	closedir(proc);
	if (!use)
		return 0;
	return report(name, -EBUSY, "is %s by process %s (device busy); end it first", use,
		      user);
}
