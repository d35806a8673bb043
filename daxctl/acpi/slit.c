// SPDX-License-Identifier: GPL-2.0-only
/* SLIT: the distances between domains. */
#include <errno.h>

#include "daxctl/acpi/slit.h"

enum {
	SLIT_COUNT_AT = 36,
	SLIT_MATRIX_AT = 44,
	DISTANCE_LOCAL = 10,
	DISTANCE_REMOTE = 20,	/* Linux's default for missing distances */
};

int slit_examine(const struct acpi_table *slit, struct acpi_split *split,
		 struct acpi_fault *fault)
{
	int rc = acpi_check_header(slit, "SLIT", SLIT_MATRIX_AT, fault);
	uint64_t count, room;

	if (rc < 0)
		return rc;
	count = acpi_get(slit, SLIT_COUNT_AT, 8);
	room = slit->size - SLIT_MATRIX_AT;
	if (count > room || count * count != room)
		return acpi_fault(
			fault, -EINVAL, slit, SLIT_COUNT_AT,
			"%llu localities do not match the %llu distances that follow",
			(unsigned long long)count, (unsigned long long)room);
	if (split->domain >= count)
		return acpi_fault(fault, -EINVAL, slit, SLIT_COUNT_AT,
				  "domain %u is not among the %llu localities",
				  split->domain, (unsigned long long)count);
	acpi_split_note(split, count - 1, slit, SLIT_COUNT_AT);
	return 0;
}

static unsigned int old_distance(const struct acpi_table *slit, uint64_t from, uint64_t to)
{
	uint64_t count = acpi_get(slit, SLIT_COUNT_AT, 8);

	if (from < count && to < count)
		return acpi_get(slit, SLIT_MATRIX_AT + from * count + to, 1);
	return from == to ? DISTANCE_LOCAL : DISTANCE_REMOTE;
}

/* A new domain has the same distances to others as the domain that is split. */
static unsigned int new_distance(const struct acpi_table *slit,
				 const struct acpi_split *split, uint64_t from, uint64_t to)
{
	uint64_t old_from = from < split->first_new ? from : split->domain;
	uint64_t old_to = to < split->first_new ? to : split->domain;
	unsigned int distance = old_distance(slit, old_from, old_to);

	if (from == to)
		return from < split->first_new ? distance : DISTANCE_LOCAL;
	/* Linux rejects the table if two different domains have the local distance. */
	return distance == DISTANCE_LOCAL ? DISTANCE_LOCAL + 1 : distance;
}

int slit_split(const struct acpi_table *slit, const struct acpi_split *split,
	       struct acpi_table *to)
{
	uint64_t count = split->first_new + split->parts - 1;
	int rc = acpi_append(to, slit, 0, SLIT_MATRIX_AT);

	if (rc == 0)
		rc = acpi_extend(to, count * count);
	if (rc < 0)
		return rc;
	acpi_put(to, SLIT_COUNT_AT, 8, count);
	for (uint64_t i = 0; i < count; i++)
		for (uint64_t j = 0; j < count; j++)
			acpi_put(to, SLIT_MATRIX_AT + i * count + j, 1,
				 new_distance(slit, split, i, j));
	acpi_seal(to);
	return 0;
}
