// SPDX-License-Identifier: GPL-2.0-only
/*
 * exit_witness.c - probes on the tracepoints sched_process_exit and
 * sched_process_free.
 *
 * The first fires once for each task that ends, in the task, before it gives up
 * its files, its namespaces and its children. Before 7.x with preemption off,
 * since then preemptible; the probe must not sleep in either. The second fires
 * when the kernel frees a task, in a callback of RCU.
 */
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/tracepoint.h>
#include <trace/events/sched.h>

#include "compat.h"
#include "compat/life_tracepoints.h"
#include "exit_witness.h"
#include "process.h"
#include "witness_tracepoint.h"

#define EXIT_NAME	"sched_process_exit"
#define FREE_NAME	"sched_process_free"

static struct tracepoint *exit_tracepoint;
static struct tracepoint *free_tracepoint;

COMPAT_EXIT_PROBE(witness_exit, process_exited)

static void witness_free(void *data, struct task_struct *task)
{
	process_freed(task);
}

/**
 * exit_witness_arm() - Register the probes. They do nothing before
 * process_start().
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int exit_witness_arm(void)
{
	int ret;

	/* Does not compile unless the probes fit the tracepoints. */
	check_trace_callback_type_sched_process_exit(witness_exit);
	check_trace_callback_type_sched_process_free(witness_free);
	ret = witness_tracepoint_arm(&free_tracepoint, FREE_NAME, witness_free);
	if (ret)
		return ret;
	ret = witness_tracepoint_arm(&exit_tracepoint, EXIT_NAME, witness_exit);
	if (ret)
		witness_tracepoint_disarm(free_tracepoint, witness_free);
	return ret;
}

/**
 * exit_witness_disarm() - Take the probes away, and wait for those that run.
 *
 * Context: May sleep.
 */
void exit_witness_disarm(void)
{
	tracepoint_probe_unregister(exit_tracepoint, witness_exit, NULL);
	witness_tracepoint_disarm(free_tracepoint, witness_free);
}
