// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot_process.c - tells one process in the snapshot under way (see
 * snapshot_process.h).
 *
 * It is looked at from outside while it runs, so what is there now may not have
 * been there a moment ago. Whoever makes the snapshot tries again, but not for
 * ever.
 */
#include <linux/delay.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#include "capture_life.h"
#include "process.h"
#include "snapshot_process.h"

/* A process that executes something again and again is not waited for. */
#define TRIES			16
#define TRY_AGAIN_US		200

/* The worker's own. */
static struct procmon_exec tombstone;

/**
 * snapshot_leader_get() - Find the leader of a process.
 * @tgid: the process; also one that has ended but was not reaped.
 *
 * Context: Any. Takes RCU.
 * Return: The leader, with a reference; NULL: there is none.
 */
struct task_struct *snapshot_leader_get(u32 tgid)
{
	struct task_struct *task;

	rcu_read_lock();
	task = pid_task(find_pid_ns(tgid, &init_pid_ns), PIDTYPE_TGID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

/*
 * A program that is being executed has its memory before its image has a name.
 * It may also have to wait for its file, so this is not waited for long.
 */
static bool is_executing(struct task_struct *task)
{
	/* A hint: what matters is compared when the process is told. */
	return data_race(!!task->in_execve);
}

static int tell_task(struct task_struct *task, u64 start_boottime,
		     bool may_try_again, bool is_last)
{
	struct capture *capture = capture_process(task);
	struct record for_want_of_memory;
	struct record *record;
	int ret = -EAGAIN;

	if (capture) {
		record = &capture->record;
	} else {
		record = &for_want_of_memory;
		capture_process_tombstone(record, &tombstone, task);
	}
	if (capture && !is_last && capture_process_is_partial(capture))
		ret = -EBUSY;
	/* Another thread may have become the leader in between. */
	else if (record_exec(record)->identity.start_boottime ==
			start_boottime &&
		 !(may_try_again && is_executing(task)))
		ret = process_snapshot_tell(task->tgid, start_boottime,
					    record);
	if (capture)
		capture_free(capture);
	return ret;
}

/**
 * snapshot_process() - Tell a process, if it was not told yet.
 * @tgid: the process.
 * @start_boottime: of its leader.
 * @is_last: it is not tried again later: tell what can be told.
 *
 * Context: Sleeps. The worker that makes the snapshot.
 * Return: 0; -ENOENT: there is nothing to tell any more; -EAGAIN: it executes
 * something again and again; -EBUSY: a part of it could not be read, perhaps
 * just now.
 */
int snapshot_process(u32 tgid, u64 start_boottime, bool is_last)
{
	int ret = -EAGAIN;
	int try;

	for (try = 1; ret == -EAGAIN && try <= TRIES; try++) {
		struct task_struct *task = snapshot_leader_get(tgid);

		if (!task)
			return -ENOENT;
		if (READ_ONCE(task->start_boottime) == start_boottime)
			ret = tell_task(task, start_boottime, try < TRIES,
					is_last);
		else
			ret = -ENOENT;
		put_task_struct(task);
		if (ret == -EAGAIN)
			usleep_range(TRY_AGAIN_US, 2 * TRY_AGAIN_US);
	}
	return ret;
}
