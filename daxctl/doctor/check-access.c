// SPDX-License-Identifier: GPL-2.0-only
/* Device nodes that a group was to have. */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "daxctl/device/labels.h"
#include "daxctl/doctor/capture.h"
#include "daxctl/doctor/facts.h"
#include "daxctl/doctor/look.h"

/* Check that the group can open the node, as @where says. */
static void look_at_node(struct exam *exam, struct daxctl_dev *dev, const char *group,
			 const char *where)
{
	const char *name = daxctl_dev_get_devname(dev);
	const char *node = exam_text(exam, "/dev/%s", name);
	const struct group *entry = getgrnam(group);
	struct stat st;

	if (!daxctl_dev_is_devdax_mode(dev))
		return;
	if (stat(exam_text(exam, "%s%s", exam->root, node), &st) < 0) {
		if (errno != ENOENT)
			exam_unseen(exam, node, errno);
		return;
	}
	if (entry && entry->gr_gid == st.st_gid && (st.st_mode & 060) == 060)
		return;
	exam_found(exam, WARNING, &(struct finding){
		.subject = name,
		.path = node,
		.value = exam_text(exam, "mode %04o, group %u", st.st_mode & 07777, st.st_gid),
		.detail = entry
			? exam_text(exam, "%s gives the device to the group %s (%u).", where, group,
				    entry->gr_gid)
			: exam_text(exam, "%s gives the device to the group %s, which does not "
				    "exist.", where, group),
		.command = entry
			? exam_text(exam, "udevadm trigger --settle /sys/bus/dax/devices/%s", name)
			: exam_text(exam, "groupadd --system %s", group),
	});
}

static void look_at_labels(struct exam *exam)
{
	struct labels *labels = NULL;
	struct daxctl_region *region;
	struct capture capture;
	struct daxctl_dev *dev;
	int rc;

	capture_begin(&capture);
	rc = labels_read(false, &labels);
	capture_end(&capture, exam);
	if (rc < 0) {
		exam_unseen(exam, LABELS_FILE, -rc);
		return;
	}
	exam_device_foreach(exam, region, dev) {
		const struct label *label = labels_find(labels, dev);

		if (label && label->access.group[0])
			look_at_node(exam, dev, exam_text(exam, "%s", label->access.group),
				     LABELS_FILE);
	}
	labels_free(labels);
}

/* SUBSYSTEM=="dax", ... GROUP="name" */
static void look_at_rule(struct exam *exam, const char *path, int number, const char *line,
			 void *data)
{
	const char *group = strstr(line, "GROUP=\"");
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	size_t len;

	(void)data;
	if (line[strspn(line, " \t")] == '#' || !strstr(line, "SUBSYSTEM==\"dax\"") || !group ||
	    strstr(line, "KERNEL=="))
		return;
	group += strlen("GROUP=\"");
	len = strcspn(group, "\"");
	exam_device_foreach(exam, region, dev)
		look_at_node(exam, dev, exam_text(exam, "%.*s", (int)len, group),
			     exam_text(exam, "%s:%d", path, number));
}

void look_permissions(struct exam *exam)
{
	look_at_labels(exam);
	each_config_line(exam, udev_rule_dirs, ".rules", look_at_rule, NULL);
}
