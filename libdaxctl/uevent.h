/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The events that the kernel sends about devices. */
#ifndef LIBDAXCTL_UEVENT_H
#define LIBDAXCTL_UEVENT_H

#include <libdaxctl/ctx.h>

enum { UEVENT_MAX = 8192 };

struct uevent {
	char text[UEVENT_MAX];
	const char *action, *subsystem, *driver, *name;	/* in @text; "" if it has none */
};

/* A socket that receives them, or -errno. */
int dax_uevent_open(void);

/*
 * Receive an event.  Returns 1, 0 if there are no more now, or -ENOBUFS if the kernel had to
 * drop events, or another errno.
 */
int dax_uevent_receive(int fd, struct uevent *event);

#endif
