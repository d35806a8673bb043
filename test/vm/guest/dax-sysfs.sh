# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What sysfs says, read without the program under test.

dax=/sys/bus/dax
memory=/sys/devices/system/memory

# read_attr FILE: its first line; nothing and failure if it cannot be read.
read_attr() {
	local value
	{ read -r value <"$1" || [[ $value ]]; } 2>/dev/null && echo "$value"
}

# write_attr VALUE FILE: without a word on stderr; the caller reports.
write_attr() {
	echo "$1" 2>/dev/null >"$2"
}

# All devices on the bus, in numeric order; into the variable, if one is named. An
# array is in the order of its indices: no process is needed to sort.
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

driver_of() {
	local line
	while read -r line; do
		[[ $line != DRIVER=* ]] || { echo "${line#DRIVER=}"; return; }
	done 2>/dev/null <"$dax/devices/$1/uevent"
	echo none
}

# The dax_region directories, in the order of their ids.
region_dirs() {
	local attr id
	local -a dirs=()
	for attr in /sys/bus/{platform,nd,cxl}/devices/*/dax_region/id; do
		[[ -e $attr ]] && read -r id <"$attr" && dirs[id]=${attr%/id}
	done
	printf '%s\n' "${dirs[@]}"
}

# find_region ID: its dax_region directory, by a link, in $region_link.
find_region() {
	local attr id
	for attr in /sys/bus/{platform,nd,cxl}/devices/*/dax_region/id; do
		[[ -e $attr ]] && read -r id <"$attr" && ((id == $1)) || continue
		region_link=${attr%/id}
		return
	done
	return 1
}

# region_dir ID: the directory itself.
region_dir() {
	local region_link
	find_region "$1" && readlink -f "$region_link"
}

# device_at ADDRESS: the device whose first range starts there.
device_at() {
	local device start
	for device in "$dax"/devices/*; do
		read -r start 2>/dev/null <"$device/resource" && ((start == $1)) || continue
		echo "${device##*/}"
		return
	done
	return 1
}

# nvdimm_uuid: that of a whole system's devdax namespace.
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

# Where a dynamic region of the machine's declaration starts.
region_start() {
	awk -v n="$1" '$1 == "region" && n-- == 0 { print $3 }' "/test/machines/$(</test/plan/machine)"
}

# blocks_of DEVICE: the memory blocks (numbers) that lie wholly inside its mappings.
blocks_of() {
	local mapping start end size n
	read -r size <"$memory/block_size_bytes"
	size=$((0x$size))
	for mapping in "$dax/devices/$1"/mapping[0-9]*; do
		[[ -e $mapping ]] || continue
		{ read -r start <"$mapping/start" && read -r end <"$mapping/end"; } || return
		for ((n = (start + size - 1) / size; (n + 1) * size <= end + 1; n++)); do
			echo "$n"
		done
	done
}

# bytes SIZE: SIZE in bytes; it may end in K, M or G.
bytes() {
	local n=$1
	case $n in
	*K) n=$((${n%K} << 10)) ;;
	*M) n=$((${n%M} << 20)) ;;
	*G) n=$((${n%G} << 30)) ;;
	esac
	echo $((n))
}

# dax_state: all that a command could change, to be compared with itself. Few
# processes: one for each attribute would take longer than most commands do.
dax_state() {
	local device n blocks=()
	for device in "$dax"/devices/*; do
		[[ -e $device ]] || continue
		while read -r n; do
			blocks+=("$memory/memory$n/state" "$memory/memory$n/valid_zones")
		done < <(blocks_of "${device##*/}")
	done
	grep -s '^DRIVER=' "$dax"/devices/*/uevent
	grep -s . "$dax"/devices/*/{size,align} \
		"$dax"/devices/*/mapping[0-9]*/{page_offset,start,end} \
		/sys/bus/{platform,nd,cxl}/devices/*/dax_region/{available_size,seed} \
		"$dax/drivers_autoprobe" "$memory/auto_online_blocks" "${blocks[@]}"
	grep 'System RAM (kmem)' /proc/iomem
	return 0
}
