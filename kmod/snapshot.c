// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot.c - tells all processes that there are, or one (see snapshot.h).
 *
 * A kernel thread does it, since it may take long and has to look into the
 * memory of others. It makes one snapshot at a time, in the order in which they
 * were asked for. That each process is told once, whatever it does meanwhile, is
 * seen to where it is told (process.h).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/wait.h>

#include "params.h"
#include "process.h"
#include "reader.h"
#include "snapshot.h"
#include "snapshot_process.h"
#include "stream.h"

/* A reader that makes no progress for so long is not waited for. */
#define READER_TIMEOUT_NS	(5 * (u64)NSEC_PER_SEC)
/* How often it is looked at. */
#define READER_LOOK_TIME	msecs_to_jiffies(10)
/*
 * After so long those are tried again that could not be told, or of whom a part
 * could not be read. A page that is just being copied on write is not there for
 * some microseconds; for longer if the processor that copies it is a virtual one
 * and does not run.
 */
#define SET_ASIDE_TIME		msecs_to_jiffies(100)

/**
 * struct snapshot_wait - Somebody who waits for a snapshot to begin.
 * @entry: in the list of those whose turn has not come.
 * @tgid: the process; 0: all.
 * @start_boottime: of the process.
 * @reader: who asks.
 * @begin_seq: returned: number of SNAPSHOT_BEGIN.
 * @error: returned.
 * @is_done: it needs not wait any more.
 */
struct snapshot_wait {
	struct list_head entry;
	u32 tgid;
	u64 start_boottime;
	struct reader *reader;
	u64 begin_seq;
	int error;
	bool is_done;
};

/**
 * struct snapshot - The snapshot under way.
 * @number: names it.
 * @reason: enum procmon_snapshot_reason.
 * @tgid: the process; 0: all.
 * @start_boottime: of the process.
 * @reader_number: of the reader that asked; 0: none.
 * @begin_seq: number of SNAPSHOT_BEGIN.
 * @processes: PROC records given.
 * @failed: those that could not be given.
 */
struct snapshot {
	u32 number;
	u32 reason;
	u32 tgid;
	u64 start_boottime;
	u32 reader_number;
	u64 begin_seq;
	u64 processes;
	u64 failed;
};

/**
 * struct pace - How the reader that asked comes along.
 * @position: where it was.
 * @since: since when, ns.
 */
struct pace {
	u64 position;
	u64 since;
};

static DEFINE_SPINLOCK(snapshot_lock);
static DECLARE_WAIT_QUEUE_HEAD(changed);
/* protected by snapshot_lock */
static LIST_HEAD(waits);
static struct task_struct *worker;
static bool is_wanted_at_arming;
static struct snapshot_wait *beginning;
static struct reader *followed;

/* The worker's own. */
static struct snapshot snapshot;

static u64 tell(u16 type)
{
	struct procmon_snapshot event;
	struct record record;

	record_start(&record, &event, sizeof(event), type, sizeof(event));
	event.header.cpu = raw_smp_processor_id();
	event.header.time_mono = ktime_get_ns();
	event.time_real = ktime_get_real_ns();
	event.number = snapshot.number;
	event.reason = snapshot.reason;
	event.reader = snapshot.reader_number;
	event.tgid = snapshot.tgid;
	if (type == PROCMON_TYPE_SNAPSHOT_END) {
		event.processes = snapshot.processes;
		event.failed = snapshot.failed;
		event.begin_seq = snapshot.begin_seq;
	}
	return stream_publish(&record);
}

static void tell_begin(u32 number)
{
	snapshot.number = number;
	snapshot.begin_seq = tell(PROCMON_TYPE_SNAPSHOT_BEGIN);
}

static bool reader_is_behind(u64 *ret_position)
{
	struct ring *ring = stream_ring();
	bool is_behind = false;

	spin_lock(&snapshot_lock);
	if (followed) {
		*ret_position = READ_ONCE(followed->position);
		is_behind = ring_available(ring, *ret_position) >
			    ring->size / 2;
	}
	spin_unlock(&snapshot_lock);
	return is_behind;
}

/*
 * What the reader that asked has not read yet is not to be overwritten, as long
 * as it reads on.
 */
