/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * canary.h - does the kernel still call kprobes? A kretprobe on a function of
 * our own, called now and then.
 */
#ifndef PROCMON_CANARY_H
#define PROCMON_CANARY_H

#include <linux/types.h>

int canary_arm(void);
void canary_disarm(void);
bool canary_is_armed(void);
bool canary_sings(void);

#endif /* PROCMON_CANARY_H */
