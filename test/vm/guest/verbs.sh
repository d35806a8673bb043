# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# All verbs that a test's body can use. test/README.md lists them.

# shellcheck source=SCRIPTDIR/dax-sysfs.sh
. /test/guest/dax-sysfs.sh
# shellcheck source=SCRIPTDIR/klog.sh
. /test/guest/klog.sh
# shellcheck source=SCRIPTDIR/tap.sh
. /test/guest/tap.sh
# shellcheck source=SCRIPTDIR/run.sh
. /test/guest/run.sh
# shellcheck source=SCRIPTDIR/expect-output.sh
. /test/guest/expect-output.sh
# shellcheck source=SCRIPTDIR/expect-json.sh
. /test/guest/expect-json.sh
# shellcheck source=SCRIPTDIR/expect-kernel.sh
. /test/guest/expect-kernel.sh
# shellcheck source=SCRIPTDIR/given.sh
. /test/guest/given.sh
# shellcheck source=SCRIPTDIR/cxl.sh
. /test/guest/cxl.sh
# shellcheck source=SCRIPTDIR/doctor.sh
. /test/guest/doctor.sh
# shellcheck source=SCRIPTDIR/clients.sh
. /test/guest/clients.sh
# shellcheck source=SCRIPTDIR/kernel-test.sh
. /test/guest/kernel-test.sh
# shellcheck source=SCRIPTDIR/page.sh
. /test/guest/page.sh
# shellcheck source=SCRIPTDIR/compare.sh
. /test/guest/compare.sh
# shellcheck source=SCRIPTDIR/compare-random.sh
. /test/guest/compare-random.sh
