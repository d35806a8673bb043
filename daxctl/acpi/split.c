// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "daxctl/acpi/nfit.h"
#include "daxctl/acpi/slit.h"
#include "daxctl/acpi/split.h"
#include "daxctl/acpi/srat.h"

/* Can the memory be split, and are there enough unused numbers for the new domains? */
static int check_split(const struct acpi_tables *tables, const struct acpi_split *split,
		       struct acpi_fault *fault)
{
	const struct acpi_table *srat = &tables->srat;
	uint64_t unit = (uint64_t)split->parts * ACPI_PAGE_SIZE;

	if (split->first_new + split->parts - 1 > ACPI_MAX_DOMAINS)
		return acpi_fault(
			fault, -EINVAL, split->highest_in, split->highest_at,
			"%u new domains after %llu, the highest now, exceed the limit of %d",
			split->parts - 1, (unsigned long long)split->first_new - 1,
			ACPI_MAX_DOMAINS);
	if (!split->length || split->base % ACPI_PAGE_SIZE || split->length % unit)
		return acpi_fault(
			fault, -EINVAL, srat, split->memory_at,
			"cannot split 0x%llx bytes at 0x%llx into %u parts of whole pages",
			(unsigned long long)split->length, (unsigned long long)split->base,
			split->parts);
	if (split->length - 1 > UINT64_MAX - split->base)
		return acpi_fault(fault, -EINVAL, srat, split->memory_at,
				  "0x%llx bytes at 0x%llx exceed the address space",
				  (unsigned long long)split->length,
				  (unsigned long long)split->base);
	return 0;
}

int acpi_split_tables(const struct acpi_tables *from, uint32_t domain, uint32_t parts,
		      struct acpi_tables *to, struct acpi_split *split,
		      struct acpi_fault *fault)
{
	struct acpi_split found = { .domain = domain, .parts = parts };
	struct acpi_tables made = {
		.srat.name = from->srat.name,
		.slit.name = from->slit.name,
		.nfit.name = from->nfit.name,
	};
	int rc = srat_examine(&from->srat, &found, fault);

	if (rc == 0)
		rc = slit_examine(&from->slit, &found, fault);
	if (rc == 0 && from->nfit.bytes)
		rc = nfit_examine(&from->nfit, &found, fault);
	if (rc == 0)
		rc = check_split(from, &found, fault);
	if (rc == 0)
		rc = srat_split(&from->srat, &found, &made.srat, fault);
	if (rc == 0)
		rc = slit_split(&from->slit, &found, &made.slit);
	if (rc == 0 && found.range_at)
		rc = nfit_split(&from->nfit, &found, &made.nfit, fault);
	if (rc < 0) {
		acpi_free_tables(&made);
		return rc;
	}
	*to = made;
	*split = found;
	return 0;
}

void acpi_free_tables(struct acpi_tables *tables)
{
	acpi_free(&tables->srat);
	acpi_free(&tables->slit);
	acpi_free(&tables->nfit);
}
