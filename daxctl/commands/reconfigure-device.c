// SPDX-License-Identifier: GPL-2.0-only
/* reconfigure-device: parses the options, and changes either the mode or the size. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cli/options.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"
#include "daxctl/config/boot-policy.h"
#include "daxctl/config/match.h"
#include "daxctl/device/change.h"
#include "daxctl/device/job.h"
#include "daxctl/device/json.h"
#include "daxctl/device/json-print.h"
#include "daxctl/device/memmap.h"
#include "daxctl/device/mode.h"
#include "daxctl/device/plan.h"
#include "daxctl/device/snapshot.h"
#include "daxctl/device/unusable.h"
#include "daxctl/layout/boot.h"
#include "util/size.h"

struct reconfigure_options {
	const char *region, *mode, *size, *align, *memmap, *wait;
	int online;			/* 0, ONLINE or NO_ONLINE */
	int zone;			/* 0, or enum daxctl_block_state */
	bool boot, check_config, dry_run, force, human, trust_file, verbose;
};

enum { ONLINE = 1, NO_ONLINE };

static const struct option_def options[] = {
	OPTION_VALUE('r', "region", "REGION", struct reconfigure_options, region,
		     "only devices of this region"),
	OPTION_VALUE('m', "mode", "MODE", struct reconfigure_options, mode,
		     "new mode: devdax, system-ram or famfs"),
	OPTION_VALUE('s', "size", "SIZE", struct reconfigure_options, size,
		     "new size; an enabled device needs -f"),
	OPTION_VALUE('a', "align", "ALIGN", struct reconfigure_options, align,
		     "new alignment: 4K, 2M or 1G; see -s"),
	OPTION_CHOICE(0, "online", struct reconfigure_options, online, ONLINE,
		      "bring the memory online (default)"),
	OPTION_CHOICE('N', "no-online", struct reconfigure_options, online, NO_ONLINE,
		      "leave the memory offline in system-ram mode"),
	OPTION_CHOICE(0, "movable", struct reconfigure_options, zone, DAXCTL_BLOCK_MOVABLE,
		      "use ZONE_MOVABLE in system-ram mode (default)"),
	OPTION_CHOICE(0, "no-movable", struct reconfigure_options, zone, DAXCTL_BLOCK_KERNEL,
		      "use a kernel zone in system-ram mode"),
	OPTION_OPTIONAL("memmap-on-memory", "yes", struct reconfigure_options, memmap,
			"keep the memmap in the memory; =no: elsewhere"),
	OPTION_BOOL('f', "force", struct reconfigure_options, force,
		    "offline or move memory, or disable the device"),
	OPTION_BOOL('C', "check-config", struct reconfigure_options, check_config,
		    "apply the configuration files"),
	OPTION_TRUST_FILE(struct reconfigure_options),
	OPTION_BOOL(0, "boot", struct reconfigure_options, boot,
		    "with -C: make up for a policy that was set at boot"),
	OPTION_BOOL(0, "dry-run", struct reconfigure_options, dry_run,
		    "print the writes to sysfs, and make none"),
	OPTION_BOOL('u', "human", struct reconfigure_options, human,
		    "print sizes with units and addresses in hex"),
	OPTION_WAIT(struct reconfigure_options),
	OPTION_VERBOSE(struct reconfigure_options),
	{ 0 }
};

static int usage(const char *why)
{
	fprintf(stderr, "daxctl reconfigure-device: %s\n", why);
	return EXIT_USAGE;
}

static int parse_yes_no(const char *name, const char *value, int *yes)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return report(name, -EINVAL, "'%s' is not yes or no", value);
	*yes = !strcmp(value, "yes");
	return 0;
}

