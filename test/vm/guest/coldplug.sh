# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Loads the modules that udev would load at boot. This takes several rounds because a new
# device may need another module: the NFIT's region, its namespace, the namespace's DAX
# device. Platform modules come before ACPI ones, so that the ids of hmem regions start at 0.

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
