# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Runs the same command lines with the distribution's daxctl and with ours, each from the same
# state, and compares the exit status, the JSON and the state that the kernel is left in.
# Differences have to be in the table Documentation/command-differences.txt.

their_daxctl=/opt/distribution/bin/daxctl
their_libraries=/opt/distribution/libdaxctl:/opt/distribution/lib
differences=/test/documents/command-differences.txt

# ---- the state of the machine ----

# size_text VARIABLE BYTES
size_text() {
	if (($2 % 1048576)); then printf -v "$1" %s "$2"; else printf -v "$1" %dM $(($2 >> 20)); fi
}

# count_states VARIABLE BLOCK...: "3 blocks Movable, 1 block offline", in the order of the blocks.
count_states() {
	local number state last='' count=0 found=''
	local -n counted=$1
	shift
	for number in "$@" ''; do
		block_state "$number"
		if [[ $state != "$last" ]]; then
			((count == 0)) || found+=", $count $last"
			count=0
		fi
		last=$state count=$((count + 1))
	done
	# shellcheck disable=SC2034 # the caller's variable
	counted=$found
}

# block_state NUMBER: sets $state of the caller to offline, absent, or the zone; empty for ''.
block_state() {
	state=''
	[[ $1 ]] || return 0
	read -r state 2>/dev/null <"$memory/memory$1/state" || state=absent
	[[ $state != online ]] || read -r state <"$memory/memory$1/valid_zones"
}

# device_state VARIABLE DEVICE: one line, such as
# "dax0.1 256M at 0x100000000, kmem, 2 Movable".
device_state() {
	local device=$dax/devices/$2 driver=none size align mapping start end length blocks=() counts
	local -n line=$1
	line=$2
	for driver in device_dax kmem none; do
		[[ ! $device/driver -ef $dax/drivers/$driver ]] || break
	done
	read -r size <"$device/size"
	if ((size == 0)); then
		line+=" empty"
	fi
	for mapping in "$device"/mapping[0-9]*; do
		[[ -e $mapping/start ]] || continue
		read -r start <"$mapping/start"
		read -r end <"$mapping/end"
		size_text length $((end - start + 1))
		line+=" $length at $start"
	done
	[[ $line != "$2" ]] || { size_text length "$size"; line+=" $length"; }
	read -r align <"$device/align"
	((align == 2097152)) || { size_text align "$align"; line+=", align $align"; }
	[[ $driver == none ]] && line+=", disabled" || line+=", $driver"
	[[ $driver == kmem ]] || return 0
	blocks_of "$2" blocks
	count_states counts "${blocks[@]}"
	line+=$counts
	for start in "${blocks[@]}"; do
		claimed[start]=1
	done
}

