// SPDX-License-Identifier: GPL-2.0-only
/* NFIT: ranges of persistent memory, and the parts of modules that they consist of. */
#include <errno.h>
#include <string.h>

#include "daxctl/acpi/nfit.h"

enum {
	NFIT_ENTRIES_AT = 40,
	NFIT_RANGE = 0,
	NFIT_MAP = 1,
	INDEX_MAX = UINT16_MAX,

	RANGE_SIZE = 56,
	RANGE_SIZE_WITH_COOKIE = 64,
	RANGE_INDEX_AT = 4,
	RANGE_FLAGS_AT = 6,
	RANGE_DOMAIN_AT = 12,
	RANGE_GUID_AT = 16,
	RANGE_BASE_AT = 32,
	RANGE_LENGTH_AT = 40,
	RANGE_DOMAIN_VALID = 1 << 1,

	MAP_SIZE = 48,
	MAP_REGION_AT = 10,
	MAP_RANGE_AT = 12,
	MAP_SIZE_AT = 16,
	MAP_OFFSET_AT = 24,	/* of the region in the interleave set */
	MAP_ADDRESS_AT = 32,	/* of the region in the module */
};

/* 66f0d379-b4f3-4074-ac43-0d3318b78cdb */
static const uint8_t persistent[16] = {
	0x79, 0xd3, 0xf0, 0x66, 0xf3, 0xb4, 0x74, 0x40,
	0xac, 0x43, 0x0d, 0x33, 0x18, 0xb7, 0x8c, 0xdb,
};

static bool is_range_of(const struct acpi_table *nfit, size_t at,
			const struct acpi_split *split)
{
	return !memcmp(nfit->bytes + at + RANGE_GUID_AT, persistent, sizeof(persistent)) &&
	       acpi_get(nfit, at + RANGE_FLAGS_AT, 2) & RANGE_DOMAIN_VALID &&
	       acpi_get(nfit, at + RANGE_DOMAIN_AT, 4) == split->domain &&
	       acpi_get(nfit, at + RANGE_BASE_AT, 8) == split->base &&
	       acpi_get(nfit, at + RANGE_LENGTH_AT, 8) == split->length;
}

static int examine_range(const struct acpi_table *nfit, const struct acpi_entry *entry,
			 struct acpi_split *split, struct acpi_fault *fault)
{
	uint32_t index;

	if (entry->length != RANGE_SIZE && entry->length != RANGE_SIZE_WITH_COOKIE)
		return acpi_fault(fault, -EINVAL, nfit, entry->at,
				  "an address range has length %zu instead of %d or %d",
				  entry->length, RANGE_SIZE, RANGE_SIZE_WITH_COOKIE);
	index = acpi_get(nfit, entry->at + RANGE_INDEX_AT, 2);
	if (index >= split->next_range)
		split->next_range = index + 1;
	if (acpi_get(nfit, entry->at + RANGE_FLAGS_AT, 2) & RANGE_DOMAIN_VALID)
		acpi_split_note(split, acpi_get(nfit, entry->at + RANGE_DOMAIN_AT, 4), nfit,
				entry->at);
	if (!is_range_of(nfit, entry->at, split))
		return 0;
	if (!index)
		return acpi_fault(fault, -EINVAL, nfit, entry->at,
				  "range index 0, which is reserved");
	if (split->range_at)
		return acpi_fault(fault, -EINVAL, nfit, entry->at,
				  "the same range as that at offset %zu", split->range_at);
	split->range_at = entry->at;
	split->range_index = index;
	return 0;
}

static int examine_map(const struct acpi_table *nfit, const struct acpi_entry *entry,
		       struct acpi_split *split, struct acpi_fault *fault)
{
	uint32_t region, range;

	if (entry->length != MAP_SIZE)
		return acpi_fault(fault, -EINVAL, nfit, entry->at,
				  "a memory-device mapping has length %zu instead of %d",
				  entry->length, MAP_SIZE);
	region = acpi_get(nfit, entry->at + MAP_REGION_AT, 2);
	if (region >= split->next_region)
		split->next_region = region + 1;
	/* An index that only a map refers to is in use too. */
	range = acpi_get(nfit, entry->at + MAP_RANGE_AT, 2);
	if (range >= split->next_range)
		split->next_range = range + 1;
	return 0;
}

/* Maps refer to ranges by index, so the index of the domain's range must be unique. */
static int check_index(const struct acpi_table *nfit, const struct acpi_split *split,
		       struct acpi_fault *fault)
{
	struct acpi_entry entry = { .at = NFIT_ENTRIES_AT };
	int rc;

	while ((rc = acpi_next_entry(nfit, 2, &entry, fault)) > 0)
		if (entry.type == NFIT_RANGE && entry.at != split->range_at &&
		    acpi_get(nfit, entry.at + RANGE_INDEX_AT, 2) == split->range_index)
			return acpi_fault(fault, -EINVAL, nfit, entry.at,
					  "range index %u is already used at offset %zu",
					  split->range_index, split->range_at);
	return rc;
}

int nfit_examine(const struct acpi_table *nfit, struct acpi_split *split,
		 struct acpi_fault *fault)
{
	struct acpi_entry entry = { .at = NFIT_ENTRIES_AT };
	int rc = acpi_check_header(nfit, "NFIT", NFIT_ENTRIES_AT, fault);

