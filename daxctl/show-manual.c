// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daxctl/show-manual.h"

int show_manual(const char *command)
{
	char *page;
	int rc;

	if (asprintf(&page, "daxctl-%s", command) < 0)
		return -ENOMEM;
	fflush(stdout);
	execlp("man", "man", page, (char *)NULL);
	rc = -errno;
	fprintf(stderr, "daxctl: cannot run man: %m; `daxctl %s -h' lists the options\n",
		command);
	free(page);
	return rc;
}
