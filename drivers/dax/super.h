/* SPDX-License-Identifier: GPL-2.0-only */
/* Start and end of super.c, which bus.c's module functions call. */
#ifndef DAX_SUPER_H
#define DAX_SUPER_H

int dax_super_init(void);
void dax_super_exit(void);

#endif /* DAX_SUPER_H */
