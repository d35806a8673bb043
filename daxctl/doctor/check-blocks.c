// SPDX-License-Identifier: GPL-2.0-only
/* Memory blocks: what does not fit into them, and the zones in which they are. */
#include <errno.h>
#include <string.h>

#include "daxctl/doctor/facts.h"
#include "daxctl/doctor/look.h"
#include "daxctl/doctor/wishes.h"
#include "util/size.h"

/*
 * A device is measured if it is system RAM or is configured to be, or if the user named it:
 * most other devices do not need whole blocks.  Returns false if there is nothing to say,
 * else the severity of a loss.
 */
static bool is_measured(struct exam *exam, const struct config *config, struct daxctl_dev *dev,
			enum severity *severity)
{
	bool ram = daxctl_dev_is_system_ram_mode(dev) || wants_ram(config, dev);

	*severity = ram ? WARNING : NOTE;
	return ram || exam_names(exam, dev);
}

static void found_loss(struct exam *exam, enum severity severity, struct daxctl_dev *dev,
		       const char *detail)
{
	exam_found(exam, severity, &(struct finding){
		.subject = daxctl_dev_get_devname(dev),
		.path = BLOCK_SIZE_FILE,
		.value = exam_line(exam, BLOCK_SIZE_FILE),
		.detail = detail,
	});
}

/* Look at the devices of which everything, or else only a part, is outside whole blocks. */
static void look_at_losses(struct exam *exam, bool everything)
{
	char lost[SIZE_TEXT_MAX], whole[SIZE_TEXT_MAX], block[SIZE_TEXT_MAX];
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	struct config config;

	read_wishes(exam, &config);
	format_exact_size(memory_block_size(exam), block);
	exam_device_foreach(exam, region, dev) {
		u64 size = daxctl_dev_get_size(dev), usable;
		enum severity severity;

		if (!size || !is_measured(exam, &config, dev, &severity) ||
		    !bytes_in_blocks(exam, dev, &usable) || usable == size ||
		    (usable == 0) != everything)
			continue;
		format_exact_size(size - usable, lost);
		format_exact_size(size, whole);
		found_loss(exam, severity, dev,
			   exam_text(exam, "%s of %s are outside whole memory blocks of %s.", lost,
				     whole, block));
	}
	config_clear(&config);
}

void look_smaller_than_block(struct exam *exam)
{
	look_at_losses(exam, true);
}

void look_rounding_loss(struct exam *exam)
{
	look_at_losses(exam, false);
}

/* ---- zones ---- */

/* The number of blocks that are online in a kernel zone, and the first of them. */
static int count_kernel_blocks(struct exam *exam, struct daxctl_dev *dev, long *first)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	long block = -1;
	int count = 0;

	*first = -1;
	if (!mem)
		return 0;
	daxctl_memory_block_foreach(mem, block) {
		if (daxctl_memory_get_block_state(mem, block) != DAXCTL_BLOCK_KERNEL)
			continue;
		if (!count++)
			*first = block;
	}
	if (block == -EACCES)
		exam_unseen(exam, exam_device_path(exam, dev, "mapping0"), EACCES);
	return count;
}

/* Without a configuration, the kernel zone may have been chosen on purpose. */
void look_wrong_zone(struct exam *exam)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	struct config config;

	read_wishes(exam, &config);
	exam_device_foreach(exam, region, dev) {
		const struct config_section *section = wants_ram(&config, dev);
		const char *name = daxctl_dev_get_devname(dev);
		bool movable = section && section->online && section->movable;
		const char *path;
		long first;
		int count = count_kernel_blocks(exam, dev, &first);

		if (!count || (section && !movable))
			continue;
		path = exam_text(exam, "/sys/devices/system/memory/memory%ld/valid_zones", first);
		exam_found(exam, movable ? WARNING : NOTE, &(struct finding){
			.subject = name,
			.path = path,
			.value = exam_line(exam, path),
			.detail = exam_text(exam,
					    "%d memory block%s online in a kernel zone%s%s%s.",
					    count, count == 1 ? " is" : "s are",
					    movable ? ", although movable is configured in [" : "",
					    movable ? section->name : "", movable ? "]" : ""),
			.command = exam_text(exam, "daxctl reconfigure-device -m system-ram "
					     "--movable -f %s", name),
		});
	}
	config_clear(&config);
}

/* ---- the memmap ---- */

#define MEMMAP_PARAMETER "memory_hotplug.memmap_on_memory"

/* The memmap of a block, 64 bytes for each page, has to be whole huge pages. */
static bool memmap_fits(u64 block_size)
{
	return block_size / 4096 * 64 % (2 << 20) == 0;
}

static bool is_off(const char *value)
{
	return *value == '0' || *value == 'n' || *value == 'N' || !strcmp(value, "off");
}

static const char *memmap_obstacle(struct exam *exam, struct daxctl_dev *dev,
				   const char **path, const char **value)
{
	static const char parameter[] = "/sys/module/memory_hotplug/parameters/memmap_on_memory";

	*path = parameter;
	*value = exam_line(exam, parameter);
	if (!*value) {
		*value = "does not exist";
		return "The kernel was built without CONFIG_MHP_MEMMAP_ON_MEMORY.";
	}
	if (**value == 'N')
		return "The kernel turned the parameter off again.";
	*path = exam_device_path(exam, dev, "memmap_on_memory");
	*value = exam_line(exam, *path);
	if (!*value) {
		*value = "does not exist";
		return "kmem of this kernel cannot do it; Linux 6.8 and later can.";
	}
	if (**value == '1' && !memmap_fits(memory_block_size(exam))) {
		*path = BLOCK_SIZE_FILE;
		*value = exam_line(exam, BLOCK_SIZE_FILE);
		return "The memmap of such a memory block is no multiple of 2 MiB.";
	}
	return NULL;
}

void look_memmap_impossible(struct exam *exam)
{
	const char *wanted = kernel_parameter(exam, MEMMAP_PARAMETER), *path, *value, *obstacle;
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	if (!wanted || is_off(wanted))
		return;
	exam_device_foreach(exam, region, dev) {
		obstacle = daxctl_region_is_dynamic(region)
			 ? memmap_obstacle(exam, dev, &path, &value) : NULL;
		if (!obstacle)
			continue;
		exam_found(exam, WARNING, &(struct finding){
			.subject = daxctl_dev_get_devname(dev),
			.path = path,
			.value = value,
			.detail = exam_text(exam, MEMMAP_PARAMETER "=%s is on the kernel's command "
					    "line. %s", wanted, obstacle),
		});
	}
}
