// SPDX-License-Identifier: GPL-2.0-only
/*
 * life_tellers.c - the connector's events and the sensor's records in one
 * form; see life_tellers.h.
 */
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "life.h"
#include "life_log.h"
#include "life_tellers.h"

/* The low byte of clone_flags: the signal that tells of the end. */
#ifndef CSIGNAL
#define CSIGNAL	0xff
#endif

/* No task: PTRACE_TRACEME, of which the connector does not tell. */
#define NOT_TOLD	UINT32_MAX

static void connector_id(const struct proc_event *event,
			 struct life_event *told)
{
	told->type = event->what == PROC_EVENT_UID ? PROCMON_TYPE_UID :
		PROCMON_TYPE_GID;
	told->tid = event->event_data.id.process_pid;
	told->tgid = event->event_data.id.process_tgid;
	told->values[0] = event->event_data.id.r.ruid;
	told->values[1] = event->event_data.id.e.euid;
}

static void connector_fork(const struct proc_event *event,
			   struct life_event *told)
{
	told->type = PROCMON_TYPE_FORK;
	told->tid = event->event_data.fork.child_pid;
	told->tgid = event->event_data.fork.child_tgid;
	told->other_tid = event->event_data.fork.parent_pid;
	told->other_tgid = event->event_data.fork.parent_tgid;
	told->parent_tgid = told->other_tgid;
}

static void connector_ptrace(const struct proc_event *event,
			     struct life_event *told)
{
	told->type = PROCMON_TYPE_PTRACE;
	told->tid = event->event_data.ptrace.process_pid;
	told->tgid = event->event_data.ptrace.process_tgid;
	told->other_tid = event->event_data.ptrace.tracer_pid;
	told->other_tgid = event->event_data.ptrace.tracer_tgid;
}

static void connector_exit(const struct proc_event *event,
			   struct life_event *told)
{
	told->type = PROCMON_TYPE_EXIT;
	told->tid = event->event_data.exit.process_pid;
	told->tgid = event->event_data.exit.process_tgid;
	told->values[0] = event->event_data.exit.exit_code;
	told->values[1] = event->event_data.exit.exit_signal;
}

/* EXEC, SID, COREDUMP begin alike. */
static void connector_task(const struct proc_event *event, uint16_t type,
			   struct life_event *told)
{
	told->type = type;
	told->tid = event->event_data.exec.process_pid;
	told->tgid = event->event_data.exec.process_tgid;
}

void connector_tells(const struct proc_event *event, void *context)
{
	struct life_event told = { .time = event->timestamp_ns };

	switch (event->what) {
	case PROC_EVENT_FORK:
		connector_fork(event, &told);
		break;
	case PROC_EVENT_EXEC:
		connector_task(event, PROCMON_TYPE_EXEC, &told);
		break;
	case PROC_EVENT_UID:
	case PROC_EVENT_GID:
		connector_id(event, &told);
		break;
	case PROC_EVENT_SID:
		connector_task(event, PROCMON_TYPE_SID, &told);
		break;
	case PROC_EVENT_PTRACE:
		connector_ptrace(event, &told);
		break;
	case PROC_EVENT_COMM:
		connector_task(event, PROCMON_TYPE_COMM, &told);
		memcpy(told.name, event->event_data.comm.comm,
		       sizeof(told.name));
		break;
	case PROC_EVENT_COREDUMP:
		connector_task(event, PROCMON_TYPE_COREDUMP, &told);
		break;
	case PROC_EVENT_EXIT:
		connector_exit(event, &told);
		break;
	default:
		return;
	}
	life_log_add(context, &told);
}

static void contradiction(struct sensor_teller *teller,
			  const struct procmon_life *life, const char *what)
{
	if (teller->contradictions++)
		return;
	snprintf(teller->contradiction, sizeof(teller->contradiction),
		 "%s, seq %llu, of %u/%u: %s",
		 life_type_name(life->header.type),
		 (unsigned long long)life->header.seq,
		 life->process.identity.tgid, life->process.identity.tid, what);
}

static void sensor_fork(struct sensor_teller *teller,
			const struct procmon_fork *fork,
			struct life_event *told)
{
	bool is_thread = fork->clone_flags & CLONE_THREAD;

