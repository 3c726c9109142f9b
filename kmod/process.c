// SPDX-License-Identifier: GPL-2.0-only
/*
 * process.c - the processes that there are (see process.h): what becomes of them
 * when one is created, executes something or ends.
 *
 * A parent that has ended is still that of its children until they are given to
 * another, for as long as it takes to close its files: so it is kept, with its
 * image, until the kernel frees it.
 */
#include <linux/atomic.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/string.h>

#include "capture.h"
#include "compat/uninitialized.h"
#include "events.h"
#include "process.h"
#include "process_table.h"
#include "stream.h"

static enum process_state state = PROCESS_STATE_OFF;
static atomic64_t failed = ATOMIC64_INIT(0);

/**
 * process_state() - What is noted now.
 *
 * Context: Any.
 * Return: The state.
 */
enum process_state process_state(void)
{
	return READ_ONCE(state);
}

/**
 * process_note_failure() - Count something that could not be kept.
 *
 * Context: Any.
 */
void process_note_failure(void)
{
	atomic64_inc(&failed);
}

static struct process *find_of(const struct task_struct *task)
{
	return process_find(task->tgid, task->group_leader->start_boottime);
}

static u32 current_uid_number(void)
{
	return __kuid_val(current_uid());
}

/* A line is as good as new as long as it says who the creator is now. */
static bool lineage_is_of(const struct lineage *lineage,
			  const struct process *process)
{
	u32 unused;

	return lineage->ancestors[0].uid == current_uid_number() &&
	       lineage->ancestors[0].exec_id ==
	       process_exec_id_of(process, &unused);
}

/* Returns the image, referenced, if it has no name yet. */
static struct image *fill_nearest(struct procmon_ancestor *nearest,
				  const struct process *process)
{
	struct image *image = rcu_dereference(process->image);
	const struct image *known;
	u32 unused;

	memset(nearest, 0, sizeof(*nearest));
	nearest->tgid = process->tgid;
	nearest->uid = current_uid_number();
	nearest->start_boottime = process->start_boottime;
	nearest->exec_id = process_exec_id_of(process, &unused);
	if (!image)
		return NULL;
	known = image_known(image);
	nearest->exe_dev_major = known->exe_dev_major;
	nearest->exe_dev_minor = known->exe_dev_minor;
	nearest->exe_ino = known->exe_ino;
	return !nearest->exec_id && image_tryget(image) ? image : NULL;
}

static struct lineage *make_lineage(struct process *process)
{
	bool is_open = process->lineage_absent != PROCESS_LINEAGE_THERE;
	struct procmon_ancestor nearest;
	struct lineage *lineage;
	struct image *unknown;

	unknown = fill_nearest(&nearest, process);
	lineage = lineage_make(&nearest, unknown, process->ancestors, is_open);
	if (!lineage) {
		image_put(unknown);
		process_note_failure();
		return NULL;
	}
	/* One reference is the table's, one the caller's. */
	lineage_tryget(lineage);
	lineage_put(xchg((struct lineage __force **)&process->own, lineage));
	return lineage;
}

/* The line of what @process, which is the current one, creates; referenced. */
static struct lineage *own_lineage(struct process *process)
{
	struct lineage *lineage = rcu_dereference(process->own);

	if (lineage && lineage_is_of(lineage, process) &&
	    lineage_tryget(lineage))
		return lineage;
	return make_lineage(process);
}

static void inherit(struct process *child, struct process *creator)
{
	struct image *image;

	/* One that is just going away has been replaced. */
	do {
		image = rcu_dereference(creator->image);
	} while (image && !image_tryget(image));
	child->exec_id = READ_ONCE(creator->exec_id);
	child->exec_absent = creator->exec_absent;
	child->image_absent = READ_ONCE(creator->image_absent);
	RCU_INIT_POINTER(child->image, image);
	child->ancestors = own_lineage(creator);
	child->lineage_absent = child->ancestors ? PROCESS_LINEAGE_THERE :
						   PROCMON_REASON_MEMORY;
}

static void inherit_nothing(struct process *child)
{
	child->exec_absent = process_adopt_reason();
	child->image_absent = process_adopt_reason();
	child->lineage_absent = process_adopt_reason();
}

