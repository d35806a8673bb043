/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of checks. */
#ifndef DAXCTL_DOCTOR_CHECKS_H
#define DAXCTL_DOCTOR_CHECKS_H

struct exam;

struct check {
	const char *name;
	const char *reads;	/* where it looks */
	const char *why;	/* why the finding matters */
	void (*look)(struct exam *exam);
};

/* The check after @check, or the first if that is NULL.  NULL after the last one. */
const struct check *next_check(const struct check *check);

#endif
