// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_witness.c - a probe on the tracepoint sched_process_exec.
 *
 * The tracepoint fires once for each exec that succeeded, on every way there
 * is, in the task, with its final credentials, thread id and memory. Stage 1
 * runs in the probe: before 7.x with preemption off, since then preemptible;
 * it must not sleep in either. Stage 2 runs as task work, which the task does
 * before it returns to user mode, or when it dies (kernel/exit.c).
 */
#include <linux/atomic.h>
#include <linux/binfmts.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>
#include <linux/wait.h>

#include "capture.h"
#include "compat.h"
#include "compat/task_work.h"
#include "exec_witness.h"
#include "file_witness.h"
#include "stream.h"

#define TRACEPOINT_NAME	"sched_process_exec"

/* Memory for one tombstone on each CPU, used with preemption off. */
struct tombstone_buffer {
	struct procmon_exec exec;
} __aligned(8);

static struct tombstone_buffer __percpu *tombstones;
static struct tracepoint *tracepoint;
static bool live;
static bool use_task_work;

static atomic_t pending = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(drained);

static atomic64_t seen = ATOMIC64_INIT(0);
static atomic64_t late = ATOMIC64_INIT(0);
static atomic64_t unread = ATOMIC64_INIT(0);

static void publish(struct capture *capture)
{
	const struct procmon_exec *exec = record_exec(&capture->record);

	if (exec->flags & (PROCMON_EXEC_ARGV_LATE | PROCMON_EXEC_ENVP_LATE |
			   PROCMON_EXEC_EXE_LATE))
		atomic64_inc(&late);
	if (capture->argv.done < capture->argv.keep ||
	    capture->envp.done < capture->envp.keep)
		atomic64_inc(&unread);
	stream_publish(&capture->record);
	capture_free(capture);
}

static void stage2(struct callback_head *work)
{
	struct capture *capture = container_of(work, struct capture, work);
	bool pinned = capture->pinned;

	capture_finish(capture);
	publish(capture);
	if (atomic_dec_and_test(&pending))
		wake_up_all(&drained);
	/*
	 * The instructions behind this are covered by
	 * compat_synchronize_text() at unload.
	 */
	if (pinned)
		module_put(THIS_MODULE);
}

static void bury(struct linux_binprm *bprm, pid_t old_tid,
		 const struct witnessed_file *witnessed)
{
	struct record record;

	preempt_disable();
	capture_tombstone(&record, this_cpu_ptr(tombstones), bprm, old_tid,
			  witnessed);
	stream_publish(&record);
	preempt_enable();
}

/*
 * Will stage 2 come, and soon? Nothing stops the task before it, also not its
 * tracer: ptrace_notify() and get_signal() run task work first
 * (kernel/signal.c). But a file system in user space answers when it likes, so
 * an exec from there keeps the module from being unloaded.
 */
static bool plan_stage2(struct file *file, bool *ret_pinned)
{
	*ret_pinned = false;
	if (!use_task_work || current->flags & PF_EXITING)
		return false;
	if (!capture_file_may_stall(file))
		return true;
	*ret_pinned = try_module_get(THIS_MODULE);
	return *ret_pinned;
}

static void witness_exec(void *data, struct task_struct *task, pid_t old_tid,
			 struct linux_binprm *bprm)
{
	struct witnessed_file *witnessed;
	struct capture *capture;
	bool two_stages;
	bool pinned;

	if (!READ_ONCE(live))
		return;
	atomic64_inc(&seen);
	witnessed = file_witness_take(bprm);
	two_stages = plan_stage2(bprm->file, &pinned);
	capture = capture_begin(bprm, old_tid, witnessed, two_stages);
	if (!capture) {
		bury(bprm, old_tid, witnessed);
		file_witness_free(witnessed);
		goto unpin;
	}
	file_witness_free(witnessed);
	if (two_stages) {
		capture->pinned = pinned;
		init_task_work(&capture->work, stage2);
		atomic_inc(&pending);
		if (!compat_task_work_add(current, &capture->work))
			return;
		atomic_dec(&pending);
	}
	capture_settle(capture);
	publish(capture);
unpin:
	if (pinned)
		module_put(THIS_MODULE);
}

static void find_tracepoint(struct tracepoint *candidate, void *name)
{
	if (!strcmp(candidate->name, name))
		tracepoint = candidate;
}

/**
 * exec_witness_resolve_task_work() - Get ready for stage 2.
 *
 * Context: May sleep.
 * Return: 0 or -errno: there is no stage 2.
 */
int exec_witness_resolve_task_work(void)
{
	return compat_task_work_resolve();
}

/**
 * exec_witness_arm() - Register the probe. It does nothing before
 * exec_witness_go().
 * @two_stages: use task work.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int exec_witness_arm(bool two_stages)
{
	int ret;

	tracepoint = NULL;
	for_each_kernel_tracepoint(find_tracepoint, TRACEPOINT_NAME);
	if (!tracepoint)
		return -ENOENT;
	tombstones = alloc_percpu(struct tombstone_buffer);
	if (!tombstones)
		return -ENOMEM;
	use_task_work = two_stages;
	ret = tracepoint_probe_register(tracepoint, witness_exec, NULL);
	if (ret) {
		free_percpu(tombstones);
		tombstones = NULL;
	}
	return ret;
}

/**
 * exec_witness_go() - Record from now on.
 *
 * Context: Any.
 */
void exec_witness_go(void)
{
	WRITE_ONCE(live, true);
}

/**
 * exec_witness_disarm() - Record no more, and wait for probes that run.
 *
 * Execs between their two stages are not waited for: exec_witness_drain().
 *
 * Context: May sleep.
 */
void exec_witness_disarm(void)
{
	WRITE_ONCE(live, false);
	tracepoint_probe_unregister(tracepoint, witness_exec, NULL);
	tracepoint_synchronize_unregister();
	free_percpu(tombstones);
	tombstones = NULL;
}

/**
 * exec_witness_drain() - Wait until no exec is between its two stages.
 * @timeout_ms: for how long.
 *
 * A task runs its task work before anything else can stop it, unless its file
 * system does not answer; but then it pins the module, so at unload there is
 * none of these.
 *
 * Context: May sleep.
 * Return: true if there is none.
 */
bool exec_witness_drain(unsigned int timeout_ms)
{
	return wait_event_timeout(drained, !atomic_read(&pending),
				  msecs_to_jiffies(timeout_ms));
}

/**
 * exec_witness_look() - Read the counters.
 * @ret_counters: filled in.
 *
 * Context: Any.
 */
void exec_witness_look(struct exec_witness_counters *ret_counters)
{
	ret_counters->seen = atomic64_read(&seen);
	ret_counters->late = atomic64_read(&late);
	ret_counters->unread = atomic64_read(&unread);
}
