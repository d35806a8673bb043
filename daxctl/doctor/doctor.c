// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "daxctl/doctor/checks.h"
#include "daxctl/doctor/doctor.h"

void doctor_look(struct exam *exam)
{
	for (const struct check *check = next_check(NULL); check; check = next_check(check)) {
		exam->check = check;
		check->look(exam);
	}
}

int doctor_status(const struct exam *exam)
{
	if (exam->rc < 0)
		return exam->rc;
	for (size_t i = 0; i < exam->count; i++)
		if (exam->findings[i].severity > NOTE)
			return 1;
	return 0;
}
