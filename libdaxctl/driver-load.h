/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading a driver of the dax bus without any device being bound to it. */
#ifndef LIBDAXCTL_DRIVER_LOAD_H
#define LIBDAXCTL_DRIVER_LOAD_H

#include <libdaxctl/driver.h>

/*
 * Load the driver's module if the driver is not there yet, and turn autoprobe on again if a
 * killed process left it off.  Returns 0 or a failure.
 */
int dax_driver_load(struct daxctl_ctx *ctx, const struct driver *driver);

#endif
