// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_witness.c - a probe on the tracepoint sched_process_exec.
 *
 * The tracepoint fires once for each exec that succeeded, on every way there
 * is, in the task, with its final credentials, thread id and memory. Stage 1
 * runs in the probe: before 7.x with preemption off, since then preemptible;
 * it must not sleep in either.
 *
 * What the other witnesses saw of the same exec is joined here; so it is here
 * that an exec which one of them did not see is noticed.
 */
#include <linux/atomic.h>
#include <linux/binfmts.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "capture.h"
#include "exec_witness.h"
#include "file_witness.h"
#include "stages.h"
#include "syscall_witness.h"
#include "task_flags.h"
#include "witness_tracepoint.h"

#define TRACEPOINT_NAME	"sched_process_exec"

static struct tracepoint *tracepoint;
static bool live;

static atomic64_t seen = ATOMIC64_INIT(0);
static atomic64_t unseen = ATOMIC64_INIT(0);
static atomic64_t file_unseen = ATOMIC64_INIT(0);

static bool parent_is_kernel(void)
{
	bool ret;

	rcu_read_lock();
	ret = task_flags(rcu_dereference(current->real_parent)) & PF_KTHREAD;
	rcu_read_unlock();
	return ret;
}

/*
 * A helper of the kernel is started without a system call. The file witness
 * saw that it had no memory yet; without it, it shows in the parent.
 */
static bool is_by_kernel(const struct witnessed_file *witnessed)
{
	if (witnessed)
		return witnessed->by_kernel;
	return syscall_witness_mechanism() && parent_is_kernel();
}

static void join_witnesses(struct executed *executed)
{
	executed->witnessed = file_witness_take(executed->bprm);
	executed->call = syscall_witness_executed();
	if (!executed->witnessed && file_witness_is_sure())
		atomic64_inc(&file_unseen);
	if (executed->call)
		return;
	executed->by_kernel = is_by_kernel(executed->witnessed);
	if (!executed->by_kernel && syscall_witness_is_sure())
		atomic64_inc(&unseen);
}

static void bury(const struct executed *executed)
{
	struct record record;

	capture_tombstone(&record, stages_bury_begin(), executed);
	stages_bury_end(&record);
}

static void witness_exec(void *data, struct task_struct *task, pid_t old_tid,
			 struct linux_binprm *bprm)
{
	struct executed executed = { .bprm = bprm, .old_tid = old_tid };
	struct capture *capture;
	struct stages_plan plan;

	if (!READ_ONCE(live))
		return;
	atomic64_inc(&seen);
	join_witnesses(&executed);
	plan = stages_plan(capture_file_may_stall(bprm->file));
	capture = capture_begin(&executed, plan.two);
	if (!capture)
		bury(&executed);
	file_witness_free(executed.witnessed);
	if (capture)
		stages_go(capture, &plan);
	else
		stages_drop(&plan);
}

/**
 * exec_witness_arm() - Register the probe. It does nothing before
 * exec_witness_go().
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int exec_witness_arm(void)
{
	return witness_tracepoint_arm(&tracepoint, TRACEPOINT_NAME,
				      witness_exec);
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
 * Execs between their two stages are not waited for: stages_drain().
 *
 * Context: May sleep.
 */
void exec_witness_disarm(void)
{
	WRITE_ONCE(live, false);
	witness_tracepoint_disarm(tracepoint, witness_exec);
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
	ret_counters->unseen = atomic64_read(&unseen);
	ret_counters->file_unseen = atomic64_read(&file_unseen);
}
