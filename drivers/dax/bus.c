// SPDX-License-Identifier: GPL-2.0-only
/*
 * The DAX bus, which matches devices with drivers.
 *
 * Lifetimes
 *	region		A kref. The owner of the memory has one reference until its driver
 *			unbinds, and each device has one.
 *	device		A struct device. The list of its region has one reference, and open
 *			files have one. The device pins its region and its dax_device. Its
 *			name can be reused once it is removed.
 *	mapping		A kobject, the directory mappingN. It pins its device. The device's
 *			array contains it as long as the range belongs to the device.
 *
 * Locks, from the outermost to the innermost
 *	device lock	The driver core holds it while a driver binds and unbinds.
 *			Nobody takes it while holding one of the following locks, nor waits
 *			for somebody who does.
 *	layout		An rwsem of each region. It protects which memory belongs to which
 *			device, and the fields whose descriptions say so. Attributes of
 *			regions and devices take it. So nobody adds or removes a device, nor
 *			removes such an attribute, while holding it. Attributes of mappings
 *			take no lock, so they may be removed under it.
 *	dax_ids_lock	Protects the names that were written to new_id.
 *
 * Removing a device
 *	Under layout it leaves the list and is marked dead. From then on writes to its
 *	attributes fail with ENXIO, and no driver binds it. Then device_del() is called
 *	without layout. It waits for running attributes and unbinds the driver. The memory
 *	of the device becomes free after that.
 */
#include <linux/dax.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "bus.h"
#include "compat.h"
#include "core.h"
#include "dax-private.h"
#include "ranges.h"

static DEFINE_MUTEX(dax_ids_lock);

/**
 * struct dax_id - a name that was written to new_id
 * @link: the entry in the driver's list
 * @name: the name, daxX.Y
 */
struct dax_id {
	struct list_head link;
	char name[DAX_NAME_LEN];
};

#define to_dax_driver(__drv) container_of_const(__drv, struct dax_device_driver, drv)

static struct dax_id *dax_find_id(const struct dax_device_driver *driver, const char *name)
{
	struct dax_id *id;

	lockdep_assert_held(&dax_ids_lock);
	list_for_each_entry(id, &driver->ids, link) {
		if (!strcmp(id->name, name))
			return id;
	}
	return NULL;
}

static bool dax_named_to(const struct dax_device_driver *driver, const char *name)
{
	bool found;

	mutex_lock(&dax_ids_lock);
	found = dax_find_id(driver, name);
	mutex_unlock(&dax_ids_lock);
	return found;
}

static bool dax_matches_type(const struct dax_device_driver *driver,
			     const struct dax_region *region)
{
	/* Without kmem, device_dax takes the devices of such regions too. */
	bool ram = DAX_RAM_BY_DEFAULT && IS_ENABLED(CONFIG_DEV_DAX_KMEM) &&
		   (region->flags & DAX_REGION_RAM);

	switch (driver->type) {
	case DAX_DRIVER_DEVICE:
		return !ram;
	case DAX_DRIVER_KMEM:
		return ram;
	case DAX_DRIVER_NAMED:
		break;
	}
	return false;
}

static int dax_bus_match(struct device *dev, dax_match_driver_t *drv)
{
	const struct dax_device_driver *driver = to_dax_driver(drv);

	return dax_matches_type(driver, to_dev_dax(dev)->region) ||
	       dax_named_to(driver, dev_name(dev));
}

static int dax_bus_uevent(dax_uevent_device_t *dev, struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "MODALIAS=" DAX_MODALIAS);
}

/* The last devres action: no driver uses the device or its resources any more. */
static void dax_bus_release(void *data)
{
	struct dev_dax *dev_dax = data;

	down_write(&dev_dax->region->layout);
	dev_dax->bound = NULL;
	up_write(&dev_dax->region->layout);
}

static int dax_bus_claim(struct dev_dax *dev_dax, const struct dax_device_driver *driver)
{
	struct dax_region *region = dev_dax->region;
	int rc = 0;

	down_write(&region->layout);
	if (dev_dax->dead || !dev_dax->nr_range)
		rc = -ENXIO;
	else
		dev_dax->bound = driver;
	up_write(&region->layout);
	if (rc)
		return rc;
	/* devres undoes actions in reverse, so this first one runs last. */
	return devm_add_action_or_reset(&dev_dax->dev, dax_bus_release, dev_dax);
}

static int dax_bus_probe(struct device *dev)
{
	struct dax_device_driver *driver = to_dax_driver(dev->driver);
	struct dev_dax *dev_dax = to_dev_dax(dev);
	int rc;

	rc = dax_bus_claim(dev_dax, driver);
	if (!rc)
		rc = driver->probe(dev_dax);
	if (rc)
		return rc;

	down_write(&dev_dax->region->layout);
	dev_dax_clear_seed(dev_dax);
	up_write(&dev_dax->region->layout);
	return 0;
}

