/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/dumpable.h - may a task dump core?
 */
#ifndef PROCMON_COMPAT_DUMPABLE_H
#define PROCMON_COMPAT_DUMPABLE_H

#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/sched/coredump.h>
#ifdef HAVE_TASK_EXEC_STATE
#include <linux/sched/exec_state.h>
#endif

/**
 * compat_dumpable() - As prctl(2) PR_GET_DUMPABLE of a task.
 * @task: the task.
 * @mm: its memory.
 *
 * 7.x moved it from the memory of a task to its struct task_exec_state.
 *
 * Context: Any.
 * Return: 0, 1 or 2.
 */
static inline u32 compat_dumpable(struct task_struct *task,
				  struct mm_struct *mm)
{
#ifdef HAVE_TASK_EXEC_STATE
	u32 dumpable;

	rcu_read_lock();
	dumpable = READ_ONCE(rcu_dereference(task->exec_state)->dumpable);
	rcu_read_unlock();
	return dumpable;
#else
	return get_dumpable(mm);
#endif
}

#endif /* PROCMON_COMPAT_DUMPABLE_H */
