// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_table.c - the table of processes (see process_table.h): finds them,
 * and frees them when nobody can see them any more.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "params.h"
#include "process_table.h"
#include "rcu_batch.h"
#include "recycle.h"

static struct hlist_head *buckets;
struct process_lock process_locks[PROCESS_LOCKS];
static atomic_t count = ATOMIC_INIT(0);
atomic_t process_kept = ATOMIC_INIT(0);

static void reap_work(struct work_struct *work);
static LLIST_HEAD(reaped);
static DECLARE_WORK(reaping, reap_work);

/**
 * process_alloc() - Make a process, which is not in the table yet.
 * @tgid: the process.
 * @start_boottime: of its leader.
 *
 * Context: Any. Does not sleep.
 * Return: The process, of which nothing is known; NULL: no memory.
 */
struct process *process_alloc(u32 tgid, u64 start_boottime)
{
	u32 bytes = sizeof(struct process);
	struct process *process;

	if (params_fail_allocation())
		return NULL;
	process = recycle_get(RECYCLED_PROCESS, &bytes,
			      GFP_ATOMIC | __GFP_NOWARN);
	if (!process)
		return NULL;
	memset(process, 0, sizeof(*process));
	process->bytes = bytes;
	process->tgid = tgid;
	process->start_boottime = start_boottime;
	return process;
}

static void drop_parts(struct process *process)
{
	image_put(rcu_dereference_protected(process->image, true));
	lineage_put(rcu_dereference_protected(process->own, true));
	lineage_put(process->ancestors);
}

/**
 * process_discard() - Free a process that was never in the table.
 * @process: it; NULL: nothing.
 *
 * Context: Any.
 */
void process_discard(struct process *process)
{
	if (!process)
		return;
	drop_parts(process);
	recycle_put(RECYCLED_PROCESS, process, process->bytes);
}

/**
 * process_insert() - Put a process into the table.
 * @process: it, complete.
 *
 * Context: Its lock is held.
 */
void process_insert(struct process *process)
{
	lockdep_assert_held(&process_lock_of(process->tgid)->lock);
	hlist_add_head_rcu(&process->hash,
			   &buckets[process_bucket(process->tgid)]);
	atomic_inc(&count);
}

static void free_process(struct rcu_head *head)
{
	struct process *process = container_of(head, struct process, rcu);

	recycle_put(RECYCLED_PROCESS, process, process->bytes);
}

/**
 * process_remove() - Take a process out of the table, and free it.
 * @process: it; is not to be used any more, but under RCU.
 *
 * Context: Its lock is held.
 */
void process_remove(struct process *process)
{
	lockdep_assert_held(&process_lock_of(process->tgid)->lock);
	hlist_del_rcu(&process->hash);
	atomic_dec(&count);
	if (process->has_ended)
		atomic_dec(&process_kept);
	drop_parts(process);
	rcu_batch_call(&process->rcu, free_process);
}

/**
 * process_keep() - A process has ended, but is a parent still.
 * @process: it. It can be found until process_reap().
 *
 * Context: Its lock is held.
 */
void process_keep(struct process *process)
{
	lockdep_assert_held(&process_lock_of(process->tgid)->lock);
	WRITE_ONCE(process->has_ended, true);
	atomic_inc(&process_kept);
}

static void reap_work(struct work_struct *work)
{
	struct llist_node *list = llist_del_all(&reaped);
	struct process *process;
	struct process *next;

	llist_for_each_entry_safe(process, next, list, ended) {
		struct process_lock *lock = process_lock_of(process->tgid);

		spin_lock(&lock->lock);
		process_remove(process);
		spin_unlock(&lock->lock);
	}
}

/**
 * process_reap() - A process that has ended is nobody's parent any more.
 * @process: it, kept. To be called once.
 *
 * Context: Any, also of interrupts; RCU.
 */
void process_reap(struct process *process)
{
	if (llist_add(&process->ended, &reaped))
		schedule_work(&reaping);
}

/**
 * process_find() - Find a process.
 * @tgid: the process.
 * @start_boottime: of its leader.
 *
 * Context: RCU, or its lock is held.
 * Return: The process; NULL: it is not in the table.
 */
