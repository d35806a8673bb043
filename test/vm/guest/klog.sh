# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The kernel log since a mark. A mark clears the log: under emulation it takes long to
# read a boot's messages again and again. /run/klog keeps what was cleared.

# klog_mark TEXT: everything from here on is what klog prints.
klog_mark() {
	klog_take /run/klog.cleared
	cat /run/klog.cleared >>/run/klog
	klog_note "$1"
}

# Level 3, so that the console's log shows where each test began too.
klog_note() {
	echo "<3>daxctl-test: $1" >/dev/kmsg
}

# klog_take FILE: the log since the mark goes to the file, and is the mark for the next.
klog_take() {
	dmesg -c >"$1"
}

klog() {
	dmesg | sed '/\] daxctl-test: /d'
}

# klog_is_alarming FILE: builtins only, as there is hardly ever anything.
klog_is_alarming() {
	local text
	IFS= read -r -d '' text <"$1"
	case $text in
	*WARNING:* | *BUG:* | *Oops* | *'blocked for more than'* | *'general protection'* | *'Call Trace'*) ;;
	*) return 1 ;;
	esac
}

# klog_alarms FILE REGEX: the lines that no test may cause, without those that match.
klog_alarms() {
	klog_is_alarming "$1" || return 0
	grep -E 'WARNING:|BUG:|Oops|blocked for more than|general protection|Call Trace' "$1" |
		if [[ $2 ]]; then grep -vE -e "$2"; else cat; fi
}
