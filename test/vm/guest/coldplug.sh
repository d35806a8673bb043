# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Loads the modules that udev would load at boot. A new device may call for another
# module, hence the rounds: nfit's region, its namespace, the namespace's dax device.
# The order (platform before acpi) gives hmem regions the ids from 0 on, always.

coldplug() {
	local before=-1 now=0 aliases
	while ((now != before)); do
		before=$now
		mapfile -t aliases < <(grep -hsE '^(platform:(hmem|e820_pmem)|acpi:ACPI0012|nd:|dax:|cxl:)' \
			/sys/bus/{platform,acpi,nd,dax,cxl}/devices/*/modalias | sort -ru)
		now=${#aliases[@]}
		((now == before || now == 0)) || modprobe -qab "${aliases[@]}"
	done
}
