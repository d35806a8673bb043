/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface of the DAX bus, for drivers that give memory to regions and for drivers of
 * the devices.
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
 * enum dax_region_flags - the kind of a region
 * @DAX_REGION_STATIC: the region has one device, whose size never changes
 * @DAX_REGION_RAM: the memory is volatile, and kmem binds the devices by default
 */
enum dax_region_flags {
	DAX_REGION_STATIC	= 1 << 0,
	DAX_REGION_RAM		= 1 << 1,
};

struct dax_region *alloc_dax_region(struct device *parent, int id, const struct range *range,
				    int target_node, unsigned int align, unsigned long flags);

/**
 * struct dev_dax_data - describes a device for devm_create_dev_dax()
 * @region: the region of the device
 * @id: the number of the device in the region, or -1 for the lowest free one
 * @size: the size in bytes; 0 makes a seed
 * @pgmap: where the struct pages of a static region are; it is copied
 * @memmap_on_memory: the first value of the attribute memmap_on_memory
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
 * enum dax_driver_type - which devices a driver binds without a name in new_id
 * @DAX_DRIVER_DEVICE: the devices of all regions but those of DAX_REGION_RAM
 * @DAX_DRIVER_KMEM: the devices of DAX_REGION_RAM
 * @DAX_DRIVER_NAMED: none
 */
enum dax_driver_type {
	DAX_DRIVER_DEVICE,
	DAX_DRIVER_KMEM,
	DAX_DRIVER_NAMED,
};

/**
 * struct dax_device_driver - a driver of the DAX bus
 * @drv: the driver core's structure. The driver sets name and dev_groups, the bus the rest
 * @type: which devices the driver binds without a name in new_id
 * @ids: the names written to new_id; protected by the bus
 * @probe: binds a device
 * @remove: unbinds a device; may be NULL
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

/* All devices have this alias, so the modules of all drivers load for each of them. */
#define DAX_MODALIAS	"dax:t0"
#define MODULE_ALIAS_DAX() MODULE_ALIAS(DAX_MODALIAS "*")

#endif /* DAX_BUS_H */
