// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptrace_witness.c - a kprobe in front of proc_ptrace_connector(), and a
 * kretprobe on ptrace_traceme().
 *
 * The first is called by the tracer when it has attached or detached, with a
 * reference to the tracee and no lock held. The kernel tells nobody of
 * PTRACE_TRACEME, so that is seen where it returns. The compiler may have put
 * that function into its caller: then this one action is not seen, and the
 * kernel log says so.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#include "capture_life.h"
#include "events.h"
#include "probe_removal.h"
#include "ptrace_witness.h"
#include "stream.h"
#include "witness_probe.h"

/* Calls at once: it does not sleep, so there is one a CPU, or a few more. */
#define TRACEME_MAX	64

static void tell(struct task_struct *tracee, struct task_struct *tracer,
		 u32 action)
{
	struct procmon_ptrace_event event;
	struct record record;

	capture_life(&record, &event, PROCMON_TYPE_PTRACE, sizeof(event),
		     tracee);
	capture_peer(&event.tracer, tracer);
	event.action = action;
	stream_publish(&record);
}

static int witness_tracer(struct kprobe *probe, struct pt_regs *regs)
{
	struct task_struct *tracee = (void *)regs_get_kernel_argument(regs, 0);
	int request = regs_get_kernel_argument(regs, 1);
	u32 action = PROCMON_PTRACE_DETACH;

	if (!events_chosen(PROCMON_TYPE_PTRACE))
		return 0;
	/* The same request tells of both ways to attach. */
	if (request == PTRACE_ATTACH)
		action = READ_ONCE(tracee->ptrace) & PT_SEIZED ?
			 PROCMON_PTRACE_SEIZE : PROCMON_PTRACE_ATTACH;
	/* It may be in another namespace in a moment. */
	task_lock(tracee);
	tell(tracee, current, action);
	task_unlock(tracee);
	return 0;
}

NOKPROBE_SYMBOL(witness_tracer);

static int witness_traceme(struct kretprobe_instance *instance,
			   struct pt_regs *regs)
{
	if (!events_chosen(PROCMON_TYPE_PTRACE) ||
	    (int)regs_return_value(regs))
		return 0;
	rcu_read_lock();
	tell(current, ptrace_parent(current), PROCMON_PTRACE_TRACEME);
	rcu_read_unlock();
	return 0;
}

NOKPROBE_SYMBOL(witness_traceme);

static struct witness_probe probe;

static struct kretprobe traceme;
static bool traceme_is_armed;
static bool traceme_is_stuck;
static u64 traceme_missed_before;

static int arm_traceme(void)
{
	int ret;

	if (traceme_is_stuck)
		return -EBUSY;
	memset(&traceme, 0, sizeof(traceme));
	traceme.kp.symbol_name = "ptrace_traceme";
	traceme.handler = witness_traceme;
	traceme.maxactive = TRACEME_MAX;
	ret = register_kretprobe(&traceme);
	traceme_is_armed = !ret;
	return ret;
}

static void disarm_traceme(void)
{
	struct kretprobe *list[] = { &traceme };

	if (!traceme_is_armed)
		return;
	traceme_is_armed = false;
	traceme_is_stuck = probe_removal_kretprobes(list, ARRAY_SIZE(list));
	if (traceme_is_stuck)
		return;
	traceme_missed_before += traceme.nmissed;
	traceme.nmissed = 0;
}

/**
 * ptrace_witness_arm() - Start to see.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int ptrace_witness_arm(void)
{
	int ret = witness_probe_arm(&probe, "proc_ptrace_connector",
				    witness_tracer);

	if (ret)
		return ret;
	ret = arm_traceme();
	if (ret)
		pr_warn("ptrace witness: no kretprobe on ptrace_traceme (%d): PTRACE_TRACEME is not seen\n",
			ret);
	return 0;
}

/**
 * ptrace_witness_disarm() - See no more; waits for handlers that run.
 *
 * Context: May sleep.
 */
void ptrace_witness_disarm(void)
{
	disarm_traceme();
	witness_probe_disarm(&probe);
}

/**
 * ptrace_witness_missed() - How many could it not take?
 *
 * Context: Any.
 * Return: Their number.
 */
u64 ptrace_witness_missed(void)
{
	return witness_probe_missed(&probe) + READ_ONCE(traceme_missed_before) +
	       READ_ONCE(traceme.nmissed);
}
