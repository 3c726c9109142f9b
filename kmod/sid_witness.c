// SPDX-License-Identifier: GPL-2.0-only
/*
 * sid_witness.c - a kprobe in front of proc_sid_connector(), which setsid(2)
 * calls when it has succeeded, with no lock held, and nobody else.
 *
 * It is given the leader of the process. That is the current task but where
 * another thread called; a session is of the process, so this thread stands for
 * it in the record.
 */
#include <linux/kernel.h>
#include <linux/sched.h>

#include "capture_life.h"
#include "events.h"
#include "sid_witness.h"
#include "stream.h"
#include "witness_probe.h"

static int witness_session(struct kprobe *probe, struct pt_regs *regs)
{
	struct procmon_life life;
	struct record record;

	if (!events_chosen(PROCMON_TYPE_SID))
		return 0;
	capture_life(&record, &life, PROCMON_TYPE_SID, sizeof(life), current);
	stream_publish(&record);
	return 0;
}

NOKPROBE_SYMBOL(witness_session);

static struct witness_probe probe;

/**
 * sid_witness_arm() - Start to see.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int sid_witness_arm(void)
{
	return witness_probe_arm(&probe, "proc_sid_connector",
				 witness_session);
}

/**
 * sid_witness_disarm() - See no more; waits for handlers that run.
 *
 * Context: May sleep.
 */
void sid_witness_disarm(void)
{
	witness_probe_disarm(&probe);
}

/**
 * sid_witness_missed() - How many sessions could it not take?
 *
 * Context: Any.
 * Return: Their number.
 */
u64 sid_witness_missed(void)
{
	return witness_probe_missed(&probe);
}