static struct process *make_child(struct task_struct *child)
{
	struct process *process = process_alloc(child->tgid,
						child->start_boottime);
	struct process *creator;

	if (!process) {
		process_note_failure();
		return NULL;
	}
	rcu_read_lock();
	creator = find_of(current);
	if (!creator && current->tgid) {
		process_adopt(current->group_leader);
		creator = find_of(current);
	}
	if (creator)
		inherit(process, creator);
	else
		inherit_nothing(process);
	rcu_read_unlock();
	return process;
}

static void tell_fork(struct task_struct *child, u64 clone_flags)
{
	struct procmon_fork fork COMPAT_UNINITIALIZED;
	struct record record;

	if (!events_chosen(PROCMON_TYPE_FORK))
		return;
	capture_fork(&record, &fork, child, clone_flags);
	stream_publish(&record);
}

static void enter(struct process *process, struct task_struct *child,
		  u64 clone_flags)
{
	struct process_lock *lock = process_lock_of(child->tgid);
	struct process_telling telling;

	spin_lock(&lock->lock);
	process_telling_begin(&telling);
	if (process) {
		process->told = telling.number;
		process_insert(process);
	}
	tell_fork(child, clone_flags);
	process_telling_end(&telling);
	spin_unlock(&lock->lock);
}

/**
 * process_forked() - A task was created.
 * @child: it; complete and visible, but it does not run yet.
 * @clone_flags: CLONE_*.
 *
 * Context: The fork hook, in the creator. Does not sleep.
 */
void process_forked(struct task_struct *child, u64 clone_flags)
{
	enum process_state now = process_state();

	/* An idle task is no process. */
	if (now == PROCESS_STATE_OFF || !child->pid)
		return;
	if (!thread_group_leader(child)) {
		if (events_threads())
			tell_fork(child, clone_flags);
		return;
	}
	if (now == PROCESS_STATE_WHOLE)
		enter(make_child(child), child, clone_flags);
	else
		tell_fork(child, clone_flags);
}

/* There was no memory when it was created. A task that ends is not waited for. */
static struct process *find_or_make(void)
{
	struct process *process = find_of(current);

	if (process || current->flags & PF_EXITING)
		return process;
	process = process_alloc(current->tgid,
				current->group_leader->start_boottime);
	if (!process)
		return NULL;
	process->lineage_absent = process_adopt_reason();
	process_insert(process);
	return process;
}

static void run_image(struct process *process, struct image *image,
		      u64 exec_id, u32 image_absent)
{
	struct image *old = rcu_dereference_protected(process->image, true);

	if (image)
		image->exec_id = exec_id;
	rcu_assign_pointer(process->image, image);
	WRITE_ONCE(process->exec_id, exec_id);
	process->image_absent = image_absent;
	image_put(old);
}

/**
 * process_executed() - The current process has executed a program.
 * @record: EXEC, complete; is published here, see stream_publish().
 *
 * Context: The process, before it does anything else. Does not sleep.
 */
void process_executed(struct record *record)
{
	struct process_lock *lock = process_lock_of(current->tgid);
	struct process *process = NULL;
	struct image *image = NULL;
	u32 image_absent = 0;
	u64 exec_id;

	if (process_state() == PROCESS_STATE_WHOLE)
		image = image_make(record, &image_absent);
	spin_lock(&lock->lock);
	if (process_state() == PROCESS_STATE_WHOLE)
		process = find_or_make();
	exec_id = stream_publish(record);
	if (process && !process->has_ended) {
		run_image(process, image, exec_id, image_absent);
		image = NULL;
	}
	spin_unlock(&lock->lock);
	image_put(image);
}

static void tell_exit(bool is_last)
{
	struct procmon_exit exit COMPAT_UNINITIALIZED;
	struct record record;

	if (!events_chosen(PROCMON_TYPE_EXIT))
		return;
	capture_exit(&record, &exit, is_last);
	stream_publish(&record);
}

/* @process: the current one; NULL: it is not known. */
static bool is_first_to_end(struct process_lock *lock,
			    const struct process *process)
{
	u64 start_boottime = current->group_leader->start_boottime;

	if (process)
		return !process->has_ended;
	if (lock->ended_tgid == current->tgid &&
	    lock->ended_start_boottime == start_boottime)
		return false;
	lock->ended_tgid = current->tgid;
	lock->ended_start_boottime = start_boottime;
	return true;
}

