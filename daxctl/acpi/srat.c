// SPDX-License-Identifier: GPL-2.0-only
/* SRAT: the domains of memory and processors. */
#include <errno.h>

#include "daxctl/acpi/srat.h"

enum {
	SRAT_ENTRIES_AT = 48,
	SRAT_PROCESSOR = 0,
	SRAT_MEMORY = 1,
	PROCESSOR_DOMAIN_HIGH_AT = 9,	/* bits 8 to 31, since revision 2 */
	MEMORY_DOMAIN_AT = 2,
	MEMORY_BASE_AT = 8,
	MEMORY_LENGTH_AT = 16,
	NARROW_DOMAINS = 256,		/* the number of domains before revision 2 */
};

/*
 * The length of each type of entry, and where its domain and flags are.  Entries of other
 * types are copied unchanged.
 */
static const struct {
	uint8_t length, domain_at, domain_width, flags_at; /* flags_at 0: always enabled */
} layouts[] = {
	[SRAT_PROCESSOR] = { 16, 2, 1, 4 },
	[SRAT_MEMORY] = { 40, MEMORY_DOMAIN_AT, 4, 28 },
	{ 24, 4, 4, 12 },	/* x2APIC */
	{ 18, 2, 4, 10 },	/* GICC */
	{ 12, 2, 4, 0 },	/* GIC ITS */
	{ 32, 4, 4, 24 },	/* generic initiator */
	{ 32, 4, 4, 24 },	/* generic port */
	{ 20, 4, 4, 12 },	/* RINTC */
};

static bool is_narrow(const struct acpi_table *srat)
{
	return acpi_get(srat, ACPI_REVISION_AT, 1) < 2;
}

static bool is_enabled(const struct acpi_table *srat, const struct acpi_entry *entry)
{
	size_t flags_at = layouts[entry->type].flags_at;

	return !flags_at || acpi_get(srat, entry->at + flags_at, 4) & 1;
}

static uint32_t entry_domain(const struct acpi_table *srat, const struct acpi_entry *entry)
{
	size_t width = layouts[entry->type].domain_width;
	uint32_t domain;

	if (is_narrow(srat))
		width = 1;
	domain = acpi_get(srat, entry->at + layouts[entry->type].domain_at, width);
	if (entry->type == SRAT_PROCESSOR && !is_narrow(srat))
		domain |= acpi_get(srat, entry->at + PROCESSOR_DOMAIN_HIGH_AT, 3) << 8;
	return domain;
}

static int examine_entry(const struct acpi_table *srat, const struct acpi_entry *entry,
			 struct acpi_split *split, struct acpi_fault *fault)
{
	uint32_t domain;

	if (entry->type >= sizeof(layouts) / sizeof(layouts[0]))
		return 0;
	if (entry->length != layouts[entry->type].length)
		return acpi_fault(fault, -EINVAL, srat, entry->at,
				  "an entry of type %u has length %zu instead of %u",
				  entry->type, entry->length, layouts[entry->type].length);
	/* Firmware can leave spare entries disabled, with arbitrary contents. */
	if (!is_enabled(srat, entry))
		return 0;
	domain = entry_domain(srat, entry);
	acpi_split_note(split, domain, srat, entry->at);
	if (entry->type != SRAT_MEMORY || domain != split->domain)
		return 0;
	if (split->memory_at)
		return acpi_fault(
			fault, -EINVAL, srat, entry->at,
			"a second memory range of domain %u (the first is at offset %zu)",
			domain, split->memory_at);
	split->memory_at = entry->at;
	split->base = acpi_get(srat, entry->at + MEMORY_BASE_AT, 8);
	split->length = acpi_get(srat, entry->at + MEMORY_LENGTH_AT, 8);
	return 0;
}

int srat_examine(const struct acpi_table *srat, struct acpi_split *split,
		 struct acpi_fault *fault)
{
	struct acpi_entry entry = { .at = SRAT_ENTRIES_AT };
	int rc = acpi_check_header(srat, "SRAT", SRAT_ENTRIES_AT, fault);

	if (rc < 0)
		return rc;
	while ((rc = acpi_next_entry(srat, 1, &entry, fault)) > 0) {
		rc = examine_entry(srat, &entry, split, fault);
		if (rc < 0)
			return rc;
	}
	if (rc == 0 && !split->memory_at)
		return acpi_fault(fault, -ENXIO, srat, SRAT_ENTRIES_AT,
				  "no entry has memory of domain %u",
				  split->domain);
	return rc;
}

int srat_split(const struct acpi_table *srat, const struct acpi_split *split,
	       struct acpi_table *to, struct acpi_fault *fault)
{
	size_t length = layouts[SRAT_MEMORY].length, rest = split->memory_at + length;
	size_t width = is_narrow(srat) ? 1 : 4;
	int rc;

	if (is_narrow(srat) && split->first_new + split->parts - 1 > NARROW_DOMAINS)
		return acpi_fault(fault, -EINVAL, srat, ACPI_REVISION_AT,
				  "domain %u is needed, but this revision allows up to %d",
				  acpi_split_domain(split, split->parts - 1),
				  NARROW_DOMAINS - 1);
	rc = acpi_append(to, srat, 0, split->memory_at);
	for (uint32_t i = 0; rc == 0 && i < split->parts; i++) {
		size_t at = to->size;

		rc = acpi_append(to, srat, split->memory_at, length);
		if (rc < 0)
			break;
		acpi_put(to, at + MEMORY_DOMAIN_AT, width, acpi_split_domain(split, i));
		acpi_put(to, at + MEMORY_BASE_AT, 8,
			 split->base + i * acpi_split_size(split));
		acpi_put(to, at + MEMORY_LENGTH_AT, 8, acpi_split_size(split));
	}
	if (rc == 0)
		rc = acpi_append(to, srat, rest, srat->size - rest);
	if (rc == -EFBIG)
		return acpi_fault(fault, rc, srat, rest,
				  "there is no room for %u more entries", split->parts - 1);
	if (rc == 0)
		acpi_seal(to);
	return rc;
}
