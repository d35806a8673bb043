# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Runs the distribution's programs with its own libdaxctl and with ours. A test runs the same
# story with each, and output and exit status of the programs have to be the same.

clients=/opt/distribution
said=/run/said

# with_each_library STORY: runs the function STORY with each libdaxctl, starting from the
# clean state, and compares the results of its `client' commands.
with_each_library() {
	local ours=(/usr/lib/libdaxctl.so.1 /usr/lib/*/libdaxctl.so.1) whose
	rm -rf "$said"
	mkdir -p "$said/ours.lib"
	for whose in "${ours[@]}"; do
		[[ ! -e $whose ]] || cp "$whose" "$said/ours.lib/libdaxctl.so.1"
	done
	for whose in theirs ours; do
		note "# with $whose"
		mkdir "$said/$whose"
		library=$whose
		client_count=0
		given_clean_state
		"$1"
	done
	compare_clients
}

# loaded_library DIRECTORIES PROGRAM: the libdaxctl that the loader loads for PROGRAM.
loaded_library() {
	LD_LIBRARY_PATH=$1 LD_DEBUG=libs "$2" --version 2>&1 >/dev/null |
		sed -n 's/.*calling init: \(.*libdaxctl\.so[^ ]*\)$/\1/p' | sort -u
}

# client PROGRAM ARGS...: like `run'. The first run checks that the program loads the right
# library. The JSON is not checked against our schema. $masking is a sed script for text
# that changes from run to run.
client() {
	local program=$1 path=$clients/libdaxctl libraries line file
	shift
	[[ $library != ours ]] || path=$said/ours.lib
	libraries=$path:$clients/lib
	if [[ ! -e $said/$library/$program ]]; then
		: >"$said/$library/$program"
		same "the library of $program" "$path/libdaxctl.so.1" \
			"$(loaded_library "$libraries" "$clients/bin/$program")"
	fi
	json_outputs=/dev/null LD_LIBRARY_PATH=$libraries run "$clients/bin/$program" "$@"
	client_count=$((client_count + 1))
	file=$said/$library/$client_count
	echo "$command_line" >"$file.command"
	echo "$run_status" >"$file.status"
	sed "${masking-}" "$run_stdout" >"$file.stdout"
	while IFS= read -r line || [[ $line ]]; do
		[[ ! $line =~ ^[a-z\ ]+\ [0-9]+\ (device|namespace|region)s?$ ]] || echo "$line"
	done <"$run_stderr" >"$file.count"
}

# JSON is compared without regard to the order of its values.
sorted_json() {
	jq -S 'walk(if type == "array" then sort else . end)' "$1" 2>/dev/null || cat "$1"
}

compare_clients() {
	local i what
	same "commands with each library" "$(cat "$said"/theirs/*.command)" "$(cat "$said"/ours/*.command)"
	for ((i = 1; i <= client_count; i++)); do
		for what in status count stdout; do
			cmp -s "$said/theirs/$i.$what" "$said/ours/$i.$what" && continue
			[[ $what != stdout ||
				$(sorted_json "$said/theirs/$i.stdout") != "$(sorted_json "$said/ours/$i.stdout")" ]] ||
				continue
			fail "$what of $(<"$said/ours/$i.command") differs" \
				"with theirs: $(<"$said/theirs/$i.$what")" \
				"with ours: $(<"$said/ours/$i.$what")"
		done
	done
	# a story that runs no client tests nothing
	((client_count > 0)) || fail "no client ran"
}
