# The story of contrib/demo, written with the verbs of test/README.md.

say "Linux $(uname -r) has two regions of soft-reserved memory, each with a single device."
run daxctl list -R -D -u
expect_status 0
expect_json 'length == 2'

say "Destroy both devices, so that the regions can be divided differently."
run daxctl destroy-device --force all
expect_status 0
expect_region_free 0
expect_region_free 1

say "Create two devices in the first region."
run daxctl create-device -r region0 -s 1G
expect_status 0
run daxctl create-device -r region0 -s 512M
expect_status 0
run daxctl list -R -D -M -u -r 0
expect_status 0
expect_driver dax0.1 device_dax
expect_driver dax0.2 device_dax
expect_attr dax0.1/size $((1 << 30))
run ls -l /dev/dax0.1 /dev/dax0.2
expect_status 0

say "Make one of them system RAM, in ZONE_MOVABLE so that it can go offline again."
run daxctl reconfigure-device -m system-ram dax0.1
expect_status 0
run daxctl list -d dax0.1
expect_json '.[0].mode == "system-ram"'
expect_json '.[0].online_memblocks == 8 and .[0].total_memblocks == 8'
expect_json '.[0].movable == true'
expect_driver dax0.2 device_dax

say "The kernel agrees: memory blocks with their zones, the node, the addresses."
cd /sys/devices/system/memory || exit
run grep . memory{32..39}/valid_zones
expect_zone dax0.1 Movable
run head -n 2 /sys/devices/system/node/node1/meminfo
expect_stdout_has "1048576 kB"
run grep -E 'dax|kmem' /proc/iomem
expect_iomem "System RAM (kmem)"

say "Take its memory offline and make it a devdax device again."
run daxctl reconfigure-device -m devdax --force dax0.1
expect_status 0
expect_driver dax0.1 device_dax
expect_no_iomem "System RAM (kmem)"

say "Destroy both devices, and the region is free."
run daxctl destroy-device --force dax0.1 dax0.2
expect_status 0
expect_region_free 0
run daxctl list -R -D
expect_status 0
