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

# All devices on the bus, in numeric order.
dax_devices() {
	local path
	for path in "$dax"/devices/*; do
		[[ ! -e $path ]] || echo "${path##*/}"
	done | sort -t. -k1.4,1n -k2,2n
}

driver_of() {
	local link
	link=$(readlink "$dax/devices/$1/driver") && echo "${link##*/}" || echo none
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

# region_dir ID
region_dir() {
	local attr id
	for attr in /sys/bus/{platform,nd,cxl}/devices/*/dax_region/id; do
		[[ -e $attr ]] && read -r id <"$attr" && ((id == $1)) || continue
		readlink -f "${attr%/id}"
		return
	done
	return 1
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
