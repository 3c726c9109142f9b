/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/rcu.h - waiting until no task is in the module's text.
 */
#ifndef PROCMON_COMPAT_RCU_H
#define PROCMON_COMPAT_RCU_H

#include <linux/rcupdate.h>

/**
 * compat_synchronize_text() - Wait until every task has left the last
 * instructions of a function that it had begun before.
 *
 * With preemption a task can be put aside anywhere in the text, so it takes
 * synchronize_rcu_tasks(), which waits for each to sleep of its own accord or
 * to be in user space. Without, a grace period of RCU says the same, and
 * kernels that are built so need not export the other.
 *
 * Context: Sleeps.
 */
static inline void compat_synchronize_text(void)
{
#ifdef EXPORTED_SYNCHRONIZE_RCU_TASKS
	synchronize_rcu_tasks();
#else
	synchronize_rcu();
#endif
}

#endif /* PROCMON_COMPAT_RCU_H */
