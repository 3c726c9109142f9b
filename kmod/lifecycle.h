/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lifecycle.h - the hooks that see the life of a process beside its execs: which
 * there are, and which events need which of them. Does not know what a hook
 * does, nor when it is wanted.
 */
#ifndef PROCMON_LIFECYCLE_H
#define PROCMON_LIFECYCLE_H

#include <linux/procmon.h>
#include <linux/types.h>

void lifecycle_arm(const struct procmon_events *events);
int lifecycle_arm_more(const struct procmon_events *events);
void lifecycle_disarm_but(const struct procmon_events *events);
void lifecycle_disarm(void);
u64 lifecycle_missed(void);

#endif /* PROCMON_LIFECYCLE_H */
