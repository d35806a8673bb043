/* SPDX-License-Identifier: GPL-2.0-only */
/* What several checks read: kernel parameters, modules, ranges of memory. */
#ifndef DAXCTL_DOCTOR_FACTS_H
#define DAXCTL_DOCTOR_FACTS_H

#include "daxctl/doctor/exam.h"
#include "util/range.h"

#define BLOCK_SIZE_FILE "/sys/devices/system/memory/block_size_bytes"

/* The value of the last kernel parameter @name, "" if it has none; NULL if it is not set. */
const char *kernel_parameter(struct exam *exam, const char *name);

/* The size of memory blocks; 0 without memory hotplug. */
u64 memory_block_size(struct exam *exam);

/* The release of the kernel, such as "6.12.1-amd64". */
const char *kernel_release(struct exam *exam);

/* ---- modules ---- */

/* Are the module's driver and functions there, in the kernel or loaded? */
bool module_is_loaded(struct exam *exam, const char *module);

/* Is there a file of the module? */
bool module_exists(struct exam *exam, const char *module);

/* ---- /proc/iomem ---- */

struct iomem_line {
	struct range range;
	unsigned int depth;
	const char *name;
};

struct iomem {
	struct iomem_line *at;
	size_t count;
};

/* Read it.  Without the addresses, it is empty, and noted as unseen.  Free @iomem->at. */
void iomem_read(struct exam *exam, struct iomem *iomem);

/* ---- configuration of other programs ---- */

/*
 * Call @visit with each line of the files SUFFIX in the directories @dirs, whose list ends
 * with NULL.  A file hides those of the same name in the directories after its own, as
 * udev, modprobe and systemd read them.
 */
typedef void line_fn(struct exam *exam, const char *path, int number, const char *line,
		     void *data);
void each_config_line(struct exam *exam, const char *const dirs[], const char *suffix,
		      line_fn *visit, void *data);
extern const char *const udev_rule_dirs[], *const modprobe_dirs[], *const tmpfiles_dirs[];

/* ---- devices ---- */

/* The bytes of a device in whole memory blocks.  Returns false if its ranges are unreadable. */
bool bytes_in_blocks(struct exam *exam, struct daxctl_dev *dev, u64 *bytes);

#endif
