// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daxctl/commands/migrate-device-model.h"
#include "test/unit/tap.h"

static bool points_to(const char *link, const char *target)
{
	char now[256] = "";

	return readlink(link, now, sizeof(now) - 1) > 0 && !strcmp(now, target);
}

static void make_file(const char *path)
{
	FILE *file = fopen(path, "w");

	if (!file || fclose(file)) {
		perror(path);
		exit(99);
	}
}

int main(void)
{
	char dir[] = "/tmp/daxctl-test-XXXXXX", target[64], link[64], beyond[64];
	struct tap tap = { 0 };
	struct stat st;

	if (!mkdtemp(dir)) {
		perror(dir);
		return 99;
	}
	snprintf(target, sizeof(target), "%s/module.conf", dir);
	snprintf(link, sizeof(link), "%s/link.conf", dir);
	snprintf(beyond, sizeof(beyond), "%s/none/link.conf", dir);

	make_file(target);
	tap_ok(&tap, link_module_config(target, link) == 0 && points_to(link, target),
	       "the link is created");
	tap_ok(&tap, link_module_config(target, link) == 0 && points_to(link, target),
	       "it succeeds if the link exists");
	tap_ok(&tap,
	       link_module_config("/elsewhere", link) == -EEXIST && points_to(link, target),
	       "a link to something else is refused and stays");
	unlink(link);
	make_file(link);
	tap_ok(&tap, link_module_config(target, link) == -EEXIST && lstat(link, &st) == 0 &&
	       S_ISREG(st.st_mode), "a file is refused and stays");
	unlink(link);
	mkdir(link, 0700);
	tap_ok(&tap, link_module_config(target, link) == -EEXIST && lstat(link, &st) == 0 &&
	       S_ISDIR(st.st_mode), "a directory is refused and stays");
	rmdir(link);
	tap_ok(&tap, link_module_config(target, beyond) == -ENOENT,
	       "the link's directory must exist");
	snprintf(beyond, sizeof(beyond), "%s/module.conf/link.conf", dir);
	tap_ok(&tap, link_module_config(target, beyond) == -ENOTDIR,
	       "a file in place of the directory is refused");
	unlink(target);
	tap_ok(&tap, link_module_config(target, link) == 0 && points_to(link, target),
	       "the target need not exist");
	unlink(link);
	if (rmdir(dir) < 0)
		perror(dir);
	return tap_end(&tap);
}
