# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The kernel log since a mark. A mark clears the log, because reading all messages of a boot
# again and again takes long under emulation. The cleared messages are kept in /run/klog.

# klog_mark TEXT: klog prints the messages that follow.
klog_mark() {
	klog_take /run/klog.cleared
	cat /run/klog.cleared >>/run/klog
	klog_note "$1"
}

# Messages of level 3 are shown on the console, so its log shows where each test began.
klog_note() {
	echo "<3>daxctl-test: $1" >/dev/kmsg
}

# klog_take FILE: writes the log since the mark to FILE and sets a new mark.
klog_take() {
	dmesg -c >"$1"
}

klog() {
	dmesg | sed '/\] daxctl-test: /d'
}

# klog_is_alarming FILE: uses only builtins, because FILE is almost always empty.
klog_is_alarming() {
	local text
	IFS= read -r -d '' text <"$1"
	case $text in
	*WARNING:* | *BUG:* | *Oops* | *'blocked for more than'* | *'general protection'* | *'Call Trace'*) ;;
	*) return 1 ;;
	esac
}

# klog_alarms FILE REGEX: the lines of FILE that fail a test, except those that match REGEX.
klog_alarms() {
	klog_is_alarming "$1" || return 0
	grep -E 'WARNING:|BUG:|Oops|blocked for more than|general protection|Call Trace' "$1" |
		if [[ $2 ]]; then grep -vE -e "$2"; else cat; fi
}
