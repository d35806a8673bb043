/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Marks of devices that are being bound.  A mark is a lock of one byte of the driver's
 * attribute "bind".  The offset of the byte stands for the device.  The kernel removes the
 * mark of a process that dies.
 */
#ifndef LIBDAXCTL_BIND_MARK_H
#define LIBDAXCTL_BIND_MARK_H

#include <libdaxctl/device.h>
#include <libdaxctl/driver.h>

/* Mark a locked device.  Returns a descriptor that keeps the mark until it is closed. */
int dax_bind_mark(struct daxctl_dev *dev, const struct driver *driver);

/* All marks of a driver; free them with free(marks->at). */
struct bind_marks {
	off_t *at;
	size_t count;
};

int dax_bind_marks_read(struct daxctl_ctx *ctx, const struct driver *driver,
			struct bind_marks *marks);
bool dax_bind_marks_have(const struct bind_marks *marks, const char *name);

#endif
