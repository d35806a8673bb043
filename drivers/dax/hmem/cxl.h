/* SPDX-License-Identifier: GPL-2.0-only */
/* Lets hmem leave memory to the CXL driver. */
#ifndef DAX_HMEM_CXL_H
#define DAX_HMEM_CXL_H

#include <linux/ioport.h>
#include <linux/kconfig.h>

#if IS_ENABLED(CONFIG_DEV_DAX_CXL)
bool hmem_in_cxl_window(const struct resource *res);
bool hmem_in_cxl_region(const struct resource *res);
#else
static inline bool hmem_in_cxl_window(const struct resource *res)
{
	return false;
}

static inline bool hmem_in_cxl_region(const struct resource *res)
{
	return false;
}
#endif

#endif /* DAX_HMEM_CXL_H */
