/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chardev.h - /dev/procmon.
 */
#ifndef PROCMON_CHARDEV_H
#define PROCMON_CHARDEV_H

int chardev_init(void);
void chardev_exit(void);

#endif /* PROCMON_CHARDEV_H */
