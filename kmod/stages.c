// SPDX-License-Identifier: GPL-2.0-only
/*
 * stages.c - leads a capture through its second stage into the ring.
 *
 * Stage 2 runs as task work, which the task does before it returns to user
 * mode, or when it dies (kernel/exit.c). Nothing stops the task before it, also
 * not its tracer: ptrace_notify() and get_signal() run task work first
 * (kernel/signal.c). But memory or a file system that user space stands behind
 * answers when it likes, so what must ask there keeps the module from being
 * unloaded.
 */
#include <linux/atomic.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "compat.h"
#include "compat/task_work.h"
#include "process.h"
#include "room.h"
#include "stages.h"
#include "stream.h"

/* Memory for one tombstone on each CPU, used with preemption off. */
struct tombstone_buffer {
	struct procmon_exec exec;
} __aligned(8);

static struct tombstone_buffer __percpu *tombstones;
static bool use_task_work;

static atomic_t pending = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(drained);

static atomic64_t late = ATOMIC64_INIT(0);
static atomic64_t unread = ATOMIC64_INIT(0);

/* An exec also changes what is known of its process. */
static void tell(struct record *record)
{
	if (record_exec(record)->header.type == PROCMON_TYPE_EXEC)
		process_executed(record);
	else
		stream_publish(record);
}

static void publish(struct capture *capture)
{
	const struct procmon_exec *exec = record_exec(&capture->record);

	if (exec->flags & (PROCMON_EXEC_ARGV_LATE | PROCMON_EXEC_ENVP_LATE |
			   PROCMON_EXEC_EXE_LATE | PROCMON_EXEC_FILENAME_LATE))
		atomic64_inc(&late);
	if (capture->argv.done < capture->argv.keep ||
	    capture->envp.done < capture->envp.keep)
		atomic64_inc(&unread);
	tell(&capture->record);
	capture_free(capture);
}

static void stage2(struct callback_head *work)
{
	struct capture *capture = container_of(work, struct capture, work);
	bool pinned = capture->pinned;

	capture->finish(capture);
	room_wait(&capture->record);
	publish(capture);
	/* Fully ordered: who begins to wait behind this sees that none is left. */
	if (atomic_dec_and_test(&pending) && waitqueue_active(&drained))
		wake_up_all(&drained);
	/*
	 * The instructions behind this are covered by
	 * compat_synchronize_text() at unload.
	 */
	if (pinned)
		module_put(THIS_MODULE);
}

/**
 * stages_plan() - Will there be a stage 2, and soon?
 * @may_stall: it may take as long as somebody likes. Then the plan pins the
 *	module; if it is being unloaded there is no stage 2.
 *
 * Context: Current task, stage 1.
 * Return: The plan, for stages_go() or stages_drop().
 */
struct stages_plan stages_plan(bool may_stall)
{
	struct stages_plan plan = { };

	if (!READ_ONCE(use_task_work) || current->flags & PF_EXITING)
		return plan;
	if (may_stall)
		plan.pinned = try_module_get(THIS_MODULE);
	plan.two = plan.pinned || !may_stall;
	return plan;
}

/**
 * stages_drop() - There is no capture after all.
 * @plan: what was planned for it.
 *
 * Context: Any.
 */
void stages_drop(const struct stages_plan *plan)
{
	if (plan->pinned)
		module_put(THIS_MODULE);
}

/**
 * stages_go() - Lead a capture on, as planned.
 * @capture: it is not the caller's any more.
 * @plan: what stage 1 was done by.
 *
 * Context: Current task, stage 1. Does not sleep.
 */
void stages_go(struct capture *capture, const struct stages_plan *plan)
{
	if (plan->two) {
		capture->pinned = plan->pinned;
		init_task_work(&capture->work, stage2);
		atomic_inc(&pending);
		if (!compat_task_work_add(current, &capture->work))
			return;
		atomic_dec(&pending);
	}
	capture->settle(capture);
	publish(capture);
	stages_drop(plan);
}

/**
 * stages_now() - Stage 2 at once.
 * @capture: made for two stages; it is not the caller's any more.
 *
 * Context: Current task. May sleep; the caller holds a reference to the module.
 */
void stages_now(struct capture *capture)
{
	capture->finish(capture);
	room_wait(&capture->record);
	publish(capture);
}

/**
 * stages_bury_begin() - There is no memory for a record: make a tombstone.
 *
 * Context: Any but interrupts. Preemption is off until stages_bury_end().
 * Return: sizeof(struct procmon_exec) bytes, aligned to 8.
 */
void *stages_bury_begin(void)
{
	preempt_disable();
	return this_cpu_ptr(tombstones);
}

/**
 * stages_bury_end() - The tombstone is made.
 * @record: it.
 *
 * Context: As it was since stages_bury_begin().
 */
void stages_bury_end(struct record *record)
{
	tell(record);
	preempt_enable();
}

/**
 * stages_drain() - Wait until no capture is between its two stages.
 * @timeout_ms: for how long.
 *
 * A task runs its task work before anything else can stop it, unless it has to
 * wait for user space; but then it pins the module, so at unload there is none
 * of these.
 *
 * Context: May sleep.
 * Return: true if there is none.
 */
bool stages_drain(unsigned int timeout_ms)
{
	return wait_event_timeout(drained, !atomic_read(&pending),
				  msecs_to_jiffies(timeout_ms));
}

/**
 * stages_look() - Read the counters.
 * @ret_counters: filled in.
 *
 * Context: Any.
 */
void stages_look(struct stages_counters *ret_counters)
{
	ret_counters->late = atomic64_read(&late);
	ret_counters->unread = atomic64_read(&unread);
}

/**
 * stages_resolve() - Get ready for stage 2.
 *
 * Context: May sleep.
 * Return: 0 or -errno: there is no stage 2.
 */
int stages_resolve(void)
{
	return compat_task_work_resolve();
}

/**
 * stages_use() - How many stages from now on.
 * @two: two, through task work; or one.
 *
 * Context: Any.
 */
void stages_use(bool two)
{
	WRITE_ONCE(use_task_work, two);
}

/**
 * stages_init() - Get the memory that a tombstone needs.
 *
 * Context: May sleep.
 * Return: 0 or -ENOMEM.
 */
int stages_init(void)
{
	tombstones = alloc_percpu(struct tombstone_buffer);
	return tombstones ? 0 : -ENOMEM;
}

/**
 * stages_exit() - Give it back. No hook is armed, and stages_drain() said true.
 *
 * Context: May sleep.
 */
void stages_exit(void)
{
	free_percpu(tombstones);
}
