// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cli/manual.h"

/* Remove "/@component" from the end of @path.  NULL if @path does not end with it. */
static char *strip_suffix(char *path, const char *component)
{
	char *slash = strrchr(path, '/');

	if (!slash || strcmp(slash + 1, component))
		return NULL;
	*slash = '\0';
	return path;
}

/*
 * The path of a page in the build tree, which man accepts in place of a page's name.  The
 * program is daxctl/daxctl there, or daxctl/.libs/daxctl with libtool, and the pages are
 * in Documentation.  NULL if the program does not run from a build tree, or the page has
 * not been built.
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
	strip_suffix(path, ".libs");
	if (!strip_suffix(path, "daxctl") ||
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
