// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "daxctl/device/control-group.h"

/* The hierarchy with the memory controller: of version 2, or of version 1. */
static const char *const roots[] = { "/sys/fs/cgroup", "/sys/fs/cgroup/unified",
				     "/sys/fs/cgroup/memory" };

enum { DEPTH_MAX = 64 };

/* Look for the inode below @path.  Returns an allocated path, or NULL. */
static char *search(const char *path, u64 inode, int depth)
{
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	struct dirent *entry;
	char *found = NULL, *below;

	while (dir && !found && (entry = readdir(dir))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.' ||
		    asprintf(&below, "%s/%s", path, entry->d_name) < 0)
			continue;
		if (entry->d_ino == inode) {
			found = below;
		} else {
			found = search(below, inode, depth + 1);
			free(below);
		}
	}
	if (dir)
		closedir(dir);
	return found;
}

char *control_group_path(u64 inode)
{
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		struct stat st;
		char *found;

		if (stat(roots[i], &st) < 0)
			continue;
		if (st.st_ino == inode)
			return strdup("/");
		found = search(roots[i], inode, 0);
		if (found) {
			memmove(found, found + strlen(roots[i]),
				strlen(found + strlen(roots[i])) + 1);
			return found;
		}
	}
	return NULL;
}
