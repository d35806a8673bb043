// SPDX-License-Identifier: GPL-2.0-only
/*
 * The journal's native protocol: a datagram with a line FIELD=value for each field.  The
 * values here have no newlines.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "daxctl/cli/journal.h"

#define SOCKET "/run/systemd/journal/socket"

bool journal_exists(void)
{
	return access("/run/systemd/system", F_OK) == 0 && access(SOCKET, F_OK) == 0;
}

void journal_change(const char *command, const char *device, const char *before,
		    const char *after)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = SOCKET };
	char text[2048];
	int len, fd;

	if (!strcmp(before, after) || !journal_exists())
		return;
	len = snprintf(text, sizeof(text),
		       "MESSAGE=%s: %s, was %s (%s)\nPRIORITY=%d\nSYSLOG_IDENTIFIER=daxctl\n"
		       "MESSAGE_ID=" JOURNAL_MESSAGE_ID "\nDAXCTL_COMMAND=%s\n"
		       "DAXCTL_DEVICE=%s\nDAXCTL_BEFORE=%s\nDAXCTL_AFTER=%s\n",
		       device, after, before, command, LOG_INFO, command, device, before, after);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (len > 0 && len < (int)sizeof(text))
		sendto(fd, text, len, MSG_NOSIGNAL | MSG_DONTWAIT,
		       (const struct sockaddr *)&address, sizeof(address));
	close(fd);
}
