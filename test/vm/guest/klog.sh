# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The kernel log since a mark. A mark clears the log: under emulation it takes long to
# read a boot's messages again and again. /run/klog keeps what was cleared.

# klog_mark TEXT: everything from here on is what klog prints.
klog_mark() {
	dmesg -c >>/run/klog
	# Level 3, so that the console's log shows where each test began too.
	echo "<3>daxctl-test: $1" >/dev/kmsg
}

klog() {
	dmesg | sed '/\] daxctl-test: /d'
}

# klog_alarms FILE REGEX: the lines that no test may cause, without those that match.
klog_alarms() {
	grep -E 'WARNING:|BUG:|Oops|blocked for more than|general protection|Call Trace' "$1" |
		if [[ $2 ]]; then grep -vE -e "$2"; else cat; fi
}
