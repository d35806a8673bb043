// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/config/boot-policy.h"
#include "daxctl/device/writes.h"

#define DIRECTORY "/run/daxctl"
#define RECORD DIRECTORY "/boot-policy"

static int write_file(const char *path, int flags, const char *text)
{
	int rc, fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | flags, 0644);

	if (fd < 0)
		return report(path, -errno, "cannot be opened for writing: %m");
	rc = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return rc < 0 ? report(path, rc, "cannot be written: %s", strerror(-rc)) : 0;
}

int boot_policy_set(const char *before, const char *wanted)
{
	int rc;

	mkdir(DIRECTORY, 0755);
	rc = write_file(RECORD, O_CREAT | O_TRUNC, before);
	if (rc == 0) {
		rc = write_file("/sys/" POLICY_FILE, 0, wanted);
		if (rc < 0)
			unlink(RECORD);
	}
	return rc;
}

/* An administrator who has set another policy since then does not want the former one. */
enum daxctl_block_state boot_policy_before(struct daxctl_ctx *ctx)
{
	char now[POLICY_MAX], before[POLICY_MAX] = "";
	FILE *file = fopen(RECORD, "re");

	if (!file)
		return DAXCTL_BLOCK_OFFLINE;
	if (!fgets(before, sizeof(before), file))
		before[0] = '\0';
	fclose(file);
	if (daxctl_get_auto_online_policy(ctx, now, sizeof(now)) < 0 || strcmp(now, "offline") ||
	    strncmp(before, "online", 6))
		return DAXCTL_BLOCK_OFFLINE;
	return strcmp(before, "online_movable") ? DAXCTL_BLOCK_KERNEL : DAXCTL_BLOCK_MOVABLE;
}
