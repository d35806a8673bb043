# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# test_files: the declarations of all tests. In the guest they are in one directory,
# whichever they come from here.
test_files() {
	local top directories
	top=$(readlink -f "${here:?}/..")
	directories=("$top/cases" "$top/kernel")
	[[ ! ${DAXCTL_TEST_CASES-} ]] || directories=("$DAXCTL_TEST_CASES")
	find "${directories[@]}" -maxdepth 1 -name '*.test' | LC_ALL=C sort
}
