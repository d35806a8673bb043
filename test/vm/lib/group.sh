# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A group is the tests that share a boot. Its directory describes it (kernel, cpus, params,
# tests, programs, timeouts, and plan/ for the guest) and gets its results: tap, and for
# each boot N the kernel's messages in console.N and the guest's report in results.N.

# group_dirs LOGS JOBS: makes a directory for each group of the table on stdin, which is the
# output of tests.awk, and prints the directories, those with the longest timeouts first, so
# that no long group is left for the end. A group with more than 1/JOBS of all tests is split.
group_dirs() {
	local logs=$1 lines=() left right kernel machine start root cpus params test timeout programs dir
	local -A members=()
	mapfile -t lines
	((${#lines[@]})) || return 0
	local most=$(((${#lines[@]} + $2 - 1) / $2))
	for left in "${lines[@]}"; do
		right=${left#* | } left=${left%% | *}
		read -r kernel machine start root cpus params <<<"$left"
		read -r test timeout programs <<<"$right"
		dir=$logs/$(tr -c 'a-zA-Z0-9._=\n-' _ <<<"$kernel $machine $start $root $cpus $params")
		members[$dir]=$((${members[$dir]-0} + 1))
		dir+=.$(((members[$dir] - 1) / most + 1))
		mkdir -p "$dir/plan"
		echo "$kernel" >"$dir/kernel"
		echo "${machine%%,*}" >"$dir/plan/machine"
		tr , '\n' <<<"$machine" >"$dir/machines"
		[[ $start != boots:* ]] || echo 1 >"$dir/plan/boot"
		[[ $root == - ]] || echo "$root" >"$dir/plan/root"
		[[ $kernel != ours-*-* ]] || echo 5 >"$dir/plan/slowness"
		if [[ ${DAXCTL_TEST_HARD-} ]]; then
			touch "$dir/plan/hard"
			timeout=$((10 * timeout))
		fi
		echo "$cpus" >"$dir/cpus"
		echo "${params#-}" >"$dir/params"
		echo "$test" | tee -a "$dir/tests" >>"$dir/plan/tests"
		echo "$timeout" >>"$dir/timeouts"
		echo "${programs#-}" >>"$dir/programs"
	done
	awk '{ seconds[FILENAME] += $1 }
		END { for (file in seconds) print seconds[file], substr(file, 1, length(file) - 9) }' \
		"$logs"/*/timeouts | sort -rn | cut -d ' ' -f 2-
}

# boot_group: boots with the variables of run_group, and writes how the boot ended to why.
boot_group() {
	local status=0 text
	text=$("$here/boot" --kernel "$kernel" --machine "$(<"$dir/plan/machine")" \
		--cpus "$(<"$dir/cpus")" --params "$(<"$dir/params")" --timeout "$seconds" "${disk[@]}" \
		--initrd "$dir/initrd" --console "$dir/console.$boot" \
		--channel "file:$dir/results.$boot" 2>&1 </dev/null) || status=$?
	touch "$dir/results.$boot" "$dir/console.$boot"
	{
		echo "# exit status $status. $text"
		tail -n 60 "$dir/console.$boot" | tr -cd '[:print:]\t\n' | sed 's/^/# /'
	} >"$dir/why"
}

# run_group DIR: boots until each test has run. A test that leaves the machine unusable, or
# that asks for another boot, ends the boot; the next boot runs what is left.
#
# About once in a thousand boots under emulation, a kernel ends before it starts a process.
# Nothing that is tested has run by then, so the group boots once more, and shows why.
run_group() {
	local dir=$1 kernel machine boot=0 programs tests seconds disk=()
	kernel=$("$here/kernel" "$(<"$dir/kernel")")
	programs=$(tr ' ' '\n' <"$dir/programs" | sort -u | xargs)
	echo 'exec bash /test/guest/run-tests' >"$dir/plan/main"
	[[ ! -e $dir/plan/root ]] || disk=(--disk "$("$here/root")")
	while [[ -s $dir/plan/tests ]]; do
		boot=$((boot + 1))
		tests=$(xargs <"$dir/plan/tests")
		seconds=$(awk -v slowness="$(cat "$dir/plan/slowness" 2>/dev/null || echo 1)" \
			'{ n += $1 + 10 } END { print (60 + n) * slowness }' "$dir/timeouts")
		# shellcheck disable=SC2086 # words
		"$here/image" initrd "$dir/initrd" "$kernel" "$dir/plan" $programs
		if [[ -s $dir/again ]]; then
			{ base64 -d "$dir/again"; cat "$dir/initrd"; } >"$dir/initrd.new"
			mv "$dir/initrd.new" "$dir/initrd"
		fi
		boot_group
		if ! grep -q '^up' "$dir/results.$boot"; then
			{ echo "# $(<"$dir/kernel"): booted again"; cat "$dir/why"; } >>"$dir/tap"
			boot_group
		fi
		rm -f "$dir/initrd" "$dir/rest" "$dir/again"
		awk -v kernel="$(<"$dir/kernel")" -v tests="$tests" -v rest="$dir/rest" -v json="$dir/json" \
			-v again="$dir/again" -v why="$dir/why" -f "$here/lib/results.awk" "$dir/results.$boot" >>"$dir/tap"
		if [[ -e $dir/again ]]; then
			echo $((boot + 1)) >"$dir/plan/boot"
			machine=$(sed -n "$((boot + 1))p" "$dir/machines")
			[[ ! $machine ]] || echo "$machine" >"$dir/plan/machine"
			continue
		fi
		[[ -e $dir/rest ]] || break
		mv "$dir/rest" "$dir/plan/tests"
	done
}
