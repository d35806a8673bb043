// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/commands/migrate-device-model.h"

/* @link exists.  Is it a link to @target? */
static int check_existing(const char *target, const char *link)
{
	char now[PATH_MAX];
	ssize_t len = readlink(link, now, sizeof(now) - 1);

	if (len < 0)
		return report(link, -EEXIST,
			      "exists and is not a link; move it away, or add the lines of "
			      "%s to it", target);
	now[len] = '\0';
	if (strcmp(now, target))
		return report(link, -EEXIST,
			      "is a link to %s, not to %s; remove it first", now,
			      target);
	fprintf(stderr, "%s is already a link to %s\n", link, target);
	return 0;
}

static bool needs_root(int rc)
{
	return (rc == -EACCES || rc == -EPERM) && geteuid() != 0;
}

int link_module_config(const char *target, const char *link)
{
	int rc = symlink(target, link) < 0 ? -errno : 0;

	if (rc == 0)
		fprintf(stderr, "linked %s to %s\n", link, target);
	else if (rc == -EEXIST)
		rc = check_existing(target, link);
	else if (rc == -ENOENT || rc == -ENOTDIR)
		report(link, rc, "cannot create the link: its directory is missing (%s)",
		       strerror(-rc));
	else
		report(link, rc, "cannot create the link: %s%s", strerror(-rc),
		       needs_root(rc) ? " (needs root)" : "");
	if (rc == 0 && access(target, R_OK) < 0)
		report(target, 0, "does not exist; the link has no effect until it does");
	return rc;
}

static int run_migrate(struct daxctl_ctx *ctx, const void *data, char **operands, int count)
{
	(void)ctx, (void)data, (void)operands, (void)count;
	return link_module_config(DATADIR "/daxctl/daxctl.conf",
				  SYSCONFDIR "/modprobe.d/daxctl.conf");
}

const struct command migrate_device_model_command = {
	.name = "migrate-device-model",
	.summary = "present persistent memory on the bus dax",
	.run = run_migrate,
};
