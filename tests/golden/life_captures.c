// SPDX-License-Identifier: GPL-2.0-only
/*
 * life_captures.c - captures of what happens to a process besides execs: each
 * type, threads, snapshots, the line of those who created it. Knows nothing of
 * what procmonctl makes of them.
 */
#include <err.h>
#include <string.h>

#include "make_captures.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* Each type, with a value in every field. */
void life(struct output *output)
{
	static const uint16_t types[] = {
		PROCMON_TYPE_FORK, PROCMON_TYPE_EXEC, PROCMON_TYPE_UID,
		PROCMON_TYPE_GID, PROCMON_TYPE_CRED, PROCMON_TYPE_SID,
		PROCMON_TYPE_PTRACE, PROCMON_TYPE_COMM, PROCMON_TYPE_COREDUMP,
		PROCMON_TYPE_EXIT, PROCMON_TYPE_PROC,
	};
	struct procmon_creds_event *rights;
	struct procmon_exit *ended;
	struct sample sample;
	size_t i;

	put_start(output);
	put(output, sample.bytes,
	    sample_sensor(&sample, 1, PROCMON_TYPE_SENSOR_START));
	for (i = 0; i < ARRAY_SIZE(types); i++)
		put(output, sample.bytes,
		    sample_of_type(&sample, 2 + i, types[i]));

	/* killed, and dumped core; what it read and wrote nobody knows */
	sample_exit(&sample, 20);
	ended = (void *)sample.bytes;
	ended->code = 0;
	ended->signal = 11;
	ended->status = 0x8b;
	ended->flags = PROCMON_LIFE_CORE;
	ended->read_bytes = 0;
	ended->write_bytes = 0;
	fieldset_add(&ended->life.missing[PROCMON_REASON_UNSUPPORTED],
		     PROCMON_FIELD_IO);
	put(output, sample.bytes, ended->life.header.len);

	/* from root to a user: many capabilities at once */
	sample_rights(&sample, 21, PROCMON_TYPE_UID);
	rights = (void *)sample.bytes;
	rights->before = rights->life.process.creds;
	rights->before.uid = 0;
	rights->before.euid = 0;
	rights->before.cap_effective = 0x1ffffffffffULL;
	rights->before.cap_permitted = 0x1ffffffffffULL;
	rights->life.process.creds.cap_effective = 0;
	rights->life.process.creds.cap_permitted = 0;
	rights->changed = PROCMON_CHANGED_UIDS | PROCMON_CHANGED_CAPS;
	rights->groups_after = rights->groups_before;
	put(output, sample.bytes, rights->life.header.len);
}

/* Names that would forge a line; numbers as large as they can be. */
void hostile_life(struct output *output)
{
	static const char name[PROCMON_COMM_LEN] = "x, uid 0\n\x1b[2J\xff";
	struct procmon_comm_event *renamed;
	struct procmon_ptrace_event *traced;
	struct procmon_fork *fork;
	struct procmon_life *any;
	struct sample sample;

	put_start(output);
	sample_comm(&sample, 1);
	renamed = (void *)sample.bytes;
	memcpy(renamed->life.process.comm, name, sizeof(name));
	memcpy(renamed->before, name, sizeof(name));
	memcpy(renamed->actor.comm, name, sizeof(name));
	put(output, sample.bytes, renamed->life.header.len);

	/* nobody, doing what has no name */
	sample_ptrace(&sample, 2);
	traced = (void *)sample.bytes;
	memset(&traced->tracer, 0, sizeof(traced->tracer));
	traced->action = UINT32_MAX;
	put(output, sample.bytes, traced->life.header.len);

	sample_fork(&sample, 3);
	fork = (void *)sample.bytes;
	memset(&fork->creator, 0xff, sizeof(fork->creator));
	memset(fork->creator.comm, 0, sizeof(fork->creator.comm));
	fork->clone_flags = UINT64_MAX;
	fork->flags = UINT32_MAX;
	put(output, sample.bytes, fork->life.header.len);

	any = sample_life(&sample, 4, PROCMON_TYPE_EXIT,
			  sizeof(struct procmon_exit));
	memset(any->missing, 0xff, sizeof(any->missing));
	memset(any + 1, 0xff,
	       sizeof(struct procmon_exit) - sizeof(struct procmon_life));
	put_sample(output, &sample);

	sample_life(&sample, 5, PROCMON_TYPE_CRED,
		    sizeof(struct procmon_creds_event));
	memset(sample.bytes + sizeof(struct procmon_life), 0xff,
	       sizeof(struct procmon_creds_event) -
	       sizeof(struct procmon_life));
	put_sample(output, &sample);

	sample_snapshot(&sample, 6, PROCMON_TYPE_SNAPSHOT_END);
	memset(sample.bytes + sizeof(struct procmon_header), 0xff,
	       sizeof(struct procmon_snapshot) -
	       sizeof(struct procmon_header));
	put(output, sample.bytes, sizeof(struct procmon_snapshot));
}

