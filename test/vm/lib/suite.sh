# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Packages of suites that the system does not use, such as backports and the next release. A
# private configuration names the suite, from the registry of the system's own release; the
# system's sources and lists stay as they are.

# with_suite SUITE FUNCTION ARGS...: runs it in the current directory, with apt for SUITE, and
# for the architecture in $suite_architecture.
with_suite() {
	local suite=$1 source
	shift
	source=$(registry) || { apt-get -q=2 update && source=$(registry); } ||
		{ echo "suite: apt's sources do not name this system's release" >&2; return 1; }
	mkdir -p apt/{lists,archives}/partial
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $source $suite main" \
		>apt/sources.list
	: >apt/status
	cat >apt/conf <<-END
		Dir::Etc::sourcelist "$PWD/apt/sources.list";
		Dir::Etc::sourceparts "-";
		Dir::State::lists "$PWD/apt/lists";
		Dir::State::status "$PWD/apt/status";
		Dir::Cache "$PWD/apt";
		Acquire::Languages "none";
		Acquire::Retries "3";
		APT::Sandbox::User "root";
		Debug::NoLocking "1";
	END
	[[ ! ${suite_architecture-} ]] ||
		echo "APT::Architecture \"$suite_architecture\";
			APT::Architectures { \"$suite_architecture\"; };" >>apt/conf
	echo "suite: downloading from $suite" >&2
	(export APT_CONFIG=$PWD/apt/conf && apt-get -q=2 update && "$@") || return
	rm -rf apt
}

# The address of the registry for this system's release.
registry() {
	# shellcheck disable=SC2016 # apt's variables
	apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
		awk -v release="$(. /etc/os-release && echo "$VERSION_CODENAME")" \
			'$2 == release { print $1; found = 1; exit } END { exit !found }'
}
