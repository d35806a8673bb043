# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Test points. Each has a directory in /run/points with its title, a transcript and the
# kernel's messages. The transcript has the commands, their output and the failed
# expectations in chronological order. At the end of the test all its points are reported,
# with transcripts of those that failed.

points_dir=/run/points
point=0 point_dir='' point_failed='' point_skipped=''
transcript=/run/transcript
klog_allow=''

no_points() {
	rm -rf "$points_dir"
	mkdir "$points_dir"
	point=0 point_dir=''
}

note() {
	printf '%s\n' "$*" >>"$transcript"
}

# fail TEXT...: marks the current point as failed and adds each TEXT to its transcript.
fail() {
	point_failed=1
	{
		echo "FAILED: $1"
		shift
		(($# == 0)) || printf '        %s\n' "$@"
	} >>"$transcript"
}

# test_case TITLE: ends the current point and begins the next one.
test_case() {
	end_point
	open_point $((point + 1)) "$1"
}

# open_point N TITLE: point 0 is the set-up before the first test_case.
open_point() {
	point=$1 point_failed='' point_skipped=''
	point_dir=$points_dir/$point
	mkdir "$point_dir"
	echo "$2" >"$point_dir/title"
	transcript=$point_dir/transcript
	: >"$transcript"
	# The end of the previous point has cleared the log.
	if ((point > 0)); then klog_note "$2"; else klog_mark "$2"; fi
}

# skip REASON: the current point cannot be tested here.
skip() {
	point_skipped=$1
}

# show TEXT...: adds lines to the results, whether the current point passes or fails.
show() {
	printf '# %s\n' "$@" >>"$point_dir/shown"
}

end_point() {
	[[ $point_dir ]] || return 0
	klog_take "$point_dir/klog"
	local alarms=''
	! klog_is_alarming "$point_dir/klog" || alarms=$(klog_alarms "$point_dir/klog" "$klog_allow")
	[[ ! $alarms ]] || fail "the kernel complained" "$alarms"
	if [[ $point_failed ]]; then
		: >"$point_dir/failed"
	elif [[ $point_skipped ]]; then
		echo "$point_skipped" >"$point_dir/skipped"
	fi
	: >"$point_dir/ended"
	point_dir=''
}

# report_points: reports the points that have ended, and point 0 only if it failed. The
# transcript of a point that has not ended is kept.
report_points() {
	local i dir title
	judge_json
	for ((i = 0; ; i++)); do
		dir=$points_dir/$i
		[[ -e $dir/ended ]] || break
		((i > 0)) || [[ -e $dir/failed ]] || continue
		read -r title <"$dir/title"
		if [[ -e $dir/failed ]]; then
			echo "not ok - $title"
			diagnostics "$dir/transcript" "$dir/klog"
		elif [[ -e $dir/skipped ]]; then
			echo "ok - $title # SKIP $(<"$dir/skipped")"
		else
			echo "ok - $title"
		fi
		[[ ! -e $dir/shown ]] || cat "$dir/shown"
	done
}

# diagnostics TRANSCRIPT KLOG: prints both as TAP comments, without control characters.
diagnostics() {
	{
		cat "$1"
		[[ ! -s $2 ]] || echo "kernel log since then:"
		tail -n 50 "$2" | sed '/\] daxctl-test: /d; s/^/  /'
	} 2>/dev/null | LC_ALL=C tr -d '\000-\010\013-\037\177' | cut -c1-400 | sed 's/^/# /'
}
