# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Regions of CXL memory, made and removed by raw writes to sysfs.

cxl=/sys/bus/cxl/devices

# cxl_ready: loads the drivers, and waits until they know each device that the machine has,
# because they probe in the background.
cxl_ready() {
	local wanted endpoints tries
	wanted=$(grep -c '^cxl ' "/test/machines/$(</test/plan/machine)") || return 0
	modprobe -a cxl_acpi cxl_pci cxl_mem dax_cxl
	for ((tries = 100; tries > 0; tries--)); do
		endpoints=("$cxl"/endpoint*)
		[[ ! -e ${endpoints[0]} ]] || ((${#endpoints[@]} < wanted)) || return 0
		sleep 0.1
	done
	echo "the CXL devices have no endpoints"
	return 1
}

# cxl_memdev SERIAL [VARIABLE]: the memory device, which has another name on each kernel.
cxl_memdev() {
	local file serial
	for file in "$cxl"/mem*/serial; do
		read -r serial 2>/dev/null <"$file" && ((serial == $1)) || continue
		file=${file%/serial}
		if (($# == 1)); then echo "${file##*/}"; else printf -v "$2" %s "${file##*/}"; fi
		return
	done
	return 1
}

# cxl_decoder MEMDEV VARIABLE: the first decoder of its endpoint.
cxl_decoder() {
	local endpoint
	for endpoint in "$cxl"/endpoint*; do
		[[ $endpoint/uport -ef $cxl/$1 ]] || continue
		printf -v "$2" %s "$cxl/decoder${endpoint##*endpoint}.0"
		return
	done
	return 1
}

# await_probe DEVICE-DIRECTORY: waits until a driver has probed the device. While it probes, a
# write to "bind" waits; then the write fails.
await_probe() {
	local tries
	for ((tries = 100; tries > 0; tries--)); do
		[[ ! -e $1/driver ]] || break
		sleep 0.1
	done
	[[ ! -e $1/driver ]] || write_attr "${1##*/}" "$1/driver/bind"
}

# cxl_settle: the regions of device-DAX, their devices and the drivers of these come in the
# background.
cxl_settle() {
	local region tries
	for region in "$cxl"/dax_region*; do
		for ((tries = 100; tries > 0; tries--)); do
			set -- "$region"/dax[0-9]*
			[[ -e $region && ! -e $1/subsystem ]] || break
			sleep 0.1
		done
		[[ ! -e $1/subsystem || ! -d /sys/module/kmem ]] || await_probe "$1"
	done
	return 0
}

# given_cxl_region VARIABLE SERIAL...: makes a region of all memory of these devices, in that
# order, and stores its name in VARIABLE. The kernel makes a region of device-DAX of it.
given_cxl_region() {
	local -n given_region=$1
	local serial memdev decoder size total=0 position=0 root=$cxl/decoder0.0
	local -a decoders=()
	shift
	given_region=$(<"$root/create_ram_region")
	given_attr "$root/create_ram_region" "$given_region"
	given_attr "$cxl/$given_region/interleave_granularity" 4096
	given_attr "$cxl/$given_region/interleave_ways" $#
	for serial; do
		cxl_memdev "$serial" memdev && cxl_decoder "$memdev" decoder ||
			{ fail "given_cxl_region: no memory device has the serial number $serial"; return; }
		size=$(($(<"$cxl/$memdev/ram/size")))
		given_attr "$decoder/mode" ram
		given_attr "$decoder/dpa_size" $size
		total=$((total + size))
		decoders+=("${decoder##*/}")
	done
	given_attr "$cxl/$given_region/size" $total
	for decoder in "${decoders[@]}"; do
		given_attr "$cxl/$given_region/target$position" "$decoder"
		position=$((position + 1))
	done
	given_attr "$cxl/$given_region/commit" 1
	given_attr /sys/bus/cxl/drivers/cxl_region/bind "$given_region"
	cxl_settle
	note "given $given_region: $*"
}

# no_cxl_region REGION: removes it, and frees the memory of its devices.
no_cxl_region() {
	local decoder
	if [[ -e $cxl/$1 ]]; then
		[[ ! -e $cxl/$1/driver ]] || write_attr "$1" /sys/bus/cxl/drivers/cxl_region/unbind
		write_attr 0 "$cxl/$1/commit"
		write_attr "$1" "$cxl/decoder0.0/delete_region" || return
	fi
	for decoder in "$cxl"/decoder*/dpa_size; do
		[[ -e $decoder && $(<"$decoder") != 0x0 ]] || continue
		[[ $(<"${decoder%/*}/region") ]] || write_attr 0 "$decoder" || return
	done
}

no_cxl_regions() {
	local region
	for region in "$cxl"/region*; do
		no_cxl_region "${region##*/}" || return
	done
}