/*
 * It may be a parent still, and nobody gives children to who is ending. Other
 * threads may be ending, too: they may have children, and before 6.16 each may
 * think that it is the last.
 */
static bool is_to_be_kept(void)
{
	return !thread_group_empty(current) ||
	       !list_empty_careful(&current->children);
}

/* Also one that nobody knows, for want of memory: it was there. */
static bool is_told(const struct process *process, u32 snapshot)
{
	return !snapshot || (process && process->told == snapshot);
}

static void leave(struct process *process)
{
	struct process_telling telling;

	process_telling_begin(&telling);
	if (!is_told(process, telling.number))
		process_tell_exiting(process, telling.number);
	tell_exit(true);
	process_telling_end(&telling);
	if (!process)
		return;
	if (is_to_be_kept())
		process_keep(process);
	else
		process_remove(process);
}

static bool last_exited(void)
{
	struct process_lock *lock = process_lock_of(current->tgid);
	struct process *process;
	bool ret;

	spin_lock(&lock->lock);
	process = find_of(current);
	ret = is_first_to_end(lock, process);
	if (ret)
		leave(process);
	spin_unlock(&lock->lock);
	return ret;
}

/**
 * process_exited() - The current task ends.
 * @is_last: no other thread of its process lives. Several threads that end at
 *	once may each say so.
 *
 * Context: The exit hook. Does not sleep.
 */
void process_exited(bool is_last)
{
	if (process_state() == PROCESS_STATE_OFF)
		return;
	if (is_last && last_exited())
		return;
	if (events_threads())
		tell_exit(false);
}

/**
 * process_freed() - The kernel frees a task: nobody's parent any more.
 * @task: it.
 *
 * Context: Any, also softirq.
 */
void process_freed(const struct task_struct *task)
{
	struct process *process;

	/* Its leader is the last of a process to be freed. */
	if (!atomic_read(&process_kept) || task->pid != task->tgid)
		return;
	rcu_read_lock();
	process = process_find(task->tgid, task->start_boottime);
	if (process && READ_ONCE(process->has_ended))
		process_reap(process);
	rcu_read_unlock();
}

/**
 * process_look() - Read the counters.
 * @ret_counters: filled in.
 *
 * Context: Any.
 */
void process_look(struct process_counters *ret_counters)
{
	ret_counters->processes = process_table_count();
	ret_counters->lineages = lineage_count();
	ret_counters->failed = atomic64_read(&failed);
}

/**
 * process_start() - Note processes from now on, and those that there are.
 * @whole: fork and exit hook are both armed. If not, what the one sees is told
 *	and nothing is noted: it would never be forgotten.
 * @pass: waits for those that are in the fork hook. Who was in there when
 *	nothing was noted yet has put its child into the list of tasks before.
 *
 * Context: Sleeps.
 */
void process_start(bool whole, void (*pass)(void))
{
	if (!whole) {
		WRITE_ONCE(state, PROCESS_STATE_TOLD);
		return;
	}
	WRITE_ONCE(state, PROCESS_STATE_WHOLE);
	pass();
	process_adopt_all(true);
}

/**
 * process_stop() - Forget all processes. The hooks are disarmed.
 *
 * An exec that is not told yet may come behind this.
 *
 * Context: Sleeps.
 */
void process_stop(void)
{
	WRITE_ONCE(state, PROCESS_STATE_OFF);
	process_table_clear();
	process_adopt_reset();
	process_snapshot_reset();
}

/**
 * process_init() - Get ready to note processes.
 *
 * Context: Module load.
 * Return: 0 or -ENOMEM.
 */
int process_init(void)
{
	int ret = process_table_init();

	if (ret)
		return ret;
	ret = process_snapshot_init();
	if (ret)
		process_table_exit();
	return ret;
}

/**
 * process_exit() - Give all memory back. Nobody calls any more.
 *
 * Context: Module unload. Sleeps.
 */
void process_exit(void)
{
	process_snapshot_exit();
	process_table_exit();
}
