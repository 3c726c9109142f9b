// SPDX-License-Identifier: GPL-2.0-only
/*
 * coredump_witness.c - a kprobe in front of do_coredump(), vfs_coredump() since
 * 6.16, which a thread calls that ends by a signal whose action is to dump core.
 * Whether it is dumped is decided behind it.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal_types.h>

#include "capture_life.h"
#include "coredump_witness.h"
#include "events.h"
#include "stream.h"
#include "witness_probe.h"

static int witness_coredump(struct kprobe *probe, struct pt_regs *regs)
{
	const kernel_siginfo_t *info =
		(const void *)regs_get_kernel_argument(regs, 0);
	struct procmon_coredump event;
	struct record record;

	if (!events_chosen(PROCMON_TYPE_COREDUMP))
		return 0;
	capture_life(&record, &event, PROCMON_TYPE_COREDUMP, sizeof(event),
		     current);
	event.signal = info->si_signo;
	stream_publish(&record);
	return 0;
}

NOKPROBE_SYMBOL(witness_coredump);

static struct witness_probe probe;

/**
 * coredump_witness_arm() - Start to see.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int coredump_witness_arm(void)
{
	int ret = witness_probe_arm(&probe, "do_coredump", witness_coredump);

	if (ret != -ENOENT)
		return ret;
	return witness_probe_arm(&probe, "vfs_coredump", witness_coredump);
}

/**
 * coredump_witness_disarm() - See no more; waits for handlers that run.
 *
 * Context: May sleep.
 */
void coredump_witness_disarm(void)
{
	witness_probe_disarm(&probe);
}

/**
 * coredump_witness_missed() - How many could it not take?
 *
 * Context: Any.
 * Return: Their number.
 */
u64 coredump_witness_missed(void)
{
	return witness_probe_missed(&probe);
}