/* Fill in @wanted from the options.  Returns 0, a reported errno, or EXIT_USAGE. */
static int parse_wanted(const struct reconfigure_options *o, struct wanted *wanted)
{
	int rc;

	*wanted = (struct wanted){
		.mode = DAXCTL_DEV_MODE_UNKNOWN,
		.blocks = o->online == NO_ONLINE ? DAXCTL_BLOCK_OFFLINE
			  : o->zone ? o->zone : DAXCTL_BLOCK_MOVABLE,
		.memmap = MEMMAP_UNKNOWN,
		.zone_given = o->zone,
		.force = o->force,
		.dry_run = o->dry_run,
	};
	if (o->trust_file && !o->check_config)
		return usage("--trust-file is for --check-config");
	if (o->check_config) {
		if (o->mode || o->size || o->align || o->online || o->zone || o->memmap)
			return usage("--check-config excludes --mode, --size, --align, "
				     "--memmap-on-memory, --no-online and --no-movable");
		return 0;
	}
	if (o->boot)
		return usage("--boot is for --check-config");
	if (!o->mode && !o->size && !o->align && !o->memmap)
		return usage("nothing to do: give --mode, --size, --align or --check-config");
	if (o->memmap && (o->size || o->align))
		return usage("--memmap-on-memory excludes --size and --align");
	if (o->memmap && parse_yes_no("--memmap-on-memory", o->memmap, &wanted->memmap) < 0)
		return -EINVAL;
	if (o->mode && (o->size || o->align))
		return usage("--mode excludes --size and --align");
	if (o->mode) {
		wanted->mode = mode_from_name(o->mode);
		if (wanted->mode == DAXCTL_DEV_MODE_UNKNOWN)
			return report("--mode", -EINVAL,
				      "'%s' is not a mode (" MODE_NAMES ")",
				      o->mode);
		if (wanted->mode != DAXCTL_DEV_MODE_RAM && o->online == NO_ONLINE)
			return usage("--no-online is for --mode=system-ram");
		if (wanted->mode != DAXCTL_DEV_MODE_RAM && o->memmap)
			return usage("--memmap-on-memory is for --mode=system-ram");
		if (wanted->mode != DAXCTL_DEV_MODE_RAM && o->zone == DAXCTL_BLOCK_KERNEL)
			return usage("--no-movable is for --mode=system-ram");
	}
	if (o->size) {
		wanted->resize = true;
		if ((rc = parse_size_option(o->size, &wanted->size)) < 0)
			return rc;
	}
	if (o->align && (rc = parse_align_option(o->align, &wanted->align)) < 0)
		return rc;
	return 0;
}

struct job {
	struct wanted wanted;
	const struct config *config;	/* of --check-config, else NULL */
	bool boot;
	bool human;
	struct json_object *devices;
};

static struct wanted wanted_by(const struct config_section *section,
			       const struct wanted *given)
{
	return (struct wanted){
		.mode = section->mode,
		.memmap = config_has_memmap(section) ? section->memmap : MEMMAP_UNKNOWN,
		.unplugged = section->unplugged,
		.blocks = !section->online || section->unplugged
			  ? DAXCTL_BLOCK_OFFLINE
			  : section->movable ? DAXCTL_BLOCK_MOVABLE : DAXCTL_BLOCK_KERNEL,
		.zone_given = config_has_zone(section),
		.force = section->force || given->force,
		.dry_run = given->dry_run,
	};
}

/* Report why the configuration does not change the device. */
static int report_not_configured(struct daxctl_dev *dev, const struct config_section *other_size)
{
	const char *name = daxctl_dev_get_devname(dev);
	char size[SIZE_TEXT_MAX], wanted[SIZE_TEXT_MAX];

	if (!other_size) {
		report(name, 0, "nothing is configured for it");
		return NOT_CHANGED;
	}
	format_exact_size(daxctl_dev_get_size(dev), size);
	format_exact_size(other_size->size, wanted);
	report(name, 0, "left alone: its size is %s, but %s:%d is for a device of %s", size,
	       other_size->file, other_size->line, wanted);
	return NOT_CHANGED;
}

/*
 * Without the policy that was set at boot, the kernel would have brought the memory of a
 * device online that is not configured.  Returns false if there is no need to do that.
 */
