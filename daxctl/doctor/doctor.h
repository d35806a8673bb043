/* SPDX-License-Identifier: GPL-2.0-only */
/* The examination as a whole, and what it prints. */
#ifndef DAXCTL_DOCTOR_DOCTOR_H
#define DAXCTL_DOCTOR_DOCTOR_H

#include <stdio.h>

#include "daxctl/doctor/exam.h"

/* Let all checks look. */
void doctor_look(struct exam *exam);

/* The exit status: 0, 1 if there is more than notes, or a negated errno. */
int doctor_status(const struct exam *exam);

void show_checks(FILE *to);
void show_findings(const struct exam *exam, FILE *to);

/* The same as a new JSON object; NULL when out of memory. */
struct json_object *findings_json(const struct exam *exam);

#endif
