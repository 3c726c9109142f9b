// SPDX-License-Identifier: GPL-2.0-only
/*
 * room.c - with full=block, an exec waits for room in the ring (see room.h).
 *
 * What waits here is a host's work, so it ends by itself whatever the holder
 * does: after block_ms, at once when the task is killed or the sensor is
 * disarmed, and soon when the task is to be frozen. When one has waited in vain
 * nobody waits any more until the holder acknowledges: one that is dead or
 * stopped costs each task block_ms once, not with each exec.
 */
#include <linux/atomic.h>
#include <linux/freezer.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "params.h"
#include "room.h"
#include "stream.h"

/* Nobody tells a task that sleeps in the kernel that it is to be frozen. */
#define LOOK_MS		100
/* So far up the holder is looked for among those who created a task. */
#define GENERATIONS_MAX	64

static DECLARE_WAIT_QUEUE_HEAD(waiters);
/* There is no use in waiting. */
static bool is_closed = true;
static bool is_given_up;
/*
 * The process that holds. It is only compared; changed with the hold's lock
 * held.
 */
static struct pid *holder;

static atomic64_t waited = ATOMIC64_INIT(0);
static atomic64_t waited_in_vain = ATOMIC64_INIT(0);

/*
 * Does the holder wait for this task, or do what it does? Its children as well:
 * it may wait for them.
 */
static bool is_of_holder(void)
{
	struct pid *wanted = READ_ONCE(holder);
	struct task_struct *task = current;
	bool ret = false;
	u32 i;

	if (!wanted)
		return false;
	rcu_read_lock();
	for (i = 0; i < GENERATIONS_MAX && task_tgid(task); i++) {
		ret = task_tgid(task) == wanted;
		if (ret || is_global_init(task))
			break;
		task = rcu_dereference(task->real_parent);
	}
	rcu_read_unlock();
	return ret;
}

/* See enum procmon_full_policy. */
static bool may_wait(const struct record *record)
{
	return !(current->flags & (PF_KTHREAD | PF_EXITING)) &&
	       record_exec(record)->origin != PROCMON_ORIGIN_KERNEL &&
	       !is_child_reaper(task_tgid(current)) &&
	       !freezing(current) && !is_of_holder();
}

static bool is_useless(void)
{
	return READ_ONCE(is_closed) || READ_ONCE(is_given_up) ||
	       params_full_policy() != PROCMON_FULL_BLOCK;
}

/* Returns whether there is room. */
static bool wait_until(struct record *record, u64 end)
{
	u64 now;

	while ((now = ktime_get_ns()) < end) {
		u64 left_ms = div_u64(end - now, NSEC_PER_MSEC) + 1;
		unsigned long timeout =
			msecs_to_jiffies(min_t(u64, left_ms, LOOK_MS));

		if (wait_event_killable_timeout(waiters,
						is_useless() ||
						stream_claim(record),
						timeout) < 0)
			return false;
		if (record->claimed)
			return true;
		if (is_useless() || freezing(current))
			return false;
	}
	WRITE_ONCE(is_given_up, true);
	wake_up_all(&waiters);
	return false;
}

/**
 * room_wait() - With full=block, wait until there is room for a record, and
 * keep it.
 * @record: of an exec, all but ended. Is published next, whatever becomes of it.
 *
 * Context: The task that the record is of, with no lock held. May sleep, for
 * block_ms at most.
 */
void room_wait(struct record *record)
{
	if (is_useless())
		return;
	if (!may_wait(record) || stream_claim(record))
		return;
	atomic64_inc(&waited);
	if (!wait_until(record, ktime_get_ns() +
			(u64)params_block_ms() * NSEC_PER_MSEC))
		atomic64_inc(&waited_in_vain);
}

/**
 * room_made() - There may be room.
 *
 * Context: May sleep.
 */
void room_made(void)
{
	WRITE_ONCE(is_given_up, false);
	wake_up_all(&waiters);
}

/**
 * room_hold_begins() - The current process holds from now on.
 *
 * Context: May sleep; the hold's lock is held.
 */
void room_hold_begins(void)
{
	struct pid *before = holder;

	WRITE_ONCE(holder, get_pid(task_tgid(current)));
	put_pid(before);
	room_made();
}

/**
 * room_hold_ends() - It does not hold any more, or is gone.
 *
 * Context: May sleep; the hold's lock is held.
 */
void room_hold_ends(void)
{
	struct pid *before = holder;

	WRITE_ONCE(holder, NULL);
	put_pid(before);
}

/**
 * room_open() - Whoever finds no room may wait from now on.
 *
 * Context: May sleep.
 */
void room_open(void)
{
	WRITE_ONCE(is_closed, false);
}

/**
 * room_close() - Nobody waits from now on; who waits goes on.
 *
 * Context: May sleep.
 */
void room_close(void)
{
	WRITE_ONCE(is_closed, true);
	wake_up_all(&waiters);
}

/**
 * room_look() - Read the counters.
 * @ret_counters: filled in.
 *
 * Context: Any.
 */
void room_look(struct room_counters *ret_counters)
{
	/* First, so that it is never more than the other. */
	ret_counters->waited_in_vain = atomic64_read(&waited_in_vain);
	ret_counters->waited = atomic64_read(&waited);
}
