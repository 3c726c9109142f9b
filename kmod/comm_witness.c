// SPDX-License-Identifier: GPL-2.0-only
/*
 * comm_witness.c - a probe on the tracepoint task_rename.
 *
 * It fires when a task gets a new name, and still has the old one. A task
 * renames itself, or another thread of its process does through /proc, or the
 * kernel does; the one that an exec does is in the record of the exec.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "capture_life.h"
#include "comm_witness.h"
#include "compat.h"
#include "compat/task_comm.h"
#include "events.h"
#include "stream.h"
#include "witness_tracepoint.h"

#define TRACEPOINT_NAME	"task_rename"

static struct tracepoint *tracepoint;

static void witness_rename(void *data, struct task_struct *task,
			   const char *comm)
{
	struct procmon_comm_event event;
	char *after = event.life.process.comm;
	struct record record;

	if (!events_chosen(PROCMON_TYPE_COMM))
		return;
	if (task == current && current->in_execve)
		return;
	compat_renamed_lock(task);
	capture_life(&record, &event, PROCMON_TYPE_COMM, sizeof(event), task);
	compat_renamed_unlock(task);
	memcpy(event.before, after, sizeof(event.before));
	strscpy_pad(after, comm, PROCMON_COMM_LEN);
	capture_peer(&event.actor, current);
	stream_publish(&record);
}

/**
 * comm_witness_arm() - Start to see.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int comm_witness_arm(void)
{
	return witness_tracepoint_arm(&tracepoint, TRACEPOINT_NAME,
				      witness_rename);
}

/**
 * comm_witness_disarm() - See no more; waits for probes that run.
 *
 * Context: May sleep.
 */
void comm_witness_disarm(void)
{
	witness_tracepoint_disarm(tracepoint, witness_rename);
}
