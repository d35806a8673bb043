// SPDX-License-Identifier: GPL-2.0-only
/* The kernel or a udev rule can bring new memory online before daxctl. */
#include <stdio.h>
#include <string.h>

#include "daxctl/device/writes.h"
#include "daxctl/doctor/facts.h"
#include "daxctl/doctor/look.h"
#include "daxctl/doctor/wishes.h"

/* The reasons for the kernel to leave new memory offline. */
struct need {
	bool ram;		/* a device is system RAM or is configured to be */
	bool kernel_zone;	/* and each of these is to be in a kernel zone */
};

static struct need what_is_needed(struct exam *exam, bool *some)
{
	struct need need = { .kernel_zone = true };
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	struct config config;

	*some = false;
	read_wishes(exam, &config);
	exam_device_foreach(exam, region, dev) {
		const struct config_section *section = wants_ram(&config, dev);

		*some = true;
		if (!section && !daxctl_dev_is_system_ram_mode(dev))
			continue;
		need.ram = true;
		need.kernel_zone &= section && section->online && !section->movable;
	}
	config_clear(&config);
	need.kernel_zone &= need.ram;
	return need;
}

static void found_policy(struct exam *exam, const struct need *need, const char *path,
			 const char *value, const char *detail, const char *command)
{
	exam_found(exam, need->ram ? WARNING : NOTE, &(struct finding){
		.subject = "new memory",
		.path = path,
		.value = value,
		.detail = detail,
		.command = command,
	});
}

/* Does the policy put memory into another zone than daxctl would? */
static bool is_conflict(const struct need *need, const char *policy)
{
	if (!strcmp(policy, "online_movable"))
		return need->kernel_zone;
	if (!strcmp(policy, "online_kernel"))
		return !need->kernel_zone;
	return !strncmp(policy, "online", 6);
}

static void look_at_kernel(struct exam *exam, const struct need *need)
{
	const char *policy = exam_line(exam, "/sys/" POLICY_FILE);
	const char *parameter = kernel_parameter(exam, "memhp_default_state");

	if (!policy || !is_conflict(need, policy))
		return;
	found_policy(exam, need, "/sys/" POLICY_FILE, policy,
		     parameter ? exam_text(exam, "memhp_default_state=%s is on the kernel's "
					   "command line.", parameter)
			       : "Nothing on the kernel's command line sets it, so it is the "
				 "default of this kernel, or a program wrote it. The default "
				 "differs: in Debian, Linux 6.1 leaves memory offline and 6.12 "
				 "brings it online.",
		     need->kernel_zone
			     ? "echo offline >/sys/" POLICY_FILE
			     : "echo online_movable >/sys/" POLICY_FILE
			       "    # and memhp_default_state=online_movable for the next boot");
}

/* A rule assigns to ATTR{state}; a comparison has two equals signs. */
static const char *assigned_state(const char *line)
{
	static const char attribute[] = "ATTR{state}=\"";
	const char *at = strstr(line, attribute);

	return at && line[strspn(line, " \t")] != '#' ? at + strlen(attribute) : NULL;
}

struct rules {
	const struct need *need;
	const char *path;	/* of the file */
	bool memory;		/* it has rules for memory */
};

static void look_at_rule(struct exam *exam, const char *path, int number, const char *line,
			 void *data)
{
	struct rules *rules = data;
	const char *state = assigned_state(line);
	char policy[32];

	if (!rules->path || strcmp(rules->path, path))
		rules->memory = false;
	rules->path = path;
	rules->memory |= strstr(line, "SUBSYSTEM") && strstr(line, "\"memory\"");
	if (!state || !rules->memory)
		return;
	snprintf(policy, sizeof(policy), "%.*s", (int)strcspn(state, "\""), state);
	if (is_conflict(rules->need, policy))
		found_policy(exam, rules->need, exam_text(exam, "%s:%d", path, number),
			     exam_text(exam, "%s", line),
			     exam_text(exam, "This rule of udev brings each new memory block "
				       "online (%s).", policy),
			     exam_text(exam, "ln -s /dev/null /etc/udev/rules.d/%s && "
				       "udevadm control --reload", strrchr(path, '/') + 1));
}

static void look_at_tmpfile(struct exam *exam, const char *path, int number, const char *line,
			    void *data)
{
	const char *at = strstr(line, "/auto_online_blocks"), *word;
	const struct need *need = data;
	char policy[32];

	if (!at || line[strspn(line, " \t")] == '#')
		return;
	word = strrchr(at, ' ');
	if (!word)
		word = strrchr(at, '\t');
	snprintf(policy, sizeof(policy), "%s", word ? word + 1 : "");
	if (is_conflict(need, policy))
		found_policy(exam, need, exam_text(exam, "%s:%d", path, number),
			     exam_text(exam, "%s", line),
			     "systemd-tmpfiles sets the kernel's policy at boot.",
			     exam_text(exam, "sed -i '%d s/%s/online_movable/' %s", number, policy,
				       path));
}

/* Without any device, no memory can come from one. */
void look_policy_conflict(struct exam *exam)
{
	bool some;
	struct need need = what_is_needed(exam, &some);
	struct rules rules = { .need = &need };

	if (!some)
		return;
	look_at_kernel(exam, &need);
	each_config_line(exam, udev_rule_dirs, ".rules", look_at_rule, &rules);
	each_config_line(exam, tmpfiles_dirs, ".conf", look_at_tmpfile, &need);
}
