// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_adopt.c - processes that were there before the sensor, or that there
 * was no memory for when they were created, are taken from the list of tasks.
 *
 * Who created them, and what they executed, nobody saw. The hooks are armed
 * already, so one that comes or goes meanwhile is theirs: it is looked at under
 * the lock that they take.
 */
#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/timekeeping.h>

#include "compat.h"
#include "compat/task_state.h"
#include "process_table.h"
#include "task_flags.h"
#include "thread_list.h"

/*
 * How long those are waited for that are about to come or to go: where there are
 * more of them than processors, each needs its turn.
 */
#define WAIT_MS		10
#define WAIT_TRIES	1000

/* All that there were when the hooks were armed have been looked at. */
static bool is_done;

/**
 * process_adopt_reason() - Why nothing is known of a process.
 *
 * Context: Any.
 * Return: enum procmon_reason.
 */
u32 process_adopt_reason(void)
{
	return READ_ONCE(is_done) ? PROCMON_REASON_MEMORY :
				    PROCMON_REASON_UNARMED;
}

/**
 * process_adopt_reset() - The hooks are disarmed; it all starts anew.
 *
 * Context: Any.
 */
void process_adopt_reset(void)
{
	WRITE_ONCE(is_done, false);
}

static struct process *make(struct task_struct *leader, u64 start_boottime)
{
	struct process *process = process_alloc(leader->tgid, start_boottime);
	struct task_struct *parent;

	if (!process)
		return NULL;
	if (task_flags(leader) & PF_KTHREAD) {
		process->exec_absent = PROCMON_REASON_INAPPLICABLE;
		process->image_absent = PROCMON_REASON_INAPPLICABLE;
	} else {
		process->exec_absent = process_adopt_reason();
		RCU_INIT_POINTER(process->image,
				 image_unknown(leader->tgid, start_boottime,
					       &process->image_absent));
	}
	/* Whom the kernel made itself nobody created. */
	parent = rcu_dereference(leader->real_parent);
	process->lineage_absent = task_tgid_nr(parent) ?
				  process_adopt_reason() :
				  PROCESS_LINEAGE_THERE;
	return process;
}

/**
 * process_adopt() - Take a process into the table, unless it is there or has
 * ended.
 * @leader: its leader.
 *
 * Context: RCU. Does not sleep.
 */
void process_adopt(struct task_struct *leader)
{
	struct process_lock *lock = process_lock_of(leader->tgid);
	u64 start_boottime = READ_ONCE(leader->start_boottime);
	struct process *process;

	if (process_find(leader->tgid, start_boottime) ||
	    !atomic_read(&leader->signal->live))
		return;
	process = make(leader, start_boottime);
	if (!process) {
		process_note_failure();
		return;
	}
	spin_lock(&lock->lock);
	/* If its exit hook comes behind this, it finds the process. */
	if (atomic_read(&leader->signal->live) &&
	    !process_find(leader->tgid, start_boottime)) {
		process_insert(process);
		process = NULL;
	}
	spin_unlock(&lock->lock);
	process_discard(process);
}

/* Its last thread has begun to end: its exit hook may come yet. */
static bool is_ending(struct task_struct *leader)
{
	struct task_struct *thread;

	if (atomic_read(&leader->signal->live) ||
	    process_find(leader->tgid, READ_ONCE(leader->start_boottime)))
		return false;
	thread_list_for_each(thread, leader->signal) {
		if (!READ_ONCE(thread->exit_state))
			return true;
	}
	return false;
}

/* Returns whether to look at it again: a hook of it may come yet. */
static bool take(struct task_struct *leader)
{
	if (compat_task_is_new(leader))
		return true;
	process_adopt(leader);
	/* Behind it: it may have begun to end only now. */
	return is_ending(leader);
}

/*
 * Returns how many are to be looked at again. Those created behind @armed are
 * not: in a storm of forks there is always one of them, and the fork hook has
 * told it, or will.
 */
static u32 walk(u64 armed)
{
	struct task_struct *leader;
	u32 left = 0;

	rcu_read_lock();
	for_each_process(leader) {
		if (take(leader) && READ_ONCE(leader->start_boottime) <= armed)
			left++;
	}
	rcu_read_unlock();
	return left;
}

/**
 * process_adopt_all() - Take all processes that there are into the table.
 * @may_wait: the hooks were just armed: one that was created and does not run
 *	yet may have passed the fork hook before, and the end of one that is
 *	ending may be told yet, though nobody told that it was there; they are
 *	waited for. Else they are the hooks'.
 *
 * Context: Sleeps.
 * Return: How many could not be taken.
 */
u32 process_adopt_all(bool may_wait)
{
	/* Whom the fork hook did not see was created before this moment. */
	u64 armed = ktime_get_boottime_ns();
	struct process_counters before;
	struct process_counters after;
	u32 left = 0;
	u32 try;

	process_look(&before);
	for (try = 0; try < WAIT_TRIES; try++) {
		left = walk(armed);
		if (!left || !may_wait)
			break;
		msleep(WAIT_MS);
	}
	while (may_wait && left--)
		process_note_failure();
	process_look(&after);
	WRITE_ONCE(is_done, true);
	return after.failed - before.failed;
}
