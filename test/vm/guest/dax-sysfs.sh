# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions that read sysfs without the program under test.

dax=/sys/bus/dax
memory=/sys/devices/system/memory

# read_attr FILE: prints the first line of FILE; fails if FILE cannot be read.
read_attr() {
	local value
	{ read -r value <"$1" || [[ $value ]]; } 2>/dev/null && echo "$value"
}

# write_attr VALUE FILE: prints nothing on failure, as the caller reports it.
write_attr() {
	echo "$1" 2>/dev/null >"$2"
}

# All devices on the bus, in numeric order, printed or stored in VARIABLE. Array indices
# sort them without starting a process.
dax_devices() { # [VARIABLE]
	local path name order=()
	for path in "$dax"/devices/dax*; do
		[[ -e $path ]] || continue
		name=${path##*/dax}
		order[${name%.*} * 1000000 + ${name#*.}]=dax$name
	done
	if (($#)); then
		printf -v "$1" %s "${order[*]}"
	elif ((${#order[@]})); then
		printf '%s\n' "${order[@]}"
	fi
}

# driver_of DEVICE [VARIABLE]
driver_of() {
	local line found=none
	while read -r line; do
		[[ $line != DRIVER=* ]] || found=${line#DRIVER=}
	done 2>/dev/null <"$dax/devices/$1/uevent"
	if (($# == 1)); then echo "$found"; else printf -v "$2" %s "$found"; fi
}

# The dax_region directories in the order of their ids, printed or stored in ARRAY.
region_dirs() { # [ARRAY]
	local attr id
	local -a dirs=()
	for attr in /sys/bus/{platform,nd,cxl}/devices/*/dax_region/id; do
		[[ -e $attr ]] && read -r id <"$attr" && dirs[id]=${attr%/id}
	done
	if (($#)); then
		local -n dirs_found=$1
		# shellcheck disable=SC2034 # the caller's variable
		dirs_found=("${dirs[@]}")
	else
		printf '%s\n' "${dirs[@]}"
	fi
}

# find_region ID: stores the path of its dax_region directory, which goes through a link,
# in $region_link.
find_region() {
	local attr id
	for attr in /sys/bus/{platform,nd,cxl}/devices/*/dax_region/id; do
		[[ -e $attr ]] && read -r id <"$attr" && ((id == $1)) || continue
		region_link=${attr%/id}
		return
	done
	return 1
}

# region_dir ID: prints the resolved path of the region's dax_region directory.
region_dir() {
	local region_link
	find_region "$1" && readlink -f "$region_link"
}

# device_at ADDRESS: the device whose first range starts at ADDRESS.
device_at() {
	local device start
	for device in "$dax"/devices/*; do
		read -r start 2>/dev/null <"$device/resource" && ((start == $1)) || continue
		echo "${device##*/}"
		return
	done
	return 1
}

# nvdimm_uuid: the UUID of a whole system's devdax namespace.
nvdimm_uuid() {
	cat /test/nvdimm-uuid
}

# nvdimm_device: the device of that namespace.
nvdimm_device() {
	local file
	file=$(grep -lx "$(nvdimm_uuid)" "$dax"/devices/dax*/../uuid) || return
	file=${file%/../uuid}
	echo "${file##*/}"
}

# region_start ID: the start of a dynamic region in the machine's declaration.
region_start() {
	awk -v n="$1" '$1 == "region" && n-- == 0 { print $3 }' "/test/machines/$(</test/plan/machine)"
}

# blocks_of DEVICE [ARRAY]: the numbers of the memory blocks that are entirely inside its
# mappings, printed or appended to ARRAY.
blocks_of() {
	local mapping start end size n
	(($# == 1)) || local -n blocks_found=$2
	read -r size <"$memory/block_size_bytes"
	size=$((0x$size))
	for mapping in "$dax/devices/$1"/mapping[0-9]*; do
		[[ -e $mapping ]] || continue
		{ read -r start <"$mapping/start" && read -r end <"$mapping/end"; } || return
		for ((n = (start + size - 1) / size; (n + 1) * size <= end + 1; n++)); do
			if (($# == 1)); then echo "$n"; else blocks_found+=("$n"); fi
		done
	done
}

# bytes SIZE: converts SIZE, which may end in K, M or G, to bytes.
bytes() {
	local n=$1
	case $n in
	*K) n=$((${n%K} << 10)) ;;
	*M) n=$((${n%M} << 20)) ;;
	*G) n=$((${n%G} << 30)) ;;
	esac
	echo $((n))
}

# dax_state: prints everything that a command could change, for comparison with a later
# call. It starts few processes: one for each attribute would take longer than most
# commands. It leaves out the minor number: a device that is created again gets another one if
# the kernel has not released the former one yet.
dax_state() {
	local device n blocks=() files=()
	for device in "$dax"/devices/*; do
		[[ ! -e $device ]] || blocks_of "${device##*/}" blocks
	done
	for n in "${blocks[@]}"; do
		files+=("$memory/memory$n/state" "$memory/memory$n/valid_zones")
	done
	grep -sv '^MINOR=' "$dax"/devices/*/{uevent,size,align} \
		"$dax"/devices/*/mapping[0-9]*/{page_offset,start,end} \
		/sys/bus/{platform,nd,cxl}/devices/*/dax_region/{available_size,seed} \
		"$dax/drivers_autoprobe" "$memory/auto_online_blocks" "${files[@]}"
	grep 'System RAM (kmem)' /proc/iomem
	return 0
}
