/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions of the checks.  Each file that is called check-* has those of a subject. */
#ifndef DAXCTL_DOCTOR_LOOK_H
#define DAXCTL_DOCTOR_LOOK_H

#include "daxctl/doctor/exam.h"

/* Each of these adds the findings of the check that has its name. */
void look_no_dax_bus(struct exam *exam);
void look_module_missing(struct exam *exam);
void look_module_blacklisted(struct exam *exam);
void look_module_unloaded(struct exam *exam);
void look_autoprobe_off(struct exam *exam);
void look_soft_reserved_without_region(struct exam *exam);
void look_region_without_node(struct exam *exam);
void look_smaller_than_block(struct exam *exam);
void look_rounding_loss(struct exam *exam);
void look_policy_conflict(struct exam *exam);
void look_wrong_zone(struct exam *exam);
void look_orphan_seed(struct exam *exam);
void look_half_made(struct exam *exam);
void look_stuck_unbind(struct exam *exam);
void look_memmap_impossible(struct exam *exam);
void look_config_unused(struct exam *exam);
void look_config_error(struct exam *exam);
void look_layout_drift(struct exam *exam);
void look_cxl_no_region(struct exam *exam);
void look_cxl_region_not_dax(struct exam *exam);
void look_node_without_tier(struct exam *exam);
void look_far_memory(struct exam *exam);
void look_busy_memory(struct exam *exam);
void look_kernel_fault(struct exam *exam);
void look_permissions(struct exam *exam);

#endif
