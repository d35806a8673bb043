# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # cache, source, line, objects: build's
#
# build --stock: the source's own drivers/dax are in the tree for the time of the build.

ungraft() {
	local package=linux-source-$line dir
	dir=$(mktemp -d)
	trap 'end_ungraft; rm -rf "$dir"' EXIT
	(cd "$dir" && apt_download "$package" && dpkg-deb --fsys-tarfile ./*.deb |
		tar -xO "./usr/src/$package.tar.xz" | tar -xJ "$package/drivers/dax")
	end_ungraft
	mv "$dir/$package/drivers/dax" "$source/tree/drivers/dax"
	rm -rf "$dir"
	# Its files are older than objects of the same name.
	find "$source/tree/drivers/dax" -type f -exec touch {} +
	[[ -e $objects || ! -e $cache/objects-$line ]] || copy_objects
}

end_ungraft() {
	rm -rf "$source/tree/drivers/dax"
}

# Takes the objects of our kernel of that line, of which most are the same. objtool is compiled
# again for its new place, and objects have to be newer than it is.
copy_objects() {
	cp -a "$cache/objects-$line" "$objects"
	rm -rf "$objects/drivers/dax"
	make_in "$objects" -s prepare >"$objects/prepare.log" 2>&1
	find "$objects/tools/objtool" -exec touch -r "$cache/objects-$line/init/main.o" {} +
}
