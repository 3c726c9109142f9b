/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/life_tracepoints.h - what the tracepoints of a task's start and end
 * say.
 */
#ifndef PROCMON_COMPAT_LIFE_TRACEPOINTS_H
#define PROCMON_COMPAT_LIFE_TRACEPOINTS_H

#include <linux/atomic.h>
#include <linux/sched/signal.h>

/* Flags of clone3(2) above the lowest 32 bits: 6.18. */
#ifdef HAVE_TASK_NEWTASK_U64
#define compat_clone_flags	u64
#else
#define compat_clone_flags	unsigned long
#endif

/*
 * Defines the probe NAME of sched_process_exit, which calls CALL with whether
 * the task is the last of its process. 6.16 has the tracepoint say so. Before,
 * several that end at once may find that none lives any more.
 */
#ifdef HAVE_SCHED_PROCESS_EXIT_GROUP_DEAD
#define COMPAT_EXIT_PROBE(name, call)					\
	static void name(void *data, struct task_struct *task,		\
			 bool group_dead)				\
	{								\
		call(group_dead);					\
	}
#else
#define COMPAT_EXIT_PROBE(name, call)					\
	static void name(void *data, struct task_struct *task)		\
	{								\
		call(!atomic_read(&task->signal->live));		\
	}
#endif

#endif /* PROCMON_COMPAT_LIFE_TRACEPOINTS_H */
