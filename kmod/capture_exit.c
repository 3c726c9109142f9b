// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_exit.c - the record of a process, or a thread, that ends (see
 * capture.h): how, and what it used in its life.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seqlock.h>

#include "capture_life.h"
#include "thread_list.h"

static void add_thread(struct procmon_exit *exit,
		       const struct task_struct *thread)
{
	/* What other threads that end use yet is not to be had any more. */
	exit->cpu_ns += READ_ONCE(thread->se.sum_exec_runtime);
	exit->user_ns += READ_ONCE(thread->utime);
	exit->system_ns += READ_ONCE(thread->stime);
	exit->min_faults += READ_ONCE(thread->min_flt);
	exit->maj_faults += READ_ONCE(thread->maj_flt);
#ifdef CONFIG_TASK_IO_ACCOUNTING
	exit->read_bytes += READ_ONCE(thread->ioac.read_bytes);
	exit->write_bytes += READ_ONCE(thread->ioac.write_bytes);
#endif
}

/* What those used that are gone. */
static void set_gone(struct procmon_exit *exit,
		     const struct signal_struct *signal)
{
	exit->cpu_ns = signal->sum_sched_runtime;
	exit->user_ns = signal->utime;
	exit->system_ns = signal->stime;
	exit->min_faults = signal->min_flt;
	exit->maj_faults = signal->maj_flt;
#ifdef CONFIG_TASK_IO_ACCOUNTING
	exit->read_bytes = signal->ioac.read_bytes;
	exit->write_bytes = signal->ioac.write_bytes;
#endif
}

/* A thread goes from the one sum to the other with the lock held. */
static void sum_process(struct procmon_exit *exit)
{
	struct signal_struct *signal = current->signal;
	struct task_struct *thread;
	unsigned long flags;
	int seq = 0;

	rcu_read_lock();
	do {
		flags = read_seqbegin_or_lock_irqsave(&signal->stats_lock,
						      &seq);
		set_gone(exit, signal);
		thread_list_for_each(thread, signal)
			add_thread(exit, thread);
		if (!need_seqretry(&signal->stats_lock, seq))
			break;
		done_seqretry_irqrestore(&signal->stats_lock, seq, flags);
		seq = 1;
	} while (true);
	done_seqretry_irqrestore(&signal->stats_lock, seq, flags);
	rcu_read_unlock();
}

/* As wait_task_zombie() (kernel/exit.c). */
static u32 process_status(void)
{
	const struct signal_struct *signal = current->signal;

	if (READ_ONCE(signal->flags) & SIGNAL_GROUP_EXIT)
		return READ_ONCE(signal->group_exit_code);
	return READ_ONCE(current->group_leader->exit_code);
}

static void set_status(struct procmon_exit *exit, u32 status)
{
	exit->status = status;
	exit->signal = status & 0x7f;
	if (!exit->signal)
		exit->code = status >> 8 & 0xff;
	if (status & 0x80)
		exit->flags |= PROCMON_LIFE_CORE;
}

/**
 * capture_exit() - Make the record of the current task, which ends.
 * @record: to be filled in, for stream_publish().
 * @ret_exit: its bytes.
 * @is_last: it is told as the end of its process, not of a thread.
 *
 * Context: The exit hook. Does not sleep.
 */
void capture_exit(struct record *record, struct procmon_exit *ret_exit,
		  bool is_last)
{
	struct procmon_life *life =
		capture_life(record, ret_exit, PROCMON_TYPE_EXIT,
			     sizeof(*ret_exit), current);

	if (current->flags & PF_KTHREAD)
		ret_exit->flags |= PROCMON_LIFE_KTHREAD;
	if (is_last) {
		set_status(ret_exit, process_status());
		sum_process(ret_exit);
		ret_exit->run_ns = life->time_boot -
				   life->process.identity.start_boottime;
		ret_exit->max_rss =
			(u64)READ_ONCE(current->signal->maxrss) << PAGE_SHIFT;
	} else {
		ret_exit->flags |= PROCMON_LIFE_THREAD;
		set_status(ret_exit, current->exit_code);
		add_thread(ret_exit, current);
		ret_exit->run_ns = life->time_boot - current->start_boottime;
	}
#ifndef CONFIG_TASK_IO_ACCOUNTING
	missing_add(life->missing, PROCMON_FIELD_IO,
		    PROCMON_REASON_UNSUPPORTED);
#endif
}
