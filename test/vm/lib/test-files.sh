# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# test_files: the declarations of all tests. The guest has them all in one directory.
test_files() {
	local top directories
	top=$(readlink -f "${here:?}/..")
	directories=("$top/cases" "$top/kernel")
	[[ ! ${DAXCTL_TEST_CASES-} ]] || directories=("$DAXCTL_TEST_CASES")
	find "${directories[@]}" -maxdepth 1 -name '*.test' | LC_ALL=C sort
}
