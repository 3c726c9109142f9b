// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_snapshot.c - sees to it that a snapshot tells each process once,
 * whatever is created, executes something or ends meanwhile (see process.h).
 *
 * What a hook tells under the lock of a process and where a snapshot begins must
 * have an order: a hook that finds that a snapshot is about to begin takes
 * begin_lock. So it comes before BEGIN, or knows that it comes behind.
 */
#include <linux/percpu.h>
#include <linux/sched.h>

#include "capture_life.h"
#include "process_table.h"
#include "stream.h"

/* The record of a process that ends: its strings are those of an image. */
#define EXITING_MAX	4096

struct exiting_buffer {
	u8 bytes[EXITING_MAX];
} __aligned(8);

enum snapshot_state {
	SNAPSHOT_NONE,
	SNAPSHOT_STARTING,
	SNAPSHOT_RUNNING,
};

static struct exiting_buffer __percpu *buffers;

static DEFINE_SPINLOCK(begin_lock);
/* Left SNAPSHOT_STARTING under begin_lock only. */
static enum snapshot_state snapshot_state;
static u32 number;
static atomic64_t told_exiting = ATOMIC64_INIT(0);
static u64 not_adopted;

/**
 * process_telling_begin() - Something is to be told that a snapshot must know
 * of.
 * @telling: filled in, for process_telling_end().
 *
 * Context: The lock of the process that it is about.
 */
void process_telling_begin(struct process_telling *telling)
	__acquires(&begin_lock)
{
	enum snapshot_state now = READ_ONCE(snapshot_state);

	telling->is_locked = now == SNAPSHOT_STARTING;
	if (telling->is_locked) {
		spin_lock(&begin_lock);
		now = snapshot_state;
	} else {
		/* For sparse, which does not know of locks taken by chance. */
		__acquire(&begin_lock);
	}
	telling->number = now == SNAPSHOT_RUNNING ? READ_ONCE(number) : 0;
}

/**
 * process_telling_end() - It is told.
 * @telling: from process_telling_begin().
 *
 * Context: As there.
 */
void process_telling_end(const struct process_telling *telling)
	__releases(&begin_lock)
{
	if (telling->is_locked)
		spin_unlock(&begin_lock);
	else
		__release(&begin_lock);
}

/* The record names the image: what is known of it is what the record says. */
static void name_image(struct process *process, struct record *record)
{
	struct image *old = rcu_dereference_protected(process->image, true);
	struct image *image;
	u64 exec_id;

	missing_remove(record_exec(record)->missing, PROCMON_FIELD_EXEC_ID);
	image = image_make(record, &process->image_absent);
	exec_id = stream_publish(record);
	if (image) {
		image->exec_id = exec_id;
		/* Also for those who were created with it meanwhile. */
		if (old && old->tgid == process->tgid &&
		    old->start_boottime == process->start_boottime)
			image_resolve(old, image);
	}
	rcu_assign_pointer(process->image, image);
	WRITE_ONCE(process->exec_id, exec_id);
	image_put(old);
}

/**
 * process_tell() - Tell a process that was running already.
 * @process: the process.
 * @record: PROC, complete; is published here. If nobody knows what the process
 *	executed, the record names it.
 *
 * Context: The lock of the process.
 */
void process_tell(struct process *process, struct record *record)
{
	u32 reason = 0;

	if (process_exec_id_of(process, &reason) ||
	    reason == PROCMON_REASON_INAPPLICABLE)
		stream_publish(record);
	else
		name_image(process, record);
}

static const struct image *image_of(const struct process *process)
{
	const struct image *image =
		process ? rcu_dereference_protected(process->image, true) :
			  NULL;

	return image ? image_known(image) : NULL;
}

/**
 * process_tell_exiting() - Tell the current process, before its end is.
 * @process: it; NULL: it is not known.
 * @snapshot: number of the snapshot.
 *
 * Context: The lock of the process.
 */
void process_tell_exiting(struct process *process, u32 snapshot)
{
	struct record record;

	capture_process_small(&record, this_cpu_ptr(buffers)->bytes,
			      EXITING_MAX, current, image_of(process));
	if (process) {
		process_tell(process, &record);
		process->told = snapshot;
	} else {
		stream_publish(&record);
	}
	atomic64_inc(&told_exiting);
}

