# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Set-up by raw writes to sysfs, never by the program under test. What does not work
# fails the current point.

# given_attr PATH VALUE: PATH is relative to /sys/bus/dax/devices, or absolute.
given_attr() {
	local path=$1 error
	[[ $path == /* ]] || path=$dax/devices/$path
	error=$({ echo "$2" >"$path"; } 2>&1) || fail "given_attr $1 $2" "${error##*: }"
}

# given_long_grace_periods: as they are where nobody made them short (test/vm/boot), until
# the test ends.
given_long_grace_periods() {
	given_attr /sys/kernel/rcu_expedited 0
}

# given_device VARIABLE REGION SIZE|RANGE...: creates a device; VARIABLE is its name.
# A RANGE is START-END (addresses, end inclusive) or OFFSET+SIZE (from the region's
# start). No driver is bound. SIZE 0 leaves a seed.
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

# given_driver DEVICE device_dax|kmem|none: no other device changes.
given_driver() {
	local old probe other before
	driver_of "$1" old
	[[ $old == none ]] || given_attr "$dax/drivers/$old/unbind" "$1"
	[[ $2 != none ]] || return 0
	probe=$(<"$dax/drivers_autoprobe")
	echo 0 >"$dax/drivers_autoprobe"
	modprobe "$2"
	before=("$dax/drivers/$2"/dax*)
	# bind answers ENODEV until the driver knows the name; new_id may bind at once, and
	# every other idle device with it.
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

# given_initrd DIRECTORY: the next boot's initramfs begins with what is in there, as a
# firmware's or a boot loader's would: uncompressed, and in an archive of its own.
initrd_archive=/run/next-initrd
given_initrd() {
	(cd "$1" && find . -mindepth 1 | sed 's,^\./,,' | sort | cpio -o -H newc) \
		>$initrd_archive 2>>"$transcript" || fail "given_initrd $1"
}

# given_clean_state: the state in which tests begin, in the middle of one.
given_clean_state() {
	clean_state 'device_dax kmem' "$(<"$memory/auto_online_blocks")" >>"$transcript" 2>&1 || fail "given_clean_state"
}
