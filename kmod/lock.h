/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lock.h - once locked, the configuration stays as it is until reboot. Every
 * change of it stands between lock_begin_change() and lock_end_change().
 */
#ifndef PROCMON_LOCK_H
#define PROCMON_LOCK_H

#include <linux/types.h>

int lock_begin_change(void);
void lock_end_change(void);
int lock_set(void);
bool lock_is_set(void);
void lock_refuse_exit(void);

#endif /* PROCMON_LOCK_H */
