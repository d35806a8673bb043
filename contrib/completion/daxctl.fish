# SPDX-License-Identifier: GPL-2.0-only
#
# Completion of daxctl for fish.  Commands, options and the kinds of their values come from
# the program's own lists and usage texts, which are read when this file is loaded.

# Prints a line for each device: its name, its mode, and "disabled" and "empty" if it is.  The
# format of list's output is fixed: one key on a line, and a line that closes each device.
function __fish_daxctl_devices
    daxctl list -D -i 2>/dev/null | sed -nE '
        s/^ *"chardev":"([^"]*)".*/\1/
        t name
        s/^ *"size":0,?$/ empty/
        t more
        s/^ *"(mode|state)":"([^"]*)".*/ \2/
        t more
        /^  \}/ { g; s/\n//g; s/( empty)(.*)/\2\1/; p; }
        b
        :name
        h
        b
        :more
        H'
end

# The devices that a command can be used on.
function __fish_daxctl_operands
    switch $argv[1]
        case enable-device
            __fish_daxctl_devices | sed -n 's/ devdax disabled$//p'
        case disable-device
            __fish_daxctl_devices | sed -n 's/ devdax$//p'
        case online-memory offline-memory
            __fish_daxctl_devices | sed -n 's/ system-ram$//p'
        case '*'
            switch (daxctl $argv[1] -h 2>&1 | head -n 1)
                case '* DEVICE...' '* DEVICE' '* [DEVICE|REGION...]'
                    __fish_daxctl_devices | sed 's/ .*//'
                case '* cdi|nfd|prometheus'
                    printf '%s\n' cdi nfd prometheus
                case '* [COMMAND]'
                    __fish_daxctl_commands
                case '* FILE' '* [FILE*'
                    __fish_complete_path (commandline -ct)
            end
    end
end

# The values for a name of a value in a command's usage.
function __fish_daxctl_values
    switch $argv[1]
        case REGION
            daxctl list -R 2>/dev/null | sed -nE 's/^ *"id":([0-9]+),?$/\1/p'
        case DEVICE
            __fish_daxctl_devices | sed 's/ .*//'
        case MODE
            printf '%s\n' devdax system-ram famfs
        case FORMAT
            printf '%s\n' json table tree map
        case STYLE
            printf '%s\n' text json
        case COLUMNS
            __fish_complete_list , "daxctl $argv[2] -h 2>&1 |
                sed -nE '/^Columns/,\$s/^  ([A-Z_]+) +(.*)/\1\t\2/p'"
        case WHEN
            printf '%s\n' auto always never
        case ALIGN
            printf '%s\n' 4K 2M 1G
        case DIR
            __fish_complete_directories (commandline -ct)
        case FILE
            __fish_complete_path (commandline -ct)
    end
end

# The commands with their summaries from the usage.
function __fish_daxctl_commands
    daxctl --help 2>/dev/null | sed -nE '/^Commands:/,/^$/s/^  ([a-z-]+) +(.*)/\1\t\2/p'
end

# Tests whether the command line has this command.
function __fish_daxctl_is
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"
end

function __fish_daxctl_no_command
    test (count (commandline -opc)) -eq 1
end

complete -c daxctl -f
complete -c daxctl -n __fish_daxctl_no_command -a '(__fish_daxctl_commands)'
complete -c daxctl -n __fish_daxctl_no_command -l version -s v -d 'print the version'
complete -c daxctl -n __fish_daxctl_no_command -l help -s h -d 'list the commands'
complete -c daxctl -n __fish_daxctl_no_command -l list-cmds -d 'list the names of commands, for scripts'

for command in (daxctl --list-cmds 2>/dev/null)
    complete -c daxctl -n "__fish_daxctl_is $command" -a "(__fish_daxctl_operands $command)"
    # split "  -r, --region REGION   help" into four fields
    for line in (daxctl $command -h 2>&1 |
            sed -nE 's/^  (-(.), |    )--([a-z-]+)( ([A-Z]+))?( +(.*))?$/\2\t\3\t\5\t\7/p')
        set -l field (string split \t -- $line)
        set -l option -l $field[2] -d "$field[4]"
        test -z "$field[1]"; or set -a option -s $field[1]
        test -z "$field[3]"; or set -a option -x -a "(__fish_daxctl_values $field[3] $command)"
        complete -c daxctl -n "__fish_daxctl_is $command" $option
    end
end
