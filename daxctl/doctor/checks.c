// SPDX-License-Identifier: GPL-2.0-only
/* The table of checks, in the order in which they look. */
#include "daxctl/doctor/checks.h"
#include "daxctl/doctor/look.h"

static const struct check checks[] = {
	{ "no-dax-bus", "/sys/bus/dax",
	  "Without the bus of device-DAX, the kernel has neither regions nor devices.",
	  look_no_dax_bus },
	{ "module-missing", "/lib/modules",
	  "A driver that the kernel does not have cannot be bound.",
	  look_module_missing },
	{ "module-blacklisted", "modprobe.d, /proc/cmdline",
	  "Neither the kernel nor daxctl loads the module.",
	  look_module_blacklisted },
	{ "module-unloaded", "/sys/module, drivers of devices",
	  "Nobody can use a device without a driver.",
	  look_module_unloaded },
	{ "autoprobe-off", "/sys/bus/dax/drivers_autoprobe",
	  "New devices get no driver, and neither do others when a driver is loaded.",
	  look_autoprobe_off },
	{ "soft-reserved-without-region", "/proc/iomem, regions",
	  "Memory that firmware set aside is in no region, so nobody can use it.",
	  look_soft_reserved_without_region },
	{ "region-without-node", "target_node of devices",
	  "kmem does not take a device without a NUMA node, so it cannot be system RAM.",
	  look_region_without_node },
	{ "smaller-than-block", "mappings of devices, block_size_bytes",
	  "System RAM consists of whole memory blocks, so the device cannot be system RAM.",
	  look_smaller_than_block },
	{ "rounding-loss", "mappings of devices, block_size_bytes",
	  "System RAM consists of whole memory blocks; the ends of ranges are lost.",
	  look_rounding_loss },
	{ "policy-conflict", "auto_online_blocks, rules of udev, tmpfiles.d",
	  "The memory is online before daxctl can choose its zone. In a kernel zone, it may "
	  "never go offline.",
	  look_policy_conflict },
	{ "wrong-zone", "valid_zones of memory blocks",
	  "The kernel keeps data in a kernel zone that it cannot move, so the memory may "
	  "never go offline.",
	  look_wrong_zone },
	{ "orphan-seed", "size and driver of devices",
	  "A device without memory is of no use, and takes a name.",
	  look_orphan_seed },
	{ "half-made", "size and driver of devices",
	  "The device has memory, but no driver, so nobody can use the memory.",
	  look_half_made },
	{ "stuck-unbind", "/proc/iomem, drivers of devices",
	  "kmem was unbound while memory was online. The kernel keeps the memory, and no "
	  "driver gets it before the next boot.",
	  look_stuck_unbind },
	{ "memmap-impossible", "memmap_on_memory",
	  "The memmap of hot-added memory is in other memory: 16 MiB for each GiB.",
	  look_memmap_impossible },
	{ "config-error", "daxctl.conf, layouts",
	  "The file is not used, or not completely.",
	  look_config_error },
	{ "config-unused", "daxctl.conf, devices",
	  "No device is configured by this section.",
	  look_config_unused },
	{ "layout-drift", "layouts, devices",
	  "The devices are not what the layout says.",
	  look_layout_drift },
	{ "cxl-no-region", "memory devices and decoders of CXL",
	  "Nobody can use the memory before it is in a region.",
	  look_cxl_no_region },
	{ "cxl-region-not-dax", "regions of CXL",
	  "The memory of the region belongs to no DAX device.",
	  look_cxl_region_not_dax },
	{ "node-without-tier", "memory_tiering, online memory",
	  "The kernel does not move pages between this node and others by their use.",
	  look_node_without_tier },
	{ "far-memory", "distance, latency, bandwidth and weight of nodes",
	  "Programs that get this memory are slower than with the memory near the processors.",
	  look_far_memory },
	{ "kernel-fault", "release of the kernel",
	  "The fault is the kernel's. daxctl avoids it; other programs may not.",
	  look_kernel_fault },
	{ "permissions", "labels, rules of udev, /dev",
	  "Programs of the group cannot open the device.",
	  look_permissions },
	{ 0 }
};

const struct check *next_check(const struct check *check)
{
	check = check ? check + 1 : checks;
	return check->name ? check : NULL;
}
