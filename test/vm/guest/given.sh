# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Set-up by raw writes to sysfs, never by the program under test. If a write fails, the
# current point fails.

# given_attr PATH VALUE: PATH is relative to /sys/bus/dax/devices, or absolute.
given_attr() {
	local path=$1 error
	[[ $path == /* ]] || path=$dax/devices/$path
	error=$({ echo "$2" >"$path"; } 2>&1) || fail "given_attr $1 $2" "${error##*: }"
}

# given_long_grace_periods: turns off the short RCU grace periods that test/vm/boot asks for,
# until the test ends.
given_long_grace_periods() {
	given_attr /sys/kernel/rcu_expedited 0
}

# given_device VARIABLE REGION SIZE|RANGE...: creates a device without a driver and stores
# its name in VARIABLE. A RANGE is START-END (addresses, inclusive) or OFFSET+SIZE (OFFSET
# from the region's start). SIZE 0 leaves a seed.
given_device() {
	local -n given_name=$1
	local region=$2 start spec dir
	shift 2
	dir=$(region_dir "$region") || { fail "given_device: no region $region"; return; }
	given_attr "$dir/create" 1
	# shellcheck disable=SC2034 # the caller's variable
	given_name=$(read_attr "$dir/create")
	for spec; do
		case $spec in
		*+*)
			start=$(($(region_start "$region") + $(bytes "${spec%+*}")))
			given_attr "$given_name/mapping" \
				"$(printf %#x-%#x "$start" $((start + $(bytes "${spec#*+}") - 1)))"
			;;
		*-*) given_attr "$given_name/mapping" "$spec" ;;
		0) ;;
		*) given_attr "$given_name/size" "$(bytes "$spec")" ;;
		esac
	done
	note "given $given_name: region $region, $*"
}

# given_driver DEVICE device_dax|kmem|none: binds or unbinds DEVICE and no other device.
given_driver() {
	local old probe other before
	driver_of "$1" old
	[[ $old == none ]] || given_attr "$dax/drivers/$old/unbind" "$1"
	[[ $2 != none ]] || return 0
	probe=$(<"$dax/drivers_autoprobe")
	echo 0 >"$dax/drivers_autoprobe"
	modprobe "$2"
	before=("$dax/drivers/$2"/dax*)
	# bind fails with ENODEV if the driver does not know the name. Writing the name to new_id
	# may bind the device at once, together with all other idle devices.
	write_attr "$1" "$dax/drivers/$2/bind" || write_attr "$1" "$dax/drivers/$2/new_id"
	[[ $(driver_of "$1") == "$2" ]] || given_attr "$dax/drivers/$2/bind" "$1"
	for other in "$dax/drivers/$2"/dax*; do
		[[ ${other##*/} == "$1" || " ${before[*]} " == *" $other "* ]] ||
			given_attr "$dax/drivers/$2/unbind" "${other##*/}"
	done
	echo "$probe" >"$dax/drivers_autoprobe"
}

# given_blocks DEVICE STATE: writes STATE (online_movable, online_kernel, online,
# offline) to each of its memory blocks.
given_blocks() {
	local block
	for block in $(blocks_of "$1"); do
		given_attr "$memory/memory$block/state" "$2"
	done
}

# given_policy offline|online|online_kernel|online_movable
given_policy() {
	given_attr "$memory/auto_online_blocks" "$1"
}

# given_initrd DIRECTORY: the next boot's initramfs starts with an uncompressed archive of
# DIRECTORY. The kernel looks for ACPI tables in the first archive only.
initrd_archive=/run/next-initrd
given_initrd() {
	(cd "$1" && find . -mindepth 1 | sed 's,^\./,,' | sort | cpio -o -H newc) \
		>$initrd_archive 2>>"$transcript" || fail "given_initrd $1"
}

# given_clean_state: restores the clean state in the middle of a test.
given_clean_state() {
	clean_state 'device_dax kmem' "$(<"$memory/auto_online_blocks")" >>"$transcript" 2>&1 || fail "given_clean_state"
}
