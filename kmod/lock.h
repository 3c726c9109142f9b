/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lock.h - once locked, the configuration stays as it is until reboot.
 */
#ifndef PROCMON_LOCK_H
#define PROCMON_LOCK_H

#include <linux/types.h>

int lock_set(void);
bool lock_is_set(void);

#endif /* PROCMON_LOCK_H */
