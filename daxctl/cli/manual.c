// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/manual.h"

/* Take "/@component" off the end of @path; NULL if it does not end so. */
static char *strip(char *path, const char *component)
{
	char *slash = strrchr(path, '/');

	if (!slash || strcmp(slash + 1, component))
		return NULL;
	*slash = '\0';
	return path;
}

/*
 * In a build tree the program is daxctl/daxctl, or with libtool daxctl/.libs/daxctl,
 * and the pages are in Documentation: what was built is what is shown.  A file's path
 * is a page to man as well.  NULL if this is not the program of a build tree, or its
 * pages are not there.
 */
static char *built_page(const char *name)
{
	char path[PATH_MAX], *slash, *page;
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (len < 0)
		return NULL;
	path[len] = '\0';
	slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	strip(path, ".libs");
	if (!strip(path, "daxctl") ||
	    asprintf(&page, "%s/Documentation/%s.1", path, name) < 0)
		return NULL;
	if (access(page, R_OK) == 0)
		return page;
	free(page);
	return NULL;
}

int show_manual(const char *command)
{
	char *name, *page;
	int rc;

	if (asprintf(&name, "daxctl-%s", command) < 0)
		return -ENOMEM;
	page = built_page(name);
	fflush(stdout);
	execlp("man", "man", page ? page : name, (char *)NULL);
	rc = -errno;
	fprintf(stderr, "daxctl: cannot run man: %m; `daxctl %s -h' lists the options\n",
		command);
	free(page);
	free(name);
	return rc;
}
