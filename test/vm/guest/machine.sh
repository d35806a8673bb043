# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Whether the machine is what its declaration says: a misplaced region would make tests
# pass or fail for the wrong reason.

check_machine() {
	local key size start node id=0 dir
	while read -r key size start node; do
		case $key in
		region | pmem | nvdimm)
			dir=$(region_dir "$id") || { echo "region $id is missing"; return 1; }
			;;&
		region)
			[[ $(read_attr "$dir/size") == "$(bytes "$size")" ]] ||
				{ echo "region $id: size"; return 1; }
			[[ $(read_attr "$dax/devices/dax$id.0/target_node") == "$node" ]] ||
				{ echo "region $id: node"; return 1; }
			(($(read_attr "$dax/devices/dax$id.0/resource") == start)) ||
				{ echo "region $id: start"; return 1; }
			;;&
		region | pmem | nvdimm) id=$((id + 1)) ;;
		fsdax) [[ -b /dev/pmem0 ]] || { echo "/dev/pmem0 is missing"; return 1; } ;;
		esac
	done <"/test/machines/$(</test/plan/machine)"
	! dir=$(region_dir "$id") || { echo "one region too many: $dir"; return 1; }
}