static void wait_for_reader(struct pace *pace)
{
	u64 position = 0;

	while (reader_is_behind(&position)) {
		if (position != pace->position) {
			pace->position = position;
			pace->since = ktime_get_ns();
		} else if (ktime_get_ns() - pace->since > READER_TIMEOUT_NS) {
			return;
		}
		if (kthread_should_stop())
			return;
		schedule_timeout_interruptible(READER_LOOK_TIME);
	}
	pace->position = position;
	pace->since = ktime_get_ns();
}

/* Returns whether it is to be tried once more, later; not if @is_last. */
static bool tell_process(u32 tgid, u64 start_boottime, bool is_last)
{
	int ret = snapshot_process(tgid, start_boottime, is_last);

	if (!ret)
		snapshot.processes++;
	if (!ret || ret == -ENOENT)
		return false;
	if (is_last)
		snapshot.failed++;
	return !is_last;
}

/* Those who wait for the snapshot may go on: it has begun. */
static void let_go(void)
{
	spin_lock(&snapshot_lock);
	if (beginning) {
		beginning->begin_seq = snapshot.begin_seq;
		beginning->is_done = true;
		beginning = NULL;
	}
	spin_unlock(&snapshot_lock);
	wake_up_all(&changed);
}

/* Tells those that were not told yet. Returns how many are to be tried again. */
static u32 tell_those_left(bool is_last)
{
	struct process_cursor cursor = { };
	struct pace pace = { };
	u64 start_boottime;
	u32 set_aside = 0;
	u32 tgid;

	while (!kthread_should_stop() &&
	       process_snapshot_next(&cursor, &tgid, &start_boottime)) {
		wait_for_reader(&pace);
		set_aside += tell_process(tgid, start_boottime, is_last);
		cond_resched();
	}
	return set_aside;
}

static void tell_all(void)
{
	u64 failed;
	u64 told;

	process_snapshot_begin(tell_begin);
	let_go();
	if (tell_those_left(false)) {
		schedule_timeout_interruptible(SET_ASIDE_TIME);
		tell_those_left(true);
	}
	/* Until the hooks are gone, who ends is still to be told first. */
	if (kthread_should_stop())
		return;
	process_snapshot_end(&told, &failed);
	snapshot.processes += told;
	snapshot.failed += failed;
}

static void tell_one(void)
{
	tell_begin(process_snapshot_number());
	let_go();
	if (tell_process(snapshot.tgid, snapshot.start_boottime, false)) {
		schedule_timeout_interruptible(SET_ASIDE_TIME);
		tell_process(snapshot.tgid, snapshot.start_boottime, true);
	}
}

/* Takes the next one that is wanted. */
static bool take(void)
{
	struct snapshot_wait *wait;
	bool is_there = true;

	memset(&snapshot, 0, sizeof(snapshot));
	spin_lock(&snapshot_lock);
	wait = list_first_entry_or_null(&waits, struct snapshot_wait, entry);
	if (is_wanted_at_arming) {
		is_wanted_at_arming = false;
		snapshot.reason = PROCMON_SNAPSHOT_ARM;
	} else if (wait) {
		list_del_init(&wait->entry);
		snapshot.reason = PROCMON_SNAPSHOT_REQUEST;
		snapshot.tgid = wait->tgid;
		snapshot.start_boottime = wait->start_boottime;
		snapshot.reader_number = wait->reader->number;
		followed = wait->reader;
		beginning = wait;
	} else {
		is_there = false;
	}
	spin_unlock(&snapshot_lock);
	return is_there;
}

static void follow_nobody(void)
{
	spin_lock(&snapshot_lock);
	followed = NULL;
	spin_unlock(&snapshot_lock);
}

static bool is_wanted_or_stopped(void)
{
	bool ret;

	spin_lock(&snapshot_lock);
	ret = is_wanted_at_arming || !list_empty(&waits);
	spin_unlock(&snapshot_lock);
	return ret || kthread_should_stop();
}

/* One that is broken off has no END: SENSOR_STOP is what follows. */
static int work(void *unused)
{
	while (!kthread_should_stop()) {
		wait_event_interruptible(changed, is_wanted_or_stopped());
		if (kthread_should_stop() || !take())
			continue;
		if (snapshot.tgid)
			tell_one();
		else
			tell_all();
		if (!kthread_should_stop())
			tell(PROCMON_TYPE_SNAPSHOT_END);
		follow_nobody();
	}
	return 0;
}

static bool is_running(const struct task_struct *task)
{
	return task && atomic_read(&task->signal->live);
}

