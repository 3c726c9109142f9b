// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_fork.c - the record of a process, or a thread, that was created (see
 * capture.h).
 */
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "capture_life.h"
#include "process.h"

/* Mostly it is the parent, whose image is in the record already. */
static void capture_creator(struct procmon_fork *fork)
{
	const struct procmon_identity *identity = &fork->life.process.identity;
	struct procmon_peer *creator = &fork->creator;

	capture_peer_task(creator, current);
	if (creator->tgid == identity->ppid)
		creator->exec_id = identity->parent_exec_id;
	else
		creator->exec_id = process_exec_id(creator->tgid,
						   creator->start_boottime);
}

/**
 * capture_fork() - Make the record of a task that was created.
 * @record: to be filled in, for stream_publish().
 * @ret_fork: its bytes.
 * @child: the task; it does not run yet.
 * @clone_flags: CLONE_*.
 *
 * Context: The creator. Does not sleep.
 */
void capture_fork(struct record *record, struct procmon_fork *ret_fork,
		  struct task_struct *child, u64 clone_flags)
{
	capture_life(record, ret_fork, PROCMON_TYPE_FORK, sizeof(*ret_fork),
		     child);
	capture_creator(ret_fork);
	ret_fork->clone_flags = clone_flags & ~(u64)CSIGNAL;
	/* The kernel keeps the signal apart from the flags since 5.3. */
	if (thread_group_leader(child))
		ret_fork->clone_flags |= READ_ONCE(child->exit_signal) & CSIGNAL;
	else
		ret_fork->flags |= PROCMON_LIFE_THREAD;
	if (child->flags & PF_KTHREAD)
		ret_fork->flags |= PROCMON_LIFE_KTHREAD;
}