	told->other_tid = fork->creator.tid;
	told->other_tgid = fork->creator.tgid;
	told->parent_tgid = fork->life.process.identity.ppid;
	told->values[1] = fork->clone_flags & CSIGNAL;
	if (fork->clone_flags & (CLONE_PARENT | CLONE_THREAD))
		told->flags |= LIFE_EVENT_FOSTERED;
	if (is_thread != !!(fork->flags & PROCMON_LIFE_THREAD) ||
	    is_thread != (told->tid != told->tgid))
		contradiction(teller, &fork->life,
			      "clone_flags, flags and ids do not say alike whether it is a thread");
	if (is_thread && fork->creator.tgid != told->tgid)
		contradiction(teller, &fork->life,
			      "a thread created by another process");
	if (!told->other_tid)
		contradiction(teller, &fork->life, "nobody created it");
}

static void sensor_exit(struct sensor_teller *teller,
			const struct procmon_exit *exit,
			struct life_event *told)
{
	told->values[0] = exit->status;
	if (exit->flags & PROCMON_LIFE_THREAD)
		told->flags |= LIFE_EVENT_THREAD;
	if (exit->signal != (exit->status & 0x7f) ||
	    exit->code != (exit->signal ? 0 : exit->status >> 8 & 0xff) ||
	    !!(exit->flags & PROCMON_LIFE_CORE) != !!(exit->status & 0x80))
		contradiction(teller, &exit->life,
			      "status, code, signal and flags do not fit");
}

static void sensor_ptrace(struct sensor_teller *teller,
			  const struct procmon_ptrace_event *ptrace,
			  struct life_event *told)
{
	switch (ptrace->action) {
	case PROCMON_PTRACE_ATTACH:
	case PROCMON_PTRACE_SEIZE:
		told->other_tid = ptrace->tracer.tid;
		told->other_tgid = ptrace->tracer.tgid;
		break;
	case PROCMON_PTRACE_DETACH:
		break;
	case PROCMON_PTRACE_TRACEME:
		told->other_tid = NOT_TOLD;
		break;
	default:
		contradiction(teller, &ptrace->life, "unknown action");
	}
	if (!ptrace->tracer.tid)
		contradiction(teller, &ptrace->life, "without a tracer");
}

static void sensor_life(struct sensor_teller *teller,
			const struct procmon_life *life)
{
	const struct procmon_process *process = &life->process;
	struct life_event told = {
		.type = life->header.type,
		.tid = process->identity.tid,
		.tgid = process->identity.tgid,
		.time = life->header.time_mono,
	};

	switch (life->header.type) {
	case PROCMON_TYPE_FORK:
		sensor_fork(teller, (const void *)life, &told);
		break;
	case PROCMON_TYPE_EXIT:
		sensor_exit(teller, (const void *)life, &told);
		break;
	case PROCMON_TYPE_UID:
		told.values[0] = process->creds.uid;
		told.values[1] = process->creds.euid;
		break;
	case PROCMON_TYPE_GID:
		told.values[0] = process->creds.gid;
		told.values[1] = process->creds.egid;
		break;
	case PROCMON_TYPE_SID:
		told.values[0] = process->identity.sid;
		break;
	case PROCMON_TYPE_PTRACE:
		sensor_ptrace(teller, (const void *)life, &told);
		break;
	case PROCMON_TYPE_COMM:
		memcpy(told.name, process->comm, sizeof(told.name));
		break;
	case PROCMON_TYPE_COREDUMP:
		break;
	default:
		return;
	}
	life_log_add(teller->log, &told);
}

void sensor_tells(const struct procmon_header *record, void *context)
{
	const struct procmon_life *life = as_life(record);
	const struct procmon_exec *exec = as_exec(record);
	struct sensor_teller *teller = context;
	struct life_event told = { 0 };

	if (life)
		sensor_life(teller, life);
	if (!exec)
		return;
	told.type = PROCMON_TYPE_EXEC;
	told.tid = exec->identity.tid;
	told.tgid = exec->identity.tgid;
	told.other_tid = exec->old_tid;
	told.time = exec->header.time_mono;
	if (exec->old_tid != exec->identity.tid)
		told.flags = LIFE_EVENT_BY_THREAD;
	life_log_add(teller->log, &told);
}
