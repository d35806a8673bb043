/* SPDX-License-Identifier: GPL-2.0-only */
/* The subjects of dax-kernel-test: each is a file of its own. */
#ifndef KERNEL_TEST_SUBJECTS_H
#define KERNEL_TEST_SUBJECTS_H

#include "test.h"

extern const struct subject mmap_rules, mmap_offset, mapping_changes, page_faults, pattern_write,
	pattern_read, unbind_faulting, unbind_open, memory_failure,
	bus_attributes, bus_errors, strict_errors, bus_garbage, strict_garbage, allocation, races,
	file_dax, file_dax_away, file_dax_mapped_away,
	random_calls, failing_allocations,
	hold_memory, kernel_writes, registered_writes, pinned, pinned_buffer;

#endif
