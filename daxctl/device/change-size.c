// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "daxctl/cli/report.h"
#include "daxctl/device/change.h"
#include "daxctl/device/job.h"
#include "daxctl/device/plan.h"
#include "daxctl/device/snapshot.h"
#include "daxctl/device/users.h"
#include "daxctl/device/writes.h"
#include "util/size.h"

static int check_ranges(struct daxctl_dev *dev, unsigned long align)
{
	struct daxctl_mapping *mapping;
	char text[SIZE_TEXT_MAX], length[SIZE_TEXT_MAX];

	daxctl_mapping_foreach(dev, mapping) {
		if (daxctl_mapping_get_size(mapping) % align == 0)
			continue;
		format_short_size(align, text);
		format_short_size(daxctl_mapping_get_size(mapping), length);
		return report(daxctl_dev_get_devname(dev), -EINVAL,
			      "cannot be aligned to %s: its mapping at %#llx has %s", text,
			      daxctl_mapping_get_start(mapping), length);
	}
	return 0;
}

static int check(struct daxctl_dev *dev, const struct wanted *wanted, unsigned long align)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	unsigned long long size = daxctl_dev_get_size(dev);
	unsigned long long available = daxctl_region_get_available_size(region);
	const char *name = daxctl_dev_get_devname(dev);
	char more[SIZE_TEXT_MAX], left[SIZE_TEXT_MAX];
	int rc = check_dynamic(name, region);

	if (rc < 0)
		return rc;
	if (daxctl_dev_is_enabled(dev) && !(wanted->force && daxctl_dev_is_devdax_mode(dev)))
		return report(name, -EBUSY,
			      "is enabled (device busy); daxctl disable-device %s first", name);
	if (!wanted->resize)
		return check_ranges(dev, align);
	rc = check_size(name, wanted->size, align);
	if (rc == 0 && wanted->size > size && wanted->size - size > available) {
		format_short_size(wanted->size - size, more);
		format_short_size(available, left);
		rc = report(name, -ENOSPC,
			    "cannot grow by %s: region%d has %s available", more,
			    daxctl_region_get_id(region), left);
	}
	return rc;
}

static int set_size(struct daxctl_dev *dev, const struct wanted *wanted)
{
	int rc = 0;

	if (wanted->resize && wanted->size != daxctl_dev_get_size(dev))
		rc = daxctl_dev_set_size(dev, wanted->size);
	return rc < 0 ? report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc,
				       "set its size") : 0;
}

static int set_align(struct daxctl_dev *dev, unsigned long align)
{
	int rc = daxctl_dev_set_align(dev, align);

	return rc < 0 ? report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc,
				       "set its alignment") : 0;
}

/*
 * The kernel requires the size to be a multiple of the alignment at any time, so a smaller
 * alignment is set before the size, and a larger one after it.
 */
static int set_locked(struct daxctl_dev *dev, const struct wanted *wanted, unsigned long align)
{
	unsigned long now = daxctl_dev_get_align(dev);
	int rc = 0;

	if (align < now)
		rc = set_align(dev, align);
	if (rc == 0)
		rc = set_size(dev, wanted);
	if (rc == 0 && align > now)
		rc = set_align(dev, align);
	return rc;
}

/* The region stays locked until a failure is undone: the device may have given up memory. */
static int set_both(struct daxctl_dev *dev, const struct wanted *wanted, unsigned long align,
		    const struct snapshot *before)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	int rc = daxctl_region_lock(region, true);

	if (rc < 0)
		return report_failure(daxctl_dev_get_ctx(dev), daxctl_dev_get_devname(dev), rc,
				      wanted->resize ? "set its size" : "set its alignment");
	rc = set_locked(dev, wanted, align);
	/* If this fails, restoring the whole device fails too and is reported. */
	if (rc < 0)
		snapshot_restore_space(before, dev);
	daxctl_region_unlock(region);
	return rc;
}

/*
 * Can the device be disabled and enabled again?  Processes that use it would get SIGBUS, and
 * stock kernels corrupt their lists if a device is bound while an older binding of it is
 * still open.
 */
static int check_enabled(struct daxctl_dev *dev, const struct wanted *wanted)
{
	const char *name = daxctl_dev_get_devname(dev);

	if (wanted->resize && !wanted->size)
		return report(name, -EINVAL, "cannot stay enabled without memory; use daxctl "
			      "disable-device %s first", name);
	return check_unused(dev);
}

/* Disable, change and enable a device that no process uses. */
static int change_enabled(struct daxctl_dev *dev, const struct wanted *wanted,
			  unsigned long align, const struct snapshot *before)
{
	const char *name = daxctl_dev_get_devname(dev);
	struct daxctl_ctx *ctx = daxctl_dev_get_ctx(dev);
	int rc = daxctl_dev_disable(dev);

	if (rc < 0)
		return report_failure(ctx, name, rc, "disable it");
	rc = set_both(dev, wanted, align, before);
	if (rc < 0)
		return rc;
	rc = daxctl_dev_enable_devdax(dev);
	return rc < 0 ? report_failure(ctx, name, rc, "enable it again") : REBOUND;
}

/* Print the writes of set_both() and, for an enabled device, of change_enabled(). */
static void show_size(struct daxctl_dev *dev, const struct wanted *wanted, unsigned long align)
{
	struct write_device device = write_device(dev);
	enum daxctl_dev_mode mode = daxctl_dev_get_mode(dev);
	unsigned long now = daxctl_dev_get_align(dev);

	write_unbind(device, mode);
	if (align < now)
		write_align(device, align);
	if (wanted->resize && wanted->size != daxctl_dev_get_size(dev))
		write_size(device, wanted->size);
	if (align > now)
		write_align(device, align);
	write_bind(device, mode);
}

int reconfigure_size(struct daxctl_dev *dev, const struct wanted *wanted,
		     const struct snapshot *before)
{
	unsigned long now = daxctl_dev_get_align(dev);
	unsigned long align = wanted->align ? wanted->align : now;
	bool enabled = daxctl_dev_is_enabled(dev);
	int rc = check(dev, wanted, align);

	if (rc < 0)
		return rc;
	if (align == now && (!wanted->resize || wanted->size == daxctl_dev_get_size(dev)))
		return 0;
	if (enabled && (rc = check_enabled(dev, wanted)) < 0)
		return rc;
	if (wanted->dry_run) {
		show_size(dev, wanted, align);
		return 0;
	}
	return enabled ? change_enabled(dev, wanted, align, before)
		       : set_both(dev, wanted, align, before);
}
