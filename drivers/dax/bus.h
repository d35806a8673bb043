/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The DAX bus, as those see it who give it memory (regions) or take it (drivers).
 */
#ifndef DAX_BUS_H
#define DAX_BUS_H

#include <linux/device.h>
#include <linux/memremap.h>
#include <linux/range.h>

struct dax_device;
struct dax_region;
struct dev_dax;

/**
 * enum dax_region_flags - the nature of a region
 * @DAX_REGION_STATIC: has one device whose size never changes
 * @DAX_REGION_RAM: volatile memory that kmem may take without being asked
 */
enum dax_region_flags {
	DAX_REGION_STATIC	= 1 << 0,
	DAX_REGION_RAM		= 1 << 1,
};

struct dax_region *alloc_dax_region(struct device *parent, int id, const struct range *range,
				    int target_node, unsigned int align, unsigned long flags);

/**
 * struct dev_dax_data - what devm_create_dev_dax() makes a device from
 * @region: its region, of alloc_dax_region()
 * @id: its number in the region, or -1 for the lowest that is free
 * @size: its size in bytes. 0 makes a seed
 * @pgmap: for static regions, where their struct pages are; copied
 * @memmap_on_memory: what the attribute of that name says at first
 */
struct dev_dax_data {
	struct dax_region *region;
	int id;
	resource_size_t size;
	const struct dev_pagemap *pgmap;
	bool memmap_on_memory;
};

struct dev_dax *devm_create_dev_dax(const struct dev_dax_data *data);

/**
 * enum dax_driver_type - what a driver binds without being told a name
 * @DAX_DRIVER_DEVICE: devices that programs map
 * @DAX_DRIVER_KMEM: devices of DAX_REGION_RAM
 * @DAX_DRIVER_NAMED: nothing
 */
enum dax_driver_type {
	DAX_DRIVER_DEVICE,
	DAX_DRIVER_KMEM,
	DAX_DRIVER_NAMED,
};

/**
 * struct dax_device_driver - a driver of the DAX bus
 * @drv: the driver core's part; the bus fills it but for name and dev_groups
 * @type: what it binds by itself
 * @ids: names of the devices that it binds besides; protected by the bus
 * @probe: takes the device
 * @remove: lets go of it; may be NULL
 */
struct dax_device_driver {
	struct device_driver drv;
	enum dax_driver_type type;
	struct list_head ids;
	int (*probe)(struct dev_dax *dev_dax);
	void (*remove)(struct dev_dax *dev_dax);
};

void dax_driver_unregister(struct dax_device_driver *driver);
int __dax_driver_register(struct dax_device_driver *driver, struct module *owner,
			  const char *module_name);

#define dax_driver_register(__driver) \
	__dax_driver_register(__driver, THIS_MODULE, KBUILD_MODNAME)

bool static_dev_dax(struct dev_dax *dev_dax);
void kill_dev_dax(struct dev_dax *dev_dax);

/* What makes a driver's module load for devices of the bus: each is of one type. */
#define DAX_MODALIAS	"dax:t0"
#define MODULE_ALIAS_DAX() MODULE_ALIAS(DAX_MODALIAS "*")

#endif /* DAX_BUS_H */
