/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * thread_list.h - walks the threads of a process under RCU.
 */
#ifndef PROCMON_THREAD_LIST_H
#define PROCMON_THREAD_LIST_H

#include <linux/rculist.h>
#include <linux/sched/signal.h>

/*
 * As for_each_thread() (linux/sched/signal.h), which on some kernels with lockdep
 * refers to tasklist_lock: that is not exported, nor needed under RCU.
 */
#define thread_list_for_each(thread, process_signal)			\
	list_for_each_entry_rcu(thread, &(process_signal)->thread_head,	\
				thread_node)

#endif /* PROCMON_THREAD_LIST_H */
