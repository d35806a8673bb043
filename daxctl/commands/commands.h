/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands.  A file defines one command, or two that share their code. */
#ifndef DAXCTL_COMMANDS_COMMANDS_H
#define DAXCTL_COMMANDS_COMMANDS_H

#include "daxctl/cli/command.h"

extern const struct command version_command, list_command,
	split_acpi_command, migrate_device_model_command,
	create_device_command, destroy_device_command, reconfigure_device_command,
	online_memory_command, offline_memory_command, disable_device_command,
	enable_device_command, save_config_command,
	save_command, plan_command, apply_command, check_config_command, history_command,
	doctor_command, monitor_command, udev_command, export_command, boot_policy_command;

#endif
