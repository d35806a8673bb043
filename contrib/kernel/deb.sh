# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # cache, source, top: build's
#
# build --deb: kernel packages to install on a machine.

# distribution_config LINE TO: the configuration that the distribution builds its newest
# kernel of the line with.
distribution_config() {
	local meta=linux-image-amd64 image work
	[[ $1 == 6.1 ]] || meta=linux-image-$1-amd64
	work=$(mktemp -d)
	image=$(apt-cache depends "$meta" | awk '$1 == "Depends:" { print $2; exit }')
	(cd "$work" && apt_download "$image" && dpkg-deb --fsys-tarfile ./*.deb |
		tar -xO --wildcards './boot/config-*') >"$2.new" || {
		rm -rf "$work"
		echo "build: no configuration in the distribution's $meta" >&2
		return 1
	}
	rm -rf "$work"
	mv "$2.new" "$2"
}

# Differences from the distribution's configuration: its keys are not available, and
# debugging information would take five times the space.
adapt_config() {
	"$source/tree/scripts/config" --file "$1/.config" \
		--set-str LOCALVERSION -daxctl --set-str BUILD_SALT '' \
		--set-str SYSTEM_TRUSTED_KEYS '' --set-str SYSTEM_REVOCATION_KEYS '' \
		--set-str MODULE_SIG_KEY certs/signing_key.pem \
		--disable DEBUG_INFO_BTF --disable DEBUG_INFO_DWARF_TOOLCHAIN_DEFAULT \
		--disable DEBUG_INFO_DWARF4 --disable DEBUG_INFO_DWARF5 --enable DEBUG_INFO_NONE \
		--module DEV_DAX_FSDEV
	make_in "$1" -s olddefconfig >"$1/olddefconfig.log" 2>&1
	grep -q '^CONFIG_DEV_DAX_FSDEV=m' "$1/.config" || {
		echo "build: the configuration has no fsdev_dax; see $1/olddefconfig.log" >&2
		return 1
	}
}

# build_packages LINE DRY: packages end up beside the objects.
build_packages() {
	local line=$1 dry=$2 dir=$cache/packages-$1 lock
	"$top/contrib/install-packages" kernel deb >&2
	mkdir -p "$dir/objects"
	exec {lock}>"$cache/building-$line"
	flock "$lock"
	"$top/drivers/dax/graft" "$source/tree" >&2
	distribution_config "$line" "$dir/objects/.config"
	adapt_config "$dir/objects"
	if [[ $dry ]]; then
		echo "make -C $source/tree O=$dir/objects -j$(nproc) bindeb-pkg"
		echo "packages: $dir/linux-image-$(make_in "$dir/objects" -s kernelrelease)_*.deb"
		return
	fi
	rm -f "$dir"/*.deb
	make_in "$dir/objects" bindeb-pkg >"$dir/build.log" 2>&1 || {
		tail -n 20 "$dir/build.log" >&2
		echo "build: it does not compile; all of it: $dir/build.log" >&2
		return 1
	}
	ls "$dir"/linux-image-*.deb >&2
	echo "$dir"
}
