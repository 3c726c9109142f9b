// SPDX-License-Identifier: GPL-2.0-only
/*
 * sample_life.c - records of a process's life with known content for tests:
 * how it began and ended, what changed in between, and that it is running.
 * Knows no test.
 */
#include <stdlib.h>
#include <string.h>

#include "sample.h"

#define SECOND	1000000000ULL

static void fill_peer(struct procmon_peer *peer, uint32_t tgid,
		      const char *comm)
{
	peer->tgid = tgid;
	peer->tid = tgid + 1;
	peer->uid = 1000;
	peer->euid = 0;
	peer->start_boottime = 5300 * SECOND + tgid;
	peer->exec_id = 5;
	memcpy(peer->comm, comm, strlen(comm));
}

/**
 * sample_life() - Start a record of something that happened to a process.
 * @sample: where to.
 * @seq: its number.
 * @type: its type.
 * @fixed_len: size of its structure.
 *
 * Return: what it begins with, to be changed until sample_end(). The process
 * runs image 3, that of the sample of an exec's parent.
 */
struct procmon_life *sample_life(struct sample *sample, uint64_t seq,
				 uint16_t type, uint32_t fixed_len)
{
	struct procmon_life *life = (void *)sample->bytes;
	struct procmon_process *process = &life->process;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     type, fixed_len);
	sample_header(sample, seq);
	life->time_boot = 5600 * SECOND + seq;
	life->time_real = 1700000000ULL * SECOND + 123456789;
	fieldset_add(&life->missing[PROCMON_REASON_UNARMED],
		     PROCMON_FIELD_PARENT_EXEC_ID);
	sample_identity(&process->identity, 3);
	sample_creds(&process->creds, 1000);
	process->namespaces.pid = 4026531836U;
	process->namespaces.net = 4026531840U;
	process->namespaces.uts = 4026531838U;
	process->namespaces.ipc = 4026531839U;
	process->namespaces.user = 4026531837U;
	process->namespaces.cgroup = 4026531835U;
	process->namespaces.time = 4026531834U;
	process->namespaces.mnt = 4026531841U;
	process->cgroup_id = 6001;
	process->loginuid = 1000;
	process->audit_session = 5;
	memcpy(process->comm, "bash", 4);
	return life;
}

/**
 * sample_fork() - A FORK record: vfork(2) into another pid namespace.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_fork(struct sample *sample, uint64_t seq)
{
	struct procmon_fork *fork = (void *)sample->bytes;

	sample_life(sample, seq, PROCMON_TYPE_FORK, sizeof(*fork));
	fill_peer(&fork->creator, 4200, "make");
	/* CLONE_NEWPID, CLONE_VFORK, CLONE_VM; SIGCHLD */
	fork->clone_flags = 0x20004100 | 17;
	return sample_end(sample);
}

/**
 * sample_exit() - An EXIT record: exit(3).
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_exit(struct sample *sample, uint64_t seq)
{
	struct procmon_exit *ended = (void *)sample->bytes;

	sample_life(sample, seq, PROCMON_TYPE_EXIT, sizeof(*ended));
	ended->status = 3 << 8;
	ended->code = 3;
	ended->run_ns = 100 * SECOND + 1;
	ended->cpu_ns = 2 * SECOND + 45000000;
	ended->user_ns = 2 * SECOND;
	ended->system_ns = 40000000;
	ended->max_rss = 12 << 20;
	ended->min_faults = 700;
	ended->maj_faults = 7;
	ended->read_bytes = 8192;
	ended->write_bytes = 4096;
	return sample_end(sample);
}

/**
 * sample_rights() - A UID, GID or CRED record: all ids, two capabilities, a
 * securebit, the user namespace and the groups changed.
 * @sample: where to.
 * @seq: its number.
 * @type: which.
 *
 * Return: its length.
 */
size_t sample_rights(struct sample *sample, uint64_t seq, uint16_t type)
{
	struct procmon_creds_event *event = (void *)sample->bytes;

	sample_life(sample, seq, type, sizeof(*event));
	sample_creds(&event->before, 2000);
	event->before.cap_effective = 0x200002;
	event->before.cap_ambient = 0;
	event->before.securebits = 0;
	event->before.user_ns = 4026532000U;
	event->changed = PROCMON_CHANGED_UIDS | PROCMON_CHANGED_GIDS |
			 PROCMON_CHANGED_CAPS | PROCMON_CHANGED_SECUREBITS |
			 PROCMON_CHANGED_USER_NS | PROCMON_CHANGED_GROUPS;
	event->groups_before = 7;
	event->groups_after = 1;
	return sample_end(sample);
}

