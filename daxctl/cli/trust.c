// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <unistd.h>

#include "daxctl/cli/report.h"
#include "daxctl/cli/trust.h"

int check_trust(const char *path, const struct stat *st, bool trust_any)
{
	/* An access list for other users shows in the bits of the group. */
	if (geteuid() != 0 || trust_any ||
	    (st->st_uid == 0 && !(st->st_mode & (S_IWGRP | S_IWOTH))))
		return 0;
	return report(path, -EPERM, "can be changed by others than root; chown and chmod it, or "
		      "use --trust-file");
}