struct process *process_find(u32 tgid, u64 start_boottime)
{
	const spinlock_t *lock __maybe_unused = &process_lock_of(tgid)->lock;
	struct process *process;

	hlist_for_each_entry_rcu(process, &buckets[process_bucket(tgid)], hash,
				 lockdep_is_held(lock)) {
		if (process->tgid == tgid &&
		    process->start_boottime == start_boottime)
			return process;
	}
	return NULL;
}

static bool is_behind(const struct process *process,
		      const struct process_cursor *cursor)
{
	if (process->tgid != cursor->tgid)
		return process->tgid > cursor->tgid;
	return process->start_boottime > cursor->start_boottime;
}

/* The first of a bucket in the order of their names. */
static struct process *first_behind(const struct process_cursor *cursor,
				    u32 number)
{
	struct process *first = NULL;
	struct process *process;

	hlist_for_each_entry_rcu(process, &buckets[cursor->bucket], hash) {
		struct process_cursor best = { };

		if (READ_ONCE(process->has_ended) ||
		    READ_ONCE(process->told) == number ||
		    !is_behind(process, cursor))
			continue;
		if (first) {
			best.tgid = first->tgid;
			best.start_boottime = first->start_boottime;
		}
		if (!first || !is_behind(process, &best))
			first = process;
	}
	return first;
}

/**
 * process_find_next() - Find the next process that was not told.
 * @cursor: where the walk is; moves on.
 * @number: of the snapshot.
 *
 * Of those that are there from the start of the walk to its end none is left
 * out, whatever comes and goes meanwhile.
 *
 * Context: RCU.
 * Return: The process; NULL: there is none any more.
 */
struct process *process_find_next(struct process_cursor *cursor, u32 number)
{
	struct process *process;

	while (cursor->bucket < PROCESS_TABLE_SIZE) {
		process = first_behind(cursor, number);
		if (process) {
			cursor->tgid = process->tgid;
			cursor->start_boottime = process->start_boottime;
			return process;
		}
		cursor->bucket++;
		cursor->tgid = 0;
		cursor->start_boottime = 0;
	}
	return NULL;
}

/**
 * process_table_pass() - Wait until each who holds a lock has given it back.
 *
 * Context: Task context.
 */
void process_table_pass(void)
{
	u32 i;

	for (i = 0; i < PROCESS_LOCKS; i++) {
		spin_lock(&process_locks[i].lock);
		spin_unlock(&process_locks[i].lock);
	}
}

static void clear_bucket(u32 bucket)
{
	struct process_lock *lock = &process_locks[bucket % PROCESS_LOCKS];
	struct process *process;
	struct hlist_node *next;

	spin_lock(&lock->lock);
	hlist_for_each_entry_safe(process, next, &buckets[bucket], hash)
		process_remove(process);
	lock->ended_tgid = 0;
	spin_unlock(&lock->lock);
}

/**
 * process_table_clear() - Forget all processes. The hooks are disarmed.
 *
 * Context: Sleeps.
 */
void process_table_clear(void)
{
	u32 i;

	/* What was reaped is still in the table. */
	cancel_work_sync(&reaping);
	llist_del_all(&reaped);
	for (i = 0; i < PROCESS_TABLE_SIZE; i++) {
		clear_bucket(i);
		cond_resched();
	}
}

/**
 * process_table_count() - How many processes are in it.
 *
 * Context: Any.
 * Return: Their number.
 */
u64 process_table_count(void)
{
	return atomic_read(&count);
}

/**
 * process_table_init() - Make the table.
 *
 * Context: Module load.
 * Return: 0 or -ENOMEM.
 */
int process_table_init(void)
{
	u32 i;

	buckets = kvcalloc(PROCESS_TABLE_SIZE, sizeof(*buckets), GFP_KERNEL);
	if (!buckets)
		return -ENOMEM;
	for (i = 0; i < PROCESS_LOCKS; i++)
		spin_lock_init(&process_locks[i].lock);
	return 0;
}

/**
 * process_table_exit() - Free the table. Nobody can look any more.
 *
 * Context: Module unload. Sleeps.
 */
void process_table_exit(void)
{
	process_table_clear();
	/* Who looks at what was freed is in RCU and may walk on from there. */
	synchronize_rcu();
	kvfree(buckets);
}