/**
 * sample_sid() - A SID record.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_sid(struct sample *sample, uint64_t seq)
{
	sample_life(sample, seq, PROCMON_TYPE_SID,
		    sizeof(struct procmon_life));
	return sample_end(sample);
}

/**
 * sample_ptrace() - A PTRACE record.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_ptrace(struct sample *sample, uint64_t seq)
{
	struct procmon_ptrace_event *event = (void *)sample->bytes;

	sample_life(sample, seq, PROCMON_TYPE_PTRACE,
		    sizeof(*event))->process.identity.tracer_tgid = 4300;
	fill_peer(&event->tracer, 4300, "gdb");
	event->action = PROCMON_PTRACE_SEIZE;
	return sample_end(sample);
}

/**
 * sample_comm() - A COMM record.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_comm(struct sample *sample, uint64_t seq)
{
	struct procmon_comm_event *event = (void *)sample->bytes;

	sample_life(sample, seq, PROCMON_TYPE_COMM, sizeof(*event));
	memcpy(event->before, "old name", 8);
	fill_peer(&event->actor, 4242, "old name");
	return sample_end(sample);
}

/**
 * sample_coredump() - A COREDUMP record.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_coredump(struct sample *sample, uint64_t seq)
{
	struct procmon_coredump *event = (void *)sample->bytes;

	sample_life(sample, seq, PROCMON_TYPE_COREDUMP, sizeof(*event));
	event->signal = 11;
	return sample_end(sample);
}

/* What nobody but the process itself can tell. */
static const uint32_t fields_of_moment[] = {
	PROCMON_FIELD_ORIGIN, PROCMON_FIELD_EXECVEAT, PROCMON_FIELD_PREV_COMM,
	PROCMON_FIELD_FILENAME, PROCMON_FIELD_INTERP,
	PROCMON_FIELD_CREDS_BEFORE, PROCMON_FIELD_SCRIPT,
	PROCMON_FIELD_FDS, PROCMON_FIELD_SOCKETS,
};

/**
 * sample_proc() - A PROC record: what can be told of a process that is running.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_proc(struct sample *sample, uint64_t seq)
{
	struct procmon_exec *exec = sample_exec_fixed(sample, seq);
	size_t i;

	exec->header.type = PROCMON_TYPE_PROC;
	memset(exec->missing, 0, sizeof(exec->missing));
	sample_exec_strings(sample);
	for (i = 0; i < sizeof(fields_of_moment) / 4; i++)
		exec_missing(exec, fields_of_moment[i],
			     PROCMON_REASON_INAPPLICABLE);
	exec_missing(exec, PROCMON_FIELD_NAMESPACES, PROCMON_REASON_FAULT);
	exec_missing(exec, PROCMON_FIELD_UMASK, PROCMON_REASON_FAULT);
	return sample_end(sample);
}

/**
 * sample_snapshot() - A SNAPSHOT_BEGIN or SNAPSHOT_END record.
 * @sample: where to.
 * @seq: its number.
 * @type: which.
 *
 * Return: its length.
 */
size_t sample_snapshot(struct sample *sample, uint64_t seq, uint16_t type)
{
	struct procmon_snapshot *snapshot = (void *)sample->bytes;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     type, sizeof(*snapshot));
	sample_header(sample, seq);
	snapshot->time_real = 1700000004ULL * SECOND;
	snapshot->number = 2;
	snapshot->reason = PROCMON_SNAPSHOT_REQUEST;
	snapshot->reader = 3;
	if (type == PROCMON_TYPE_SNAPSHOT_END) {
		snapshot->processes = 120;
		snapshot->failed = 1;
		snapshot->begin_seq = 40;
	}
	return sample_end(sample);
}

/**
 * sample_of_type() - A record of a type that is about a process or a snapshot.
 * @sample: where to.
 * @seq: its number.
 * @type: which.
 *
 * Return: its length.
 */
size_t sample_of_type(struct sample *sample, uint64_t seq, uint16_t type)
{
	switch (type) {
	case PROCMON_TYPE_EXEC:
		return sample_exec(sample, seq);
	case PROCMON_TYPE_EXEC_FAIL:
		return sample_fail(sample, seq);
	case PROCMON_TYPE_FORK:
		return sample_fork(sample, seq);
	case PROCMON_TYPE_EXIT:
		return sample_exit(sample, seq);
	case PROCMON_TYPE_UID:
	case PROCMON_TYPE_GID:
	case PROCMON_TYPE_CRED:
		return sample_rights(sample, seq, type);
	case PROCMON_TYPE_SID:
		return sample_sid(sample, seq);
	case PROCMON_TYPE_PTRACE:
		return sample_ptrace(sample, seq);
	case PROCMON_TYPE_COMM:
		return sample_comm(sample, seq);
	case PROCMON_TYPE_COREDUMP:
		return sample_coredump(sample, seq);
	case PROCMON_TYPE_PROC:
		return sample_proc(sample, seq);
	case PROCMON_TYPE_SNAPSHOT_BEGIN:
	case PROCMON_TYPE_SNAPSHOT_END:
		return sample_snapshot(sample, seq, type);
	default:
		abort();
	}
}
