// SPDX-License-Identifier: GPL-2.0-only
/*
 * fork_witness.c - a probe on the tracepoint task_newtask.
 *
 * The tracepoint fires once for each task, in its creator, when nothing can go
 * wrong any more: the task is complete, and everybody may see it, but it has not
 * run yet. Before 7.x with preemption off, since then preemptible; the probe must
 * not sleep in either.
 */
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>
#include <trace/events/task.h>

#include "compat.h"
#include "compat/life_tracepoints.h"
#include "creds_witness.h"
#include "fork_witness.h"
#include "process.h"
#include "witness_tracepoint.h"

#define TRACEPOINT_NAME	"task_newtask"

static struct tracepoint *tracepoint;

static void witness_fork(void *data, struct task_struct *child,
			 compat_clone_flags clone_flags)
{
	process_forked(child, clone_flags);
	creds_witness_created(child);
}

/**
 * fork_witness_arm() - Register the probe. It does nothing before
 * process_start().
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int fork_witness_arm(void)
{
	/* Does not compile unless the probe fits the tracepoint. */
	check_trace_callback_type_task_newtask(witness_fork);
	return witness_tracepoint_arm(&tracepoint, TRACEPOINT_NAME,
				      witness_fork);
}

/**
 * fork_witness_pass() - Wait for those that are in the probe. What they did
 * before it, and that their child is in the list of tasks, is visible then.
 *
 * Context: May sleep.
 */
void fork_witness_pass(void)
{
	tracepoint_synchronize_unregister();
}

/**
 * fork_witness_disarm() - Take the probe away, and wait for those that run.
 *
 * Context: May sleep.
 */
void fork_witness_disarm(void)
{
	witness_tracepoint_disarm(tracepoint, witness_fork);
}
