# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # cache, source, top: build's
#
# build --check: compiles drivers/dax alone, in each configuration that it supports.

# Each variant: its name, make's variables, and options that differ from those of the
# machines.
variants=(
	'built-in;;'
	'modules;;CONFIG_DAX=m # CONFIG_FS_DAX is not set'
	'arm64;ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-;'
	'no-hotplug;;# CONFIG_MEMORY_HOTPLUG is not set'
	'no-kmem;;# CONFIG_DEV_DAX_KMEM is not set'
)

# prepare_variant OBJECTS LINES MAKE-VARIABLE...: prepares for compiling, without objects.
prepare_variant() {
	local objects=$1 lines=$2
	shift 2
	mkdir -p "$objects"
	make_in "$objects" "$@" -s tinyconfig || return
	wanted_config | sed '/^# CONFIG_.* is not set$/!{/^#/d}' >>"$objects/.config"
	sed 's/ \(# \)\?CONFIG_/\n\1CONFIG_/g' <<<"$lines" >>"$objects/.config"
	make_in "$objects" "$@" -s olddefconfig || return
	grep -q '^CONFIG_DEV_DAX=' "$objects/.config" || { echo "DEV_DAX is off"; return 1; }
	make_in "$objects" "$@" -s prepare modules_prepare || return
	rm -rf "$objects/drivers/dax"
}

# compile_variant NAME: fails if the compiler or sparse prints anything about the drivers.
compile_variant() {
	local objects=$cache/check-$line-$1 make lines log
	make=$(printf '%s\n' "${variants[@]}" | sed -n "s/^$1;\([^;]*\);.*/\1/p")
	lines=$(printf '%s\n' "${variants[@]}" | sed -n "s/^$1;[^;]*;//p")
	log=$objects/check.log
	mkdir -p "$objects"
	# shellcheck disable=SC2086 # words
	prepare_variant "$objects" "$lines" $make >"$log" 2>&1 &&
		make_in "$objects" $make W=1 C=2 drivers/dax/ >"$log" 2>&1 &&
		grep -q ' drivers/dax/bus.o' "$log" &&
		! grep -E 'drivers/dax/.*(warning|error):' "$log" && return
	tail -n 20 "$log"
	return 1
}

# Only the errors of checkpatch count. For each file, it has to report that there are none.
# (With --terse it prints nothing about a file in which it finds nothing.)
checkpatch() {
	local files said
	mapfile -t files < <(find "$top/drivers/dax" -name '*.[ch]')
	said=$(perl "$source/tree/scripts/checkpatch.pl" --no-tree --strict -f "${files[@]}") || :
	(($(grep -c '^total: 0 errors,' <<<"$said") == ${#files[@]})) && return
	grep -A 3 '^ERROR:' <<<"$said"
	return 1
}

# The patch of graft --diff applies to the distribution's source, and has the same result as
# graft.
patch_applies() {
	local dir status=0
	dir=$(mktemp -d)
	(
		cd "$dir" && "$top/drivers/dax/graft" --diff "$line" >changes && [[ -s changes ]] &&
			apt_download "linux-source-$line" && mkdir tree &&
			dpkg-deb --fsys-tarfile ./*.deb | tar -xO "./usr/src/linux-source-$line.tar.xz" |
			tar -C tree --strip-components=1 -xJ "linux-source-$line"/{drivers/dax,tools/testing/nvdimm,Documentation/ABI/testing} &&
			patch -s -d tree -p1 <changes &&
			diff -r -x '*.o' -x '.*' tree/drivers/dax "$source/tree/drivers/dax" &&
			diff tree/tools/testing/nvdimm/Kbuild "$source/tree/tools/testing/nvdimm/Kbuild"
	) || status=1
	rm -rf "$dir"
	return $status
}

# check_drivers: prints TAP; the status is 1 if a point failed.
check_drivers() {
	local variant name what status=0 n=0
	"$top/contrib/install-packages" kernel check >&2
	exec {building}>"$cache/building-$line"
	flock "$building"
	"$top/drivers/dax/graft" "$source/tree" >&2
	echo "1..$((${#variants[@]} + 2))"
	for variant in checkpatch patch_applies "${variants[@]}"; do
		name=${variant%%;*} n=$((n + 1))
		if what=$(if [[ $variant == *';'* ]]; then compile_variant "$name"; else "$name"; fi 2>&1); then
			echo "ok $n - drivers of $line: $name"
		else
			echo "not ok $n - drivers of $line: $name"
			sed 's/^/# /' <<<"$what"
			status=1
		fi
	done
	return $status
}