/* Which process a request is about. */
static int find_process(u32 tgid, u64 *ret_start_boottime)
{
	struct task_struct *task = snapshot_leader_get(tgid);
	int ret = is_running(task) ? 0 : -ESRCH;

	if (!task)
		return ret;
	*ret_start_boottime = READ_ONCE(task->start_boottime);
	put_task_struct(task);
	return ret;
}

static int wait_begin(struct snapshot_wait *wait)
{
	int ret = -ENODEV;

	spin_lock(&snapshot_lock);
	if (worker) {
		list_add_tail(&wait->entry, &waits);
		ret = 0;
	}
	spin_unlock(&snapshot_lock);
	if (!ret)
		wake_up_all(&changed);
	return ret;
}

/* Whoever is done needs no answer any more. */
static void wait_end(struct snapshot_wait *wait)
{
	spin_lock(&snapshot_lock);
	list_del_init(&wait->entry);
	if (beginning == wait)
		beginning = NULL;
	if (!wait->is_done)
		wait->error = -EINTR;
	spin_unlock(&snapshot_lock);
}

static bool wait_is_done(const struct snapshot_wait *wait)
{
	bool ret;

	spin_lock(&snapshot_lock);
	ret = wait->is_done;
	spin_unlock(&snapshot_lock);
	return ret;
}

/**
 * snapshot_request() - Ask for a snapshot and wait until it has begun.
 * @reader: who asks; it is not to be overrun as long as it reads on.
 * @request: @request->tgid is what is asked for; @request->begin_seq is filled
 *	in.
 *
 * Context: Sleeps. The reader's lock is not held: it must be able to read the
 * snapshot that is waited for.
 * Return: 0; -ESRCH: no such process; -ENODEV: the hooks are not armed; or
 * -EINTR.
 */
int snapshot_request(struct reader *reader,
		     struct procmon_snapshot_request *request)
{
	struct snapshot_wait wait = {
		.tgid = request->tgid,
		.reader = reader,
	};
	int ret = 0;

	if (wait.tgid)
		ret = find_process(wait.tgid, &wait.start_boottime);
	if (!ret)
		ret = wait_begin(&wait);
	if (ret)
		return ret;
	/* What it returns says less than what wait_end() finds. */
	wait_event_interruptible(changed, wait_is_done(&wait));
	wait_end(&wait);
	request->begin_seq = wait.begin_seq;
	return wait.error;
}

/**
 * snapshot_reader_gone() - Do not wait for a reader any more.
 * @reader: it is closed.
 *
 * Context: May sleep.
 */
void snapshot_reader_gone(const struct reader *reader)
{
	spin_lock(&snapshot_lock);
	if (followed == reader)
		followed = NULL;
	spin_unlock(&snapshot_lock);
}

/**
 * snapshot_arm() - Be ready for snapshots, and make the first one if the
 * parameter snapshot says so.
 *
 * Without memory for the worker there are none: requests are -ENODEV.
 *
 * Context: Sleeps. process_start() was called, with both hooks: they keep the
 * list of processes true.
 */
void snapshot_arm(void)
{
	struct task_struct *task = kthread_create(work, NULL, KBUILD_MODNAME);

	if (IS_ERR(task)) {
		pr_warn("snapshot: no thread for it (%ld): processes that run already are not told\n",
			PTR_ERR(task));
		return;
	}
	spin_lock(&snapshot_lock);
	worker = task;
	is_wanted_at_arming = params.snapshot;
	spin_unlock(&snapshot_lock);
	wake_up_process(task);
}

/* Nobody will make what is waited for. */
static void refuse_all(void)
{
	struct snapshot_wait *wait;
	struct snapshot_wait *next;

	spin_lock(&snapshot_lock);
	list_for_each_entry_safe(wait, next, &waits, entry) {
		list_del_init(&wait->entry);
		wait->error = -ENODEV;
		wait->is_done = true;
	}
	spin_unlock(&snapshot_lock);
	wake_up_all(&changed);
}

/**
 * snapshot_stop() - Make no snapshots any more. One that is under way is broken
 * off and has no END.
 *
 * Context: Sleeps. The hooks are still armed.
 */
void snapshot_stop(void)
{
	struct task_struct *task;

	spin_lock(&snapshot_lock);
	task = worker;
	worker = NULL;
	is_wanted_at_arming = false;
	spin_unlock(&snapshot_lock);
	if (!task)
		return;
	kthread_stop(task);
	refuse_all();
}
