# The story of contrib/demo --cxl, written with the verbs of test/README.md.

say "Linux $(uname -r) has two CXL cards of 512 MiB, whose memory nothing uses yet."
run cxl list -M -u
expect_status 0
expect_stdout_has '"serial":"0x1234"'
expect_stdout_has '"serial":"0x5678"'

say "Make a CXL region that alternates between them. The kernel makes a DAX device of it."
run cxl create-region -m -t ram -d decoder0.0 -w 2 mem0 mem1
expect_status 0
cxl_settle
run daxctl list -R -D -v -u
expect_status 0
run daxctl list -R -F table -o region,size,cxl,memdevs,serials,pci
expect_stdout_has mem0,mem1
expect_attr dax0.0/size $((1 << 30))

say "Bring its memory online, in ZONE_MOVABLE so that it can go offline again."
run daxctl reconfigure-device -m system-ram dax0.0
expect_status 0
run daxctl list -F map
expect_status 0
expect_zone dax0.0 Movable
run head -n 2 /sys/devices/system/node/node1/meminfo
expect_stdout_has "1048576 kB"

say "Select the region by a serial number, and give a half of it to programs."
run daxctl reconfigure-device -m devdax --force -r cxl:0x1234 all
expect_status 0
run daxctl reconfigure-device -s 512M --force dax0.0
expect_status 0
run daxctl create-device -r cxl:0x1234
expect_status 0
run daxctl reconfigure-device -m system-ram dax0.1
expect_status 0
run daxctl list -F tree
expect_driver dax0.0 device_dax
expect_driver dax0.1 kmem
expect_zone dax0.1 Movable

say "Take the memory offline, and the region away: the cards can be removed."
run daxctl offline-memory dax0.1
expect_status 0
run cxl disable-region region0
expect_status 0
run cxl destroy-region region0
expect_status 0
expect_devices ''
expect_no_iomem "System RAM (kmem)"