/* A thread begins and ends, which is not its process; a thread of the kernel. */
void threads(struct output *output)
{
	struct procmon_fork *fork;
	struct procmon_exit *ended;
	struct procmon_exec *exec;
	struct sample sample;

	put_start(output);
	sample_fork(&sample, 1);
	fork = (void *)sample.bytes;
	fork->life.process.identity.tid = 4250;
	fork->clone_flags = 0x3d0f00;
	fork->flags = PROCMON_LIFE_THREAD;
	put(output, sample.bytes, fork->life.header.len);

	sample_exit(&sample, 2);
	ended = (void *)sample.bytes;
	ended->life.process.identity.tid = 4250;
	ended->flags = PROCMON_LIFE_THREAD;
	ended->max_rss = 0;
	put(output, sample.bytes, ended->life.header.len);

	sample_fork(&sample, 3);
	fork = (void *)sample.bytes;
	fork->life.process.identity.exec_id = 0;
	fieldset_add(&fork->life.missing[PROCMON_REASON_INAPPLICABLE],
		     PROCMON_FIELD_EXEC_ID);
	fork->creator.exec_id = 0;
	fork->clone_flags = 0x800700 | 17;
	fork->flags = PROCMON_LIFE_KTHREAD;
	put(output, sample.bytes, fork->life.header.len);

	exec = sample_exec_fixed(&sample, 4);
	exec->header.type = PROCMON_TYPE_PROC;
	exec->flags = PROCMON_EXEC_KTHREAD;
	exec->identity.exec_id = 0;
	exec_missing(exec, PROCMON_FIELD_EXEC_ID, PROCMON_REASON_INAPPLICABLE);
	exec_missing(exec, PROCMON_FIELD_MEMORY, PROCMON_REASON_INAPPLICABLE);
	put_sample(output, &sample);
}

/* Of all and of one process, whole and not, with what happens in between. */
void snapshots(struct output *output)
{
	struct procmon_snapshot *snapshot;
	struct sample sample;
	size_t len;

	put_start(output);
	snapshot = (void *)sample.bytes;
	len = sample_snapshot(&sample, 40, PROCMON_TYPE_SNAPSHOT_BEGIN);
	put(output, sample.bytes, len);
	put(output, sample.bytes, sample_proc(&sample, 41));
	put(output, sample.bytes, sample_fork(&sample, 42));
	put(output, sample.bytes,
	    sample_snapshot(&sample, 43, PROCMON_TYPE_SNAPSHOT_END));

	len = sample_snapshot(&sample, 44, PROCMON_TYPE_SNAPSHOT_BEGIN);
	snapshot->number = 3;
	snapshot->tgid = 4242;
	put(output, sample.bytes, len);
	len = sample_snapshot(&sample, 45, PROCMON_TYPE_SNAPSHOT_END);
	snapshot->number = 3;
	snapshot->tgid = 4242;
	snapshot->processes = 1;
	snapshot->failed = 0;
	snapshot->begin_seq = 44;
	put(output, sample.bytes, len);

	len = sample_snapshot(&sample, 46, PROCMON_TYPE_SNAPSHOT_BEGIN);
	snapshot->number = 4;
	snapshot->reason = PROCMON_SNAPSHOT_ARM;
	snapshot->reader = 0;
	put(output, sample.bytes, len);
}

/*
 * What an exec tells of its parent and of those above it; who created it is not
 * its parent any more. Then why it may lack that.
 */
void lineage(struct output *output)
{
	static const uint32_t fields[] = {
		PROCMON_FIELD_PARENT_EXEC_ID, PROCMON_FIELD_PARENT_EXE,
		PROCMON_FIELD_PARENT_ARGV, PROCMON_FIELD_ANCESTORS,
	};
	struct procmon_ancestor *ancestors;
	struct procmon_exec *exec;
	struct sample sample;
	uint32_t i;

	put_start(output);
	exec = sample_exec_fixed(&sample, 900);
	exec->identity.ppid = 1;
	exec->identity.parent_exec_id = 12;
	exec->argc = 1;
	add(&sample, &exec->argv, LITERAL("child\0"));
	add(&sample, &exec->exe, LITERAL("/usr/bin/child"));
	add(&sample, &exec->parent_exe, LITERAL("/usr/lib/systemd/systemd"));
	add(&sample, &exec->parent_argv, LITERAL("/sbin/init\0splash\0"));
	ancestors = record_array(&sample.record, &exec->ancestors,
				 PROCMON_ANCESTORS_MAX, sizeof(*ancestors),
				 PROCMON_ANCESTORS_MAX);
	if (!ancestors)
		errx(1, "a record is full");
	for (i = 0; i < PROCMON_ANCESTORS_MAX; i++) {
		ancestors[i].tgid = 800 - 10 * i;
		ancestors[i].uid = i < 4 ? 1000 : 0;
		ancestors[i].start_boottime = 5000000000ULL - i;
		ancestors[i].exec_id = i < 7 ? 100 - i : 0;
		ancestors[i].exe_dev_major = 254;
		ancestors[i].exe_dev_minor = 1;
		ancestors[i].exe_ino = 300 + i;
	}
	put_sample(output, &sample);

	exec = sample_exec_fixed(&sample, 901);
	exec->identity.parent_exec_id = 0;
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		exec_missing(exec, fields[i], PROCMON_REASON_BOUND);
	put_sample(output, &sample);

	/* a failure has lineage too */
	exec = sample_fail_fixed(&sample, 902, 13);
	memset(&exec->missing[PROCMON_REASON_UNARMED], 0,
	       sizeof(exec->missing[0]));
	exec->identity.exec_id = 77;
	exec->identity.parent_exec_id = 12;
	add(&sample, &exec->filename, LITERAL("/root/secret"));
	add(&sample, &exec->parent_exe, LITERAL("/usr/sbin/sshd"));
	add(&sample, &exec->parent_argv, LITERAL("sshd: user\0"));
	put_sample(output, &sample);
}
