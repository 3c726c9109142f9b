/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/task_comm.h - who holds which lock while a task is renamed.
 */
#ifndef PROCMON_COMPAT_TASK_COMM_H
#define PROCMON_COMPAT_TASK_COMM_H

#include <linux/sched.h>
#include <linux/sched/task.h>

/**
 * compat_renamed_lock() - Hold the task_lock() of a task that is renamed.
 * @task: it.
 *
 * Up to 6.13 the kernel holds it when it calls the tracepoint task_rename; then
 * it was given up, and in the same change set_task_comm() became a macro
 * (3a3f61ce5e0b).
 *
 * Context: A probe on task_rename.
 */
static inline void compat_renamed_lock(struct task_struct *task)
{
#ifdef set_task_comm
	task_lock(task);
#endif
}

/**
 * compat_renamed_unlock() - As it was before compat_renamed_lock().
 * @task: the task.
 *
 * Context: A probe on task_rename.
 */
static inline void compat_renamed_unlock(struct task_struct *task)
{
#ifdef set_task_comm
	task_unlock(task);
#endif
}

#endif /* PROCMON_COMPAT_TASK_COMM_H */
