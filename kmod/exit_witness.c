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

#define EXIT_NAME	"sched_process_exit"
#define FREE_NAME	"sched_process_free"

static struct tracepoint *exit_tracepoint;
static struct tracepoint *free_tracepoint;

COMPAT_EXIT_PROBE(witness_exit, process_exited)

static void witness_free(void *data, struct task_struct *task)
{
	process_freed(task);
}

static void find_tracepoint(struct tracepoint *candidate, void *unused)
{
	if (!strcmp(candidate->name, EXIT_NAME))
		exit_tracepoint = candidate;
	else if (!strcmp(candidate->name, FREE_NAME))
		free_tracepoint = candidate;
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
	exit_tracepoint = NULL;
	free_tracepoint = NULL;
	for_each_kernel_tracepoint(find_tracepoint, NULL);
	if (!exit_tracepoint || !free_tracepoint)
		return -ENOENT;
	ret = tracepoint_probe_register(free_tracepoint, witness_free, NULL);
	if (ret)
		return ret;
	ret = tracepoint_probe_register(exit_tracepoint, witness_exit, NULL);
	if (ret) {
		tracepoint_probe_unregister(free_tracepoint, witness_free,
					    NULL);
		tracepoint_synchronize_unregister();
	}
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
	tracepoint_probe_unregister(free_tracepoint, witness_free, NULL);
	tracepoint_synchronize_unregister();
}
