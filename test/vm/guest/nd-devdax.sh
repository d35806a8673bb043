# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Creates a devdax namespace in each region of persistent memory with the same writes as
# ndctl: the region's seed gets a UUID, an alignment and the namespace, and is bound.

# nd_devdax_uuid N: the UUID of region N's devdax namespace, the same in each boot.
nd_devdax_uuid() {
	printf '0dadadad-0000-4000-8000-%012d\n' "$1"
}

nd_devdax() {
	local region seed namespace nd=/sys/bus/nd
	# fsdax: leave the namespace as it is
	! grep -q '^fsdax ' "/test/machines/$(</test/plan/machine)" || return 0
	for region in "$nd"/devices/region*; do
		[[ -e $region/dax_seed ]] || continue
		read -r seed <"$region/dax_seed"
		seed=$region/$seed
		for namespace in "$region"/namespace*; do
			[[ ! -e $namespace/driver ]] ||
				echo "${namespace##*/}" >"$namespace/driver/unbind"
			# pmem: the memmap is stored in the persistent memory itself.
			echo pmem >"$seed/mode"
			nd_devdax_uuid "${region##*region}" >"$seed/uuid"
			echo $((2 << 20)) >"$seed/align"
			echo "${namespace##*/}" >"$seed/namespace"
			echo "${seed##*/}" >"$nd/drivers/dax_pmem/bind"
			break
		done
	done
}
