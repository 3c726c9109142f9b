/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * task_flags.h - what a task is, seen from another one.
 */
#ifndef PROCMON_TASK_FLAGS_H
#define PROCMON_TASK_FLAGS_H

#include <linux/compiler.h>
#include <linux/sched.h>

/**
 * task_flags() - PF_* of a task.
 * @task: the task.
 *
 * Only a task itself changes them, without a lock and without saying so:
 * copy_process() (kernel/fork.c) takes PF_NPROC_EXCEEDED from the creator. From
 * outside they may be a moment old.
 *
 * Context: Any. The caller has a reference, or RCU.
 * Return: The flags.
 */
static inline unsigned int task_flags(const struct task_struct *task)
{
	/* See above: who writes them does not say so. */
	return data_race(READ_ONCE(task->flags));
}

#endif /* PROCMON_TASK_FLAGS_H */
