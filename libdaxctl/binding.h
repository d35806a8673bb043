/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Binding one device to a driver, and no other device. */
#ifndef LIBDAXCTL_BINDING_H
#define LIBDAXCTL_BINDING_H

#include <libdaxctl/device.h>
#include <libdaxctl/driver.h>

/*
 * Bind one device.  The caller holds its lock.  For kmem, @state is what the kernel may make
 * of the memory, see policy.h.
 */
int dax_bind(struct daxctl_dev *dev, const struct driver *driver, int state);
bool dax_is_bound_to(struct daxctl_dev *dev, const struct driver *driver);

#endif
