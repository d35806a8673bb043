# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Checks that the machine matches its declaration: with a misplaced region, tests could pass
# or fail for the wrong reason.

check_machine() {
	local key size start node id=0 window='' device dirs
	while read -r key size start node; do
		case $key in
		region)
			# The driver waits with a region in a window of CXL.
			device=$(device_at "$start" || { sleep 1; device_at "$start"; }) || { echo "region $id is missing"; return 1; }
			# In a whole system the order of the devices is not fixed, and windows of CXL
			# take numbers too.
			[[ -e /test/plan/root || $window || $device == "dax$id.0" ]] ||
				{ echo "region $id: start"; return 1; }
			[[ $(read_attr "$dax/devices/$device/../dax_region/size") == "$(bytes "$size")" ]] ||
				{ echo "region $id: size"; return 1; }
			[[ $(read_attr "$dax/devices/$device/target_node") == "$node" ]] ||
				{ echo "region $id: node"; return 1; }
			;;&
		region | pmem | nvdimm) id=$((id + 1)) ;;
		cxl) cxl_memdev "$start" >/dev/null || { echo "no CXL device $start"; return 1; } ;;
		cxl-window) window=1 ;;
		fsdax) [[ -b /dev/pmem0 ]] || { echo "/dev/pmem0 is missing"; return 1; } ;;
		esac
	done <"/test/machines/$(</test/plan/machine)"
	# A whole system may have made regions of its CXL devices.
	mapfile -t dirs < <(region_dirs | grep . | grep -v /bus/cxl/)
	((${#dirs[@]} == id)) || { echo "${#dirs[@]} regions instead of $id"; return 1; }
}