/**
 * process_snapshot_begin() - A snapshot of all begins.
 * @tell: publishes BEGIN with the number; is called under a spinlock.
 *
 * What there was no memory for before is looked for once more.
 *
 * Context: Sleeps. One at a time.
 * Return: Number of the snapshot.
 */
u32 process_snapshot_begin(void (*tell)(u32 number))
{
	u32 snapshot = process_snapshot_number();

	not_adopted = process_adopt_all(false);
	atomic64_set(&told_exiting, 0);
	WRITE_ONCE(snapshot_state, SNAPSHOT_STARTING);
	/* Who tells something without begin_lock has told it. */
	process_table_pass();
	spin_lock(&begin_lock);
	tell(snapshot);
	WRITE_ONCE(snapshot_state, SNAPSHOT_RUNNING);
	spin_unlock(&begin_lock);
	return snapshot;
}

/**
 * process_snapshot_number() - Take the number of a snapshot.
 *
 * Context: Between snapshots.
 * Return: The number, from 1.
 */
u32 process_snapshot_number(void)
{
	/* 0 is that of none. */
	WRITE_ONCE(number, number + 1 ?: 1);
	return number;
}

/**
 * process_snapshot_next() - Find a process that was not told yet.
 * @cursor: where the walk is; moves on.
 * @ret_tgid: the process.
 * @ret_start_boottime: of its leader.
 *
 * Context: Any. Takes RCU.
 * Return: false: there is none any more.
 */
bool process_snapshot_next(struct process_cursor *cursor, u32 *ret_tgid,
			   u64 *ret_start_boottime)
{
	struct process *process;

	rcu_read_lock();
	process = process_find_next(cursor, READ_ONCE(number));
	if (process) {
		*ret_tgid = process->tgid;
		*ret_start_boottime = process->start_boottime;
	}
	rcu_read_unlock();
	return process;
}

static bool is_to_be_told(const struct process *process)
{
	if (!process || process->has_ended)
		return false;
	return READ_ONCE(snapshot_state) != SNAPSHOT_RUNNING ||
	       process->told != number;
}

/**
 * process_snapshot_tell() - Tell a process, once.
 * @tgid: the process.
 * @start_boottime: of its leader.
 * @record: PROC, complete; is published here.
 *
 * Context: Task context; the worker that makes the snapshot.
 * Return: 0; -ENOENT: it has ended, or was told already; -EAGAIN: it has
 * executed something since the record was built.
 */
int process_snapshot_tell(u32 tgid, u64 start_boottime, struct record *record)
{
	struct process_lock *lock = process_lock_of(tgid);
	struct process *process;
	int ret = -ENOENT;
	u32 unused;

	spin_lock(&lock->lock);
	process = process_find(tgid, start_boottime);
	if (is_to_be_told(process))
		ret = record_exec(record)->identity.exec_id ==
		      process_exec_id_of(process, &unused) ? 0 : -EAGAIN;
	if (!ret) {
		process_tell(process, record);
		process->told = number;
	}
	spin_unlock(&lock->lock);
	return ret;
}

/**
 * process_snapshot_end() - A snapshot of all ends: all processes were told.
 * @ret_told: how many processes were told because they ended.
 * @ret_failed: how many are not in it, for want of memory.
 *
 * Context: Task context.
 */
void process_snapshot_end(u64 *ret_told, u64 *ret_failed)
{
	WRITE_ONCE(snapshot_state, SNAPSHOT_NONE);
	/* Who has seen it running has told what it had to. */
	process_table_pass();
	*ret_told = atomic64_read(&told_exiting);
	*ret_failed = not_adopted;
}

/**
 * process_snapshot_reset() - The hooks are disarmed: one that was broken off is
 * over, too.
 *
 * Context: Any.
 */
void process_snapshot_reset(void)
{
	WRITE_ONCE(snapshot_state, SNAPSHOT_NONE);
}

/**
 * process_snapshot_init() - Get the memory to tell processes that end.
 *
 * Context: Module load.
 * Return: 0 or -ENOMEM.
 */
int process_snapshot_init(void)
{
	buffers = alloc_percpu(struct exiting_buffer);
	return buffers ? 0 : -ENOMEM;
}

/**
 * process_snapshot_exit() - Give it back. No hook is armed.
 *
 * Context: Module unload.
 */
void process_snapshot_exit(void)
{
	free_percpu(buffers);
}
