/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/task_state.h - whether a task runs yet.
 */
#ifndef PROCMON_COMPAT_TASK_STATE_H
#define PROCMON_COMPAT_TASK_STATE_H

#include <linux/sched.h>

/**
 * compat_task_is_new() - Has a task been created, but not begun to run?
 * @task: the task.
 *
 * 5.14 gave the member another name and type (2f064a59a11f).
 *
 * Context: Any.
 * Return: true if it is so.
 */
static inline bool compat_task_is_new(const struct task_struct *task)
{
#ifdef HAVE_TASK_STATE_PRIVATE
	return READ_ONCE(task->__state) & TASK_NEW;
#else
	return READ_ONCE(task->state) & TASK_NEW;
#endif
}

#endif /* PROCMON_COMPAT_TASK_STATE_H */
