# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Brings a freshly booted machine into its declared state, with all regions and devices.

# shellcheck source=SCRIPTDIR/coldplug.sh
. /test/guest/coldplug.sh
# shellcheck source=SCRIPTDIR/cxl.sh
. /test/guest/cxl.sh
# shellcheck source=SCRIPTDIR/nd-devdax.sh
. /test/guest/nd-devdax.sh
# shellcheck source=SCRIPTDIR/machine.sh
. /test/guest/machine.sh

bring_up() {
	coldplug
	cxl_ready || return
	nd_devdax
	coldplug
	check_machine
}