static bool wants_policy_before(struct daxctl_dev *dev, struct wanted *wanted)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);

	wanted->mode = DAXCTL_DEV_MODE_RAM;
	wanted->blocks = boot_policy_before(daxctl_dev_get_ctx(dev));
	return mem && wanted->blocks != DAXCTL_BLOCK_OFFLINE && daxctl_memory_is_online(mem) == 0;
}

static int carry_out(struct daxctl_dev *dev, const struct wanted *wanted,
		     const struct snapshot *before, bool *keep)
{
	if (wanted->mode != DAXCTL_DEV_MODE_UNKNOWN)
		return reconfigure_mode(dev, wanted, keep);
	if (wanted->memmap != MEMMAP_UNKNOWN)
		return reconfigure_memmap(dev, wanted);
	return reconfigure_size(dev, wanted, before);
}

static int change(struct daxctl_dev *dev, const struct wanted *wanted)
{
	struct snapshot *snapshot;
	bool keep = false;
	int rc = snapshot_take(dev, &snapshot);

	if (rc < 0)
		return rc;
	rc = carry_out(dev, wanted, snapshot, &keep);
	if (rc < 0 && !keep)
		snapshot_restore(snapshot, dev);
	else if (wanted->mode == DAXCTL_DEV_MODE_RAM || wanted->resize)
		report_unusable(dev);
	if (rc == 0 && !snapshot_differs(snapshot, dev))
		rc = NOT_CHANGED;
	snapshot_free(snapshot);
	return rc;
}

static int reconfigure(struct daxctl_dev *dev, void *data)
{
	struct job *job = data;
	struct wanted wanted = job->wanted;
	int rc;

	if (job->config) {
		const struct config_section *other_size, *section;

		if (boot_layout_has(dev)) {
			report(daxctl_dev_get_devname(dev), 0, "left alone: a layout in "
			       LAYOUTS_DIRECTORY " decides about its region");
			return NOT_CHANGED;
		}
		section = config_find(job->config, dev, &other_size);
		if (!section) {
			rc = report_not_configured(dev, other_size);
			if (!job->boot || !wants_policy_before(dev, &wanted))
				return rc;
		} else if (!daxctl_dev_get_size(dev)) {
			report(daxctl_dev_get_devname(dev), 0,
			       "has size 0 and is not changed");
			return NOT_CHANGED;
		} else {
			wanted = wanted_by(section, &job->wanted);
		}
	}
	if (wanted.dry_run) {
		rc = carry_out(dev, &wanted, NULL, &(bool){ false });
		return rc < 0 ? rc : NOT_CHANGED;
	}
	rc = change(dev, &wanted);
	if (rc < 0)
		return rc;
	json_object_array_add(job->devices, json_device(dev, false, job->human));
	return rc;
}

static int run_reconfigure(struct daxctl_ctx *ctx, const void *data, char **operands,
			   int count)
{
	const struct reconfigure_options *o = data;
	struct job job = { .human = o->human, .boot = o->boot };
	const struct device_job devices = {
		.region = o->region,
		.names = operands,
		.count = count,
		.command = "reconfigure-device",
		.what = "reconfigure it",
		.change = reconfigure,
		.data = &job,
		.binds = true,
	};
	struct config config = { 0 };
	int rc, done, config_rc = 0;

	rc = parse_wanted(o, &job.wanted);
	if (rc)
		return rc;
	job.devices = json_object_new_array();
	if (!job.devices)
		return report("reconfigure-device", -ENOMEM, "out of memory");
	if (o->check_config) {
		config_rc = config_read(ctx, o->trust_file, &config);
		job.config = &config;
	}
	rc = for_each_named_device(ctx, &devices, &done);
	config_clear(&config);
	json_print(job.devices, o->human);
	report_count("reconfigured", done);
	return rc ? rc : config_rc;
}

const struct command reconfigure_device_command = {
	.name = "reconfigure-device",
	.summary = "change a device's mode, size or alignment",
	.operands = "DEVICE...",
	.min_operands = 1,
	.max_operands = INT_MAX,
	.options = options,
	.options_size = sizeof(struct reconfigure_options),
	.run = run_reconfigure,
};
