/* SPDX-License-Identifier: GPL-2.0-only */
/* Removing what identifies a machine from text. */
#ifndef DAXCTL_DOCTOR_REDACT_H
#define DAXCTL_DOCTOR_REDACT_H

#include "daxctl/doctor/exam.h"

struct secrets {
	const char **at;	/* texts of the exam */
	size_t count;
};

/* The host's name, and the serial numbers of memory devices as they can be written. */
void secrets_find(struct exam *exam, struct secrets *secrets);
void secrets_clear(struct secrets *secrets);

/*
 * Return a copy of @text, without these secrets, UUIDs and numbers of 32 hexadecimal digits;
 * NULL when out of memory.
 */
char *redact(const char *text, const struct secrets *secrets);

#endif