	if (rc < 0)
		return rc;
	while ((rc = acpi_next_entry(nfit, 2, &entry, fault)) > 0) {
		if (entry.type == NFIT_RANGE)
			rc = examine_range(nfit, &entry, split, fault);
		else if (entry.type == NFIT_MAP)
			rc = examine_map(nfit, &entry, split, fault);
		if (rc < 0)
			return rc;
	}
	return rc == 0 && split->range_at ? check_index(nfit, split, fault) : rc;
}

/* The range index of a part. */
static uint32_t part_index(const struct acpi_split *split, uint32_t part)
{
	return part ? split->next_range + part - 1 : split->range_index;
}

static int append_ranges(const struct acpi_table *nfit, const struct acpi_entry *entry,
			 const struct acpi_split *split, struct acpi_table *to)
{
	for (uint32_t i = 0; i < split->parts; i++) {
		size_t at = to->size;
		int rc = acpi_append(to, nfit, entry->at, entry->length);

		if (rc < 0)
			return rc;
		acpi_put(to, at + RANGE_INDEX_AT, 2, part_index(split, i));
		acpi_put(to, at + RANGE_DOMAIN_AT, 4, acpi_split_domain(split, i));
		acpi_put(to, at + RANGE_BASE_AT, 8,
			 split->base + i * acpi_split_size(split));
		acpi_put(to, at + RANGE_LENGTH_AT, 8, acpi_split_size(split));
	}
	return 0;
}

static int check_map(const struct acpi_table *nfit, const struct acpi_entry *entry,
		     const struct acpi_split *split, uint32_t next_region,
		     struct acpi_fault *fault)
{
	uint64_t size = acpi_get(nfit, entry->at + MAP_SIZE_AT, 8);
	uint64_t last = size ? size - 1 : 0;

	if (size % split->parts)
		return acpi_fault(fault, -EINVAL, nfit, entry->at,
				  "cannot split 0x%llx bytes of a module into %u equal parts",
				  (unsigned long long)size, split->parts);
	if (acpi_get(nfit, entry->at + MAP_OFFSET_AT, 8) > UINT64_MAX - last ||
	    acpi_get(nfit, entry->at + MAP_ADDRESS_AT, 8) > UINT64_MAX - last)
		return acpi_fault(fault, -EINVAL, nfit, entry->at,
				  "0x%llx bytes of a module exceed the address space",
				  (unsigned long long)size);
	if (next_region + split->parts - 2 > INDEX_MAX)
		return acpi_fault(fault, -EINVAL, nfit, entry->at,
				  "%u more regions needed, but ids up to %u of %d are in use",
				  split->parts - 1, next_region - 1, INDEX_MAX);
	return 0;
}

/*
 * Split a map, because each part of the range has a part of each module.  The address in
 * the module grows with the offset, so that no two regions claim the same bytes.
 */
static int append_maps(const struct acpi_table *nfit, const struct acpi_entry *entry,
		       const struct acpi_split *split, struct acpi_table *to,
		       uint32_t *next_region)
{
	uint64_t size = acpi_get(nfit, entry->at + MAP_SIZE_AT, 8) / split->parts;
	uint64_t offset = acpi_get(nfit, entry->at + MAP_OFFSET_AT, 8);
	uint64_t address = acpi_get(nfit, entry->at + MAP_ADDRESS_AT, 8);

	for (uint32_t i = 0; i < split->parts; i++) {
		size_t at = to->size;
		int rc = acpi_append(to, nfit, entry->at, entry->length);

		if (rc < 0)
			return rc;
		if (i)
			acpi_put(to, at + MAP_REGION_AT, 2, (*next_region)++);
		acpi_put(to, at + MAP_RANGE_AT, 2, part_index(split, i));
		acpi_put(to, at + MAP_SIZE_AT, 8, size);
		acpi_put(to, at + MAP_OFFSET_AT, 8, offset + i * size);
		acpi_put(to, at + MAP_ADDRESS_AT, 8, address + i * size);
	}
	return 0;
}

static bool is_map_of(const struct acpi_table *nfit, const struct acpi_entry *entry,
		      const struct acpi_split *split)
{
	return entry->type == NFIT_MAP &&
	       acpi_get(nfit, entry->at + MAP_RANGE_AT, 2) == split->range_index;
}

int nfit_split(const struct acpi_table *nfit, const struct acpi_split *split,
	       struct acpi_table *to, struct acpi_fault *fault)
{
	struct acpi_entry entry = { .at = NFIT_ENTRIES_AT };
	uint32_t next_region = split->next_region;
	int rc;

	if (split->next_range + split->parts - 2 > INDEX_MAX)
		return acpi_fault(
			fault, -EINVAL, nfit, split->range_at,
			"%u more ranges needed, but indices up to %u of %d are in use",
			split->parts - 1, split->next_range - 1, INDEX_MAX);
	rc = acpi_append(to, nfit, 0, NFIT_ENTRIES_AT);
	while (rc == 0 && (rc = acpi_next_entry(nfit, 2, &entry, fault)) > 0) {
		if (entry.at == split->range_at) {
			rc = append_ranges(nfit, &entry, split, to);
		} else if (is_map_of(nfit, &entry, split)) {
			rc = check_map(nfit, &entry, split, next_region, fault);
			if (rc == 0)
				rc = append_maps(nfit, &entry, split, to, &next_region);
		} else {
			rc = acpi_append(to, nfit, entry.at, entry.length);
		}
		if (rc == -EFBIG)
			return acpi_fault(fault, rc, nfit, entry.at,
					  "the new entries do not fit a table of %d bytes",
					  ACPI_TABLE_MAX);
	}
	if (rc == 0)
		acpi_seal(to);
	return rc;
}