static void dax_bus_remove(struct device *dev)
{
	struct dax_device_driver *driver = to_dax_driver(dev->driver);

	if (driver->remove)
		driver->remove(to_dev_dax(dev));
}

/* ---- the names written to new_id ---- */

/* Adds a name to the list of a driver, unless the list already has it. */
static int dax_add_id(struct dax_device_driver *driver, const char *name)
{
	struct dax_id *id = kzalloc(sizeof(*id), GFP_KERNEL);

	if (!id)
		return -ENOMEM;
	strscpy(id->name, name, sizeof(id->name));

	mutex_lock(&dax_ids_lock);
	if (!dax_find_id(driver, name)) {
		list_add_tail(&id->link, &driver->ids);
		id = NULL;
	}
	mutex_unlock(&dax_ids_lock);
	kfree(id);
	return 0;
}

/* Programs also remove names that the driver does not have, so this succeeds. */
static int dax_remove_id(struct dax_device_driver *driver, const char *name)
{
	struct dax_id *id;

	mutex_lock(&dax_ids_lock);
	id = dax_find_id(driver, name);
	if (id)
		list_del(&id->link);
	mutex_unlock(&dax_ids_lock);
	kfree(id);
	return 0;
}

/* Binds the device with that name, if it exists and has no driver. */
static void dax_attach_named(struct dax_device_driver *driver, const char *name)
{
	struct device *dev = bus_find_device_by_name(&dax_bus_type, NULL, name);

	if (!dev)
		return;
	/* This fails if another driver has bound the device meanwhile. */
	if (device_driver_attach(&driver->drv, dev))
		dev_dbg(dev, "not bound to %s\n", driver->drv.name);
	put_device(dev);
}

static ssize_t dax_store_name(struct dax_device_driver *driver, const char *text, size_t len,
			      int (*change)(struct dax_device_driver *driver, const char *name))
{
	char name[DAX_NAME_LEN];
	int rc = dax_parse_name(text, len, name);

	if (!rc)
		rc = change(driver, name);
	return rc ?: len;
}

static ssize_t remove_id_store(struct device_driver *drv, const char *text, size_t len)
{
	return dax_store_name(to_dax_driver(drv), text, len, dax_remove_id);
}

static int dax_add_id_and_attach(struct dax_device_driver *driver, const char *name)
{
	int rc = dax_add_id(driver, name);

	if (!rc)
		dax_attach_named(driver, name);
	return rc;
}

static ssize_t new_id_store(struct device_driver *drv, const char *text, size_t len)
{
	return dax_store_name(to_dax_driver(drv), text, len, dax_add_id_and_attach);
}

static DRIVER_ATTR_WO(remove_id);
static DRIVER_ATTR_WO(new_id);

static struct attribute *dax_drv_attrs[] = {
	&driver_attr_remove_id.attr,
	&driver_attr_new_id.attr,
	NULL,
};
ATTRIBUTE_GROUPS(dax_drv);

/* ---- drivers ---- */

DAX_BUS_CONST struct bus_type dax_bus_type = {
	.name = "dax",
	.drv_groups = dax_drv_groups,
	.match = dax_bus_match,
	.uevent = dax_bus_uevent,
	.remove = dax_bus_remove,
	.probe = dax_bus_probe,
};

/**
 * __dax_driver_register() - register a driver; use dax_driver_register()
 * @driver: the driver, whose name, type, probe and remove are set
 * @owner: the module of the driver
 * @module_name: the name of the module
 *
 * Return: 0, or -errno.
 */
int __dax_driver_register(struct dax_device_driver *driver, struct module *owner,
			  const char *module_name)
{
	INIT_LIST_HEAD(&driver->ids);
	driver->drv.bus = &dax_bus_type;
	driver->drv.owner = owner;
	driver->drv.mod_name = module_name;
	return driver_register(&driver->drv);
}
EXPORT_SYMBOL_GPL(__dax_driver_register);

/**
 * dax_driver_unregister() - unbind all devices of a driver and unregister it
 * @driver: the driver
 */
void dax_driver_unregister(struct dax_device_driver *driver)
{
	struct dax_id *id, *next;

	driver_unregister(&driver->drv);
	list_for_each_entry_safe(id, next, &driver->ids, link)
		kfree(id);
	INIT_LIST_HEAD(&driver->ids);
}
EXPORT_SYMBOL_GPL(dax_driver_unregister);

static int __init dax_init(void)
{
	int rc;

	rc = dax_super_init();
	if (rc)
		return rc;
	rc = bus_register(&dax_bus_type);
	if (rc)
		dax_super_exit();
	return rc;
}

static void __exit dax_exit(void)
{
	bus_unregister(&dax_bus_type);
	dax_super_exit();
}

subsys_initcall(dax_init);
module_exit(dax_exit);

MODULE_DESCRIPTION("Memory that is accessed directly, and the bus of its devices");
MODULE_LICENSE("GPL");
