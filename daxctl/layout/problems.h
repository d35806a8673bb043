/* SPDX-License-Identifier: GPL-2.0-only */
/* All that is wrong with a layout, each with its path in the document. */
#ifndef DAXCTL_LAYOUT_PROBLEMS_H
#define DAXCTL_LAYOUT_PROBLEMS_H

#include <stddef.h>

struct problems {
	char **at;
	size_t count;
	int rc;			/* the errno of the first; 0: none so far */
};

/* Add "WHERE: …".  Returns rc, or -ENOMEM. */
int problem(struct problems *problems, int rc, const char *where, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Report them on stderr as problems of @file, and free them.  Returns the first errno. */
int problems_report(struct problems *problems, const char *file);
void problems_clear(struct problems *problems);

#endif
