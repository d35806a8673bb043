# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Expectations on the kernel's state, read directly from sysfs and procfs.

# same WHAT EXPECTED GOT
same() {
	[[ $3 == "$2" ]] || fail "$1" "expected: $2" "got:      $3"
}

# expect_attr PATH VALUE: PATH is relative to /sys/bus/dax/devices, or absolute.
expect_attr() {
	local path=$1
	[[ $path == /* ]] || path=$dax/devices/$path
	same "expect_attr $1" "$2" "$(read_attr "$path" || echo '(unreadable)')"
}

expect_no_attr() {
	local path=$1
	[[ $path == /* ]] || path=$dax/devices/$path
	[[ ! -e $path ]] || fail "expect_no_attr $1" "it exists"
}

# expect_region_attr ID ATTRIBUTE VALUE
expect_region_attr() {
	local region_link='' value='(unreadable)'
	find_region "$1"
	read -r value 2>/dev/null <"$region_link/$2"
	same "expect_region_attr $1 $2" "$3" "$value"
}

# expect_region_free ID: no part of the region is in use.
expect_region_free() {
	local region_link='' size='(unreadable)'
	find_region "$1"
	read -r size <"$region_link/size"
	expect_region_attr "$1" available_size "$size"
}

# expect_driver DEVICE device_dax|kmem|none
expect_driver() {
	same "expect_driver $1" "$2" "$(driver_of "$1")"
}

# expect_devices 'DEVICE...': exactly these devices are on the bus, in any order.
expect_devices() {
	local got wanted
	dax_devices got
	read -ra wanted <<<"$1"
	[[ ${wanted[*]} == "$got" ]] ||
		same "expect_devices" "$(printf '%s\n' "${wanted[@]}" | sort -V | xargs)" "$got"
}

# expect_mappings DEVICE 'START-END...': exactly these ranges, in the order of mapping0,
# mapping1 and so on.
expect_mappings() {
	local mapping mappings=()
	for mapping in "$dax/devices/$1"/mapping[0-9]*; do
		[[ ! -e $mapping ]] || mappings+=("$(read_attr "$mapping/start")-$(read_attr "$mapping/end")")
	done
	same "expect_mappings $1" "$2" "${mappings[*]}"
}

# block_attrs DEVICE ATTRIBUTE: the distinct values of the attribute in its memory blocks.
block_attrs() {
	local block values=()
	for block in $(blocks_of "$1"); do
		values+=("$(read_attr "$memory/memory$block/$2" || echo absent)")
	done
	printf '%s\n' "${values[@]}" | sort -u | xargs
}

# expect_block_states DEVICE online|offline|absent: the state of all its memory blocks.
expect_block_states() {
	same "expect_block_states $1" "$2" "$(block_attrs "$1" state)"
}

# expect_zone DEVICE Movable|Normal: all of its memory blocks are online in that zone.
expect_zone() {
	expect_block_states "$1" online
	same "expect_zone $1" "$2" "$(block_attrs "$1" valid_zones)"
}

# expect_iomem TEXT: a line of /proc/iomem contains TEXT.
expect_iomem() {
	grep -qF -e "$1" /proc/iomem || fail "expect_iomem ${1@Q}"
}

expect_no_iomem() {
	! grep -qF -e "$1" /proc/iomem || fail "expect_no_iomem ${1@Q}"
}

# expect_klog_has REGEX, expect_klog_lacks REGEX: about the kernel log since test_case.
expect_klog_has() {
	klog | grep -qE -e "$1" || fail "expect_klog_has $1"
}

expect_klog_lacks() {
	! klog | grep -qE -e "$1" || fail "expect_klog_lacks $1"
}

# expect_module NAME loaded|absent
expect_module() {
	local state=absent
	[[ ! -d /sys/module/$1 ]] || state=loaded
	same "expect_module $1" "$2" "$state"
}
