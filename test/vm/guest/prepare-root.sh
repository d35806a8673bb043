# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Prepares a distribution's root filesystem, mounted at $root, for a test.

# Creates the namespaces, as if in an earlier boot. The drivers are unloaded again, because
# the system has to load them by itself.
prepare_nvdimms() {
	local device
	grep -q ^nvdimm "/test/machines/$(</test/plan/machine)" || return 0
	modprobe -a nfit nd_pmem dax_pmem && nd_devdax || return
	cat /sys/bus/nd/devices/dax*/uuid | grep . >/test/nvdimm-uuid
	for device in /sys/bus/acpi/drivers/nfit/ACPI0012:*; do
		echo "${device##*/}" >/sys/bus/acpi/drivers/nfit/unbind
	done
	modprobe -r dax_pmem nd_pmem nfit
}

# Adds a service that runs the test once the system is up.
prepare_service() {
	local units=$root/etc/systemd/system
	cat >$units/daxctl-test.service <<-END
		[Unit]
		Description=The test
		[Service]
		ExecStart=/bin/bash /test/guest/in-system
	END
	mkdir -p $units/multi-user.target.wants
	ln -s ../daxctl-test.service $units/multi-user.target.wants
}

prepare_root() {
	local layer name
	prepare_nvdimms || return
	cp -r /lib/modules $root/usr/lib || return
	cp -r /test $root
	rm -rf $root/test/layers
	for layer in /test/layers/*; do
		[[ ! -e $layer ]] || (cd $root && cpio -idu --quiet <"$layer") || return
	done
	echo 0 >$root/test/plan/boot
	prepare_service
	sed '1,/^$/d' "/test/cases/$(</test/plan/tests).test" >/run/body
	# shellcheck source=/dev/null
	. /run/body
	! declare -F before_boot >/dev/null || before_boot
}
