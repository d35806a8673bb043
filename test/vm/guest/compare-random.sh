# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Random scripts of commands, which run with the distribution's daxctl and then with ours, each
# from the clean state. The state at the end has to be the same.
#
# The next command is chosen by the state in which the distribution's daxctl left the machine,
# so that most commands can succeed. A command that fails and changes nothing is not part of
# the script. The script ends before a command that fails and changes something, or that
# changes a device that it does not name. No memory goes to a kernel zone: whether it can go
# offline again depends on what the kernel puts there. No device with several ranges becomes
# system RAM: the other daxctl succeeds without onlining all of it.

# ---- choices ----

# chance N: sets $choice to a number below N. The same seed always gives the same numbers.
chance_state=0 choice=0
chance() {
	chance_state=$(((chance_state * 1103515245 + 12345) & 0x7fffffff))
	choice=$(((chance_state >> 12) % $1))
}

# one_of WORD...: sets $chosen to one of them.
one_of() {
	chance $#
	chosen=${*:choice + 1:1}
}

# choose_command STATE: sets the array script_command. Each line of STATE is a device.
choose_command() {
	local line name devices=() idle=()
	while IFS= read -r line; do
		[[ $line == dax* && $line != *' empty,'* ]] || continue
		devices+=("$line")
		[[ $line != *disabled* ]] || idle+=("$line")
	done <<<"$1"
	# When it binds a device, the other daxctl binds idle ones too. So an idle one is next.
	((${#idle[@]} == 0)) || devices=("${idle[@]}")
	chance 10
	if ((${#devices[@]} == 0 || ${#idle[@]} == 0 && ${#devices[@]} < 5 && choice < 3)); then
		choose_creation
		return
	fi
	chance ${#devices[@]}
	line=${devices[choice]} name=${line%% *}
	case $line in
	*' at '*' at '*disabled*) one_of "enable-device" "destroy-device" \
		"reconfigure-device -m devdax" "reconfigure-device -s 128M" ;;
	*' at '*' at '*) one_of "disable-device" "destroy-device -f" "reconfigure-device -m devdax" ;;
	*disabled*) one_of "enable-device" "enable-device" "reconfigure-device -m devdax" \
		"reconfigure-device -m system-ram" "reconfigure-device -m system-ram -N" \
		"destroy-device" "disable-device" "reconfigure-device -s 128M" \
		"reconfigure-device -s 384M" "reconfigure-device -s 512M" ;;
	*device_dax*) one_of "disable-device" "destroy-device -f" "reconfigure-device -m devdax" \
		"reconfigure-device -m system-ram" "reconfigure-device -m system-ram" \
		"reconfigure-device -m system-ram -N" "reconfigure-device -m system-ram -N" \
		"destroy-device" "enable-device" ;;
	*Movable* | *Normal*) one_of "offline-memory" "reconfigure-device -m devdax -f" \
		"reconfigure-device -m system-ram" "disable-device" "destroy-device" ;;
	*) one_of "online-memory" "online-memory" "online-memory" \
		"reconfigure-device -m devdax" "reconfigure-device -m system-ram" \
		"destroy-device -f" "destroy-device" ;;
	esac
	read -ra script_command <<<"$chosen $name"
	script_named=$name
}

choose_creation() {
	local region size
	chance 2; region=$choice
	one_of 128M 128M 256M 256M 384M 512M 200M; size=$chosen
	script_command=(create-device -r "$region" -s "$size")
	script_named=''
	chance 4
	((choice)) || script_command+=(-a 2M)
}

# touches_others BEFORE AFTER: whether the lines of other devices than $script_named changed.
touches_others() {
	local line
	while IFS= read -r line; do
		[[ $line && ${line%% *} != "$script_named" ]] || continue
		[[ $'\n'$2 == *$'\n'"$line"$'\n'* ]] || return 0
	done <<<"$1"
	return 1
}

# ---- a script ----

random_commands=0 random_scripts=0 random_dropped=0 random_cut=0

begin_random() {
	clean_state 'device_dax kmem' offline >>"$transcript" 2>&1 ||
		{ fail "the machine cannot be cleaned"; return 1; }
	((${#ordinary_blocks[@]})) || note_ordinary_blocks
}

# random_script SEED LENGTH
random_script() {
	local script=() before after tries theirs script_command script_named
	chance_state=$1
	note "script $1"
	begin_random || return
	machine_state before
	for ((tries = 0; tries < 2 * $2 && ${#script[@]} < $2; tries++)); do
		choose_command "$before"
		run_theirs "${script_command[@]}"
		machine_state after
		if ((run_status)) && [[ $after == "$before" ]]; then
			random_dropped=$((random_dropped + 1))
			continue
		fi
		if ((run_status)) || touches_others "$before" "$after"; then
			random_cut=$((random_cut + 1))
			note "not part of the script: ${script_command[*]}"
			break
		fi
		script+=("${script_command[*]}")
		before=$after
	done
	theirs=$before
	begin_random || return
	for tries in "${script[@]}"; do
		# shellcheck disable=SC2086 # words
		run_ours $tries
	done
	machine_state after
	same "the state after script $1" "$theirs" "$after"
	random_scripts=$((random_scripts + 1)) random_commands=$((random_commands + ${#script[@]}))
}

# expect_random_commands N: the scripts had at least N commands in all.
expect_random_commands() {
	show "$random_scripts scripts with $random_commands commands; in addition $random_dropped commands failed and changed nothing, $random_cut scripts ended early"
	((random_commands >= $1)) || fail "only $random_commands commands"
}
