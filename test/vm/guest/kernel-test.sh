# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# kernel_test SUBJECT ARGS...: makes a case of each test of a dax-kernel-test subject. Each
# runs as a process of its own, so that kernel messages are attributed to the right case.
kernel_test() {
	local titles i
	mapfile -t titles < <(dax-kernel-test --list "$1")
	((${#titles[@]})) || { fail "dax-kernel-test has no subject $1"; return; }
	for i in "${!titles[@]}"; do
		test_case "${kernel_test_about:+$kernel_test_about: }${titles[i]}"
		run dax-kernel-test --only $((i + 1)) "$@"
		expect_status 0
		expect_no_stderr
	done
}
