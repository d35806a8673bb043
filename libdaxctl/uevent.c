// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The kernel's own events, not those that udev sends on: there may be no udev, and its
 * events come later.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libdaxctl/uevent.h>

enum { KERNEL_GROUP = 1, BUFFER_SIZE = 16 << 20 };

int dax_uevent_open(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP };
	int size = BUFFER_SIZE;
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -errno;
	/* Only root may exceed the limit of the system.  Less room only means more losses. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		int rc = -errno;

		close(fd);
		return rc;
	}
	return fd;
}

/* The text is "ACTION@PATH", and then "KEY=VALUE", each with a NUL at its end. */
static void parse(struct uevent *event, size_t len)
{
	static const char none[] = "";
	const char *end = event->text + len, *slash;

	event->action = event->subsystem = event->driver = event->name = none;
	for (const char *at = event->text; at < end; at += strlen(at) + 1) {
		if (!strncmp(at, "ACTION=", 7))
			event->action = at + 7;
		else if (!strncmp(at, "SUBSYSTEM=", 10))
			event->subsystem = at + 10;
		else if (!strncmp(at, "DRIVER=", 7))
			event->driver = at + 7;
		else if (!strncmp(at, "DEVPATH=", 8))
			event->name = at + 8;
	}
	slash = strrchr(event->name, '/');
	if (slash)
		event->name = slash + 1;
}

int dax_uevent_receive(int fd, struct uevent *event)
{
	for (;;) {
		struct sockaddr_nl from = { 0 };
		struct iovec vec = { event->text, sizeof(event->text) - 1 };
		struct msghdr message = {
			.msg_name = &from,
			.msg_namelen = sizeof(from),
			.msg_iov = &vec,
			.msg_iovlen = 1,
		};
		ssize_t len = recvmsg(fd, &message, 0);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return errno == EAGAIN ? 0 : -errno;
		/* Processes can send to the group too; the kernel is number 0. */
		if (from.nl_pid != 0 || message.msg_flags & MSG_TRUNC)
			continue;
		event->text[len] = '\0';
		parse(event, len);
		return 1;
	}
}
