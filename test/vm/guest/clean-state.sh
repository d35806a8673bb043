# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The clean state in which each test starts: there is no CXL region. Every dynamic region is
# free, and its only device is daxX.0 with size 0, which the kernel does not delete. No
# device is bound, no device has memory blocks, and no driver knows a device's name. The
# requested modules are loaded, the requested policy is set, RCU grace periods are short, and no
# device has a label.
#
# All writes are made in sequence by one process, because some of them hang these kernels if
# they run in parallel.

boot_policy=$(<"$memory/auto_online_blocks")

dirty() {
	echo "not clean: $*"
	return 1
}

# Memory that is online when kmem is unbound stays in use until reboot, so take it offline
# first.
offline_blocks() {
	local block state blocks=()
	blocks_of "$1" blocks
	for block in "${blocks[@]}"; do
		state=$memory/memory$block/state
		[[ -e $state && $(<"$state") != offline ]] || continue
		write_attr offline "$state" || { sleep 0.2; write_attr offline "$state"; } ||
			dirty "$1: memory$block stays online" || return
	done
}

unbind() {
	local driver
	driver_of "$1" driver
	[[ $driver != kmem ]] || offline_blocks "$1" || return
	[[ $driver == none ]] || write_attr "$1" "$dax/drivers/$driver/unbind" ||
		dirty "$1: cannot be unbound from $driver"
}

# Makes the drivers forget the name of each device that may exist in the regions.
forget_ids() {
	local driver dir region instance
	for dir in "${regions[@]}"; do
		read -r region <"$dir/id" || continue
		for driver in "$dax"/drivers/*; do
			for instance in {0..7}; do
				write_attr "dax$region.$instance" "$driver/remove_id"
			done
		done
	done
	return 0
}

empty_region() {
	local dir=$1 device name
	[[ -e $dir/available_size ]] || return 0
	for device in "${dir%/*}"/dax[0-9]*; do
		[[ -d $device/subsystem/devices && -e $device/size ]] || continue
		name=${device##*/}
		write_attr 0 "$device/size" || dirty "$name: its size cannot be made 0" || return
		[[ $name == *.0 ]] || write_attr "$name" "$dir/delete" ||
			dirty "$name: cannot be deleted" || return
	done
	[[ $(<"$dir/available_size") == "$(<"$dir/size")" ]] ||
		dirty "region $(<"$dir/id") is not free"
}

# wanted_modules 'MODULE...': loads these of device_dax and kmem and unloads the others.
wanted_modules() {
	local module
	for module in device_dax kmem; do
		if [[ " $1 " == *" $module "* ]]; then
			[[ -d /sys/module/$module ]] || modprobe "$module" || dirty "$module does not load" || return
		elif [[ -d /sys/module/$module ]]; then
			rmmod "$module" || dirty "$module does not unload" || return
		fi
	done
}

# clean_state 'MODULE...' POLICY
clean_state() {
	local device devices dir regions
	rm -f /var/lib/daxctl/labels
	echo 0 >"$dax/drivers_autoprobe"
	dax_devices devices
	for device in $devices; do
		unbind "$device" || return
	done
	no_cxl_regions || dirty "a CXL region stays" || return
	region_dirs regions
	forget_ids
	for dir in "${regions[@]}"; do
		empty_region "$dir" || return
	done
	write_attr 1 /sys/kernel/rcu_expedited || dirty "grace periods" || return
	write_attr "$2" "$memory/auto_online_blocks" || dirty "policy $2" || return
	wanted_modules "$1" || return
	! grep -q 'System RAM (kmem)' /proc/iomem || dirty "kmem's memory is left behind" || return
	echo 1 >"$dax/drivers_autoprobe"
}