# machine_state VARIABLE: everything that a command could change, one line for each item.
machine_state() {
	local device devices text number state value claimed=()
	local -n whole=$1
	whole=''
	dax_devices devices
	for device in $devices; do
		device_state text "$device"
		whole+=$text$'\n'
	done
	for text in "$memory"/memory[0-9]*; do
		number=${text##*/memory}
		[[ ! ${claimed[number]-} ]] || continue
		block_state "$number"
		if [[ ! ${ordinary_blocks[number]-} ]]; then
			whole+="memory$number of no device: $state"$'\n'
		elif [[ $state == offline ]]; then
			whole+="memory$number offline"$'\n'
		fi
	done
	read -r value <"$memory/auto_online_blocks"
	whole+="auto_online_blocks $value"$'\n'
	read -r value <"$dax/drivers_autoprobe"
	whole+="drivers_autoprobe $value"$'\n'
	for text in device_dax kmem; do
		[[ ! -d /sys/module/$text ]] || whole+="module $text"$'\n'
	done
}

# Call this in the clean state: these blocks belong to no device.
ordinary_blocks=()
note_ordinary_blocks() {
	local path
	for path in "$memory"/memory[0-9]*; do
		ordinary_blocks[${path##*/memory}]=1
	done
}

# ---- the commands ----

compare_title='' compare_setup='' compare_modules='' compare_policy=''
compare_start='' compare_now='' compare_count=0

# from TITLE SETUP [MODULES [POLICY]]: begins a case. Each command starts from the clean state
# with these modules and this policy, and then the function SETUP.
from() {
	test_case "the same as the distribution's daxctl, or in the table: $1"
	compare_title=$1 compare_setup=$2 compare_modules=${3-device_dax kmem}
	compare_policy=${4-offline} compare_start='' compare_now=''
	((${#difference_rows[@]})) || read_differences
}

begin_in_start_state() {
	[[ ! $compare_start || $compare_now != "$compare_start" ]] || return 0
	clean_state "$compare_modules" "$compare_policy" >>"$transcript" 2>&1 ||
		fail "the machine cannot be cleaned"
	((${#ordinary_blocks[@]})) || note_ordinary_blocks
	$compare_setup
	machine_state compare_now
	[[ $compare_start ]] || compare_start=$compare_now
	same "the state before the command" "$compare_start" "$compare_now"
}

# run_theirs ARGS..., run_ours ARGS...: run the command from the start state.
run_theirs() {
	json_outputs=/dev/null LD_LIBRARY_PATH=$their_libraries run "$their_daxctl" "$@"
}

run_ours() {
	run daxctl "$@"
}

# both ARGS...: runs daxctl ARGS with each program and compares the results.
both() {
	local whose
	local -A status=() output=() state=()
	for whose in ours theirs; do
		begin_in_start_state
		"run_$whose" "$@"
		status[$whose]=$run_status
		output[$whose]=$stdout
		machine_state compare_now
		state[$whose]=$compare_now
	done
	compare_count=$((compare_count + 1))
	command_line daxctl "$@"
	judge "$compare_title: $command_line"
}

# only_in A B: the lines of A that B does not have, joined with semicolons.
only_in() {
	local line found=''
	while IFS= read -r line; do
		[[ ! $line || $'\n'$2$'\n' == *$'\n'"$line"$'\n'* ]] || found+="${found:+; }$line"
	done <<<"$1"
	echo "$found"
}

# Prints what each program printed as far as it differs: values as "dax0.1 size 536870912".
json_difference='
def values($path):
	if type == "object" then
		(if has("chardev") then [.chardev]
		elif has("id") then ["region \(.id)"]
		elif has("page_offset") then $path + ["\(.start)"]
		else $path end) as $path |
		to_entries[] | .key as $key | .value | values($path + [$key])
	elif type == "array" then .[] | values($path)
	else $path + [tojson] | join(" ") end;
def parsed: try [fromjson | values([])] catch [.[0:60]];
def names: [fromjson | .. | objects | .chardev // .path // empty];
def told($mine; $other):
	if $mine == "" then "prints nothing"
	elif $other == "" or ($mine | names | sort) != ($other | names | sort)
	then "prints " + ($mine | names | join(" "))
	else ($mine | parsed) - ($other | parsed) |
		if . == [] then "" else "prints " + join("; ") end
	end;
if $theirs != "" and $ours != "" and ($theirs | parsed | sort) == ($ours | parsed | sort)
then if ($theirs | parsed) == ($ours | parsed) then "", "" else "prints it in another order", "" end
else told($theirs; $ours), told($ours; $theirs) end'

# Stores what each program printed in $printed, if it differs.
compare_output() {
	local lines
	printed=([theirs]='' [ours]='')
	[[ ${output[theirs]} != "${output[ours]}" ]] || return 0
	mapfile -t lines < <(jq -nr --arg theirs "${output[theirs]}" --arg ours "${output[ours]}" \
		"$json_difference")
	printed=([theirs]=${lines[0]} [ours]=${lines[1]})
}

# Stores the state that each program leaves in $left, if it differs.
compare_states() {
	local whose other=ours only
	left=([theirs]='' [ours]='')
	[[ ${state[theirs]} != "${state[ours]}" ]] || return 0
	for whose in theirs ours; do
		only=$(only_in "${state[$whose]}" "${state[$other]}")
		if [[ ${state[$whose]} == "$compare_start" ]]; then
			left[$whose]="changes nothing"
		else
			left[$whose]="leaves ${only:-no more than that}"
		fi
		other=theirs
	done
}

# judge INPUT: fails unless both did the same or a row of the table says what they did.
judge() {
	local -A printed left
	local cells=() whose
	compare_output
	compare_states
	for whose in theirs ours; do
		cells+=("${status[$whose]}${printed[$whose]:+, ${printed[$whose]}}${left[$whose]:+, ${left[$whose]}}")
	done
	[[ ${cells[0]} != "${cells[1]}" ]] || return 0
	note "|$1 |${cells[0]} |${cells[1]} |"
	find_row "$1" "${cells[@]}" || fail "not in the table" "|$1 |${cells[0]} |${cells[1]} |"
}

# read_differences: rows that begin with a release of Linux are only for that release.
read_differences() {
	local row release
	release=$(uname -r)
	[[ $release =~ ^[0-9]+\.[0-9]+ ]] && release=${BASH_REMATCH[0]}
	while IFS= read -r row; do
		[[ $row == '|Linux '* && $row != "|Linux $release, "* ]] ||
			difference_rows+=("|${row#"|Linux $release, "}")
	done <"$differences"
	difference_rows=("${difference_rows[@]/#||/|}")
}

# find_row INPUT THEIRS OURS: marks the table's row as seen. "..." in the row's input stands
# for any text.
difference_rows=() seen_rows=()
find_row() {
	local i input theirs ours reason
	for i in "${!difference_rows[@]}"; do
		IFS='|' read -r _ input theirs ours reason <<<"${difference_rows[i]}"
		# shellcheck disable=SC2053 # a pattern
		[[ $1' ' == ${input//.../*} ]] || continue
		[[ ${theirs% } == "$2" && ${ours% } == "$3" && $reason ]] || continue
		seen_rows[i]=1
		return
	done
	return 1
}

# expect_table_complete: each row of the table has occurred. Shows the table.
expect_table_complete() {
	local i
	for i in "${!difference_rows[@]}"; do
		[[ ${seen_rows[i]-} ]] || fail "no command shows this row of the table" "${difference_rows[i]}"
		show "${difference_rows[i]}"
	done
}
