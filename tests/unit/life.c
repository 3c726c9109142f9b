// SPDX-License-Identifier: GPL-2.0-only
/*
 * life.c - records of the lives of processes for tests, built with the module's
 * own record.c. Knows no test.
 */
#include "life.h"

#include <stdlib.h>
#include <string.h>

#define SECOND	1000000000ULL

/* Of the boot that the captures here are of. */
#define REAL_MINUS_BOOT	(1700000000ULL * SECOND - 5600 * SECOND)

static void add(struct sample *sample, struct procmon_string *field,
		const char *bytes, size_t len)
{
	if (record_string(&sample->record, field, bytes, len))
		abort();
}

static void fill_header(struct sample *sample, uint64_t seq)
{
	struct procmon_header *header = (void *)sample->bytes;

	header->seq = seq;
	header->time_mono = 5000 * SECOND + seq * 1000000;
}

static void fill_identity(struct procmon_identity *identity,
			  const struct who *who)
{
	identity->tgid = who->tgid;
	identity->tid = who->tgid;
	identity->ppid = who->ppid;
	identity->pgid = who->tgid;
	identity->sid = who->tgid;
	identity->ns_tgid = who->tgid;
	identity->ns_tid = who->tgid;
	identity->ns_ppid = who->ppid;
	identity->start_boottime = who->start;
	identity->parent_start_boottime = who->parent_start;
	identity->exec_id = who->exec_id;
}

static void fill_creds(struct procmon_creds *creds, const struct who *who)
{
	creds->uid = who->uid;
	creds->euid = who->euid;
	creds->suid = who->euid;
	creds->fsuid = who->euid;
	creds->gid = who->uid;
	creds->egid = who->uid;
	creds->user_ns = 4026531837U;
}

static void fill_namespaces(struct procmon_namespaces *namespaces,
			    const struct who *who)
{
	namespaces->pid = 4026531836U + who->namespaces;
	namespaces->net = 4026531840U;
	namespaces->uts = 4026531838U;
	namespaces->ipc = 4026531839U;
	namespaces->user = 4026531837U;
	namespaces->cgroup = 4026531835U;
	namespaces->time = 4026531834U;
	namespaces->mnt = 4026531841U + who->namespaces;
}

/* The same path has the same number. */
static uint64_t cgroup_id(const struct who *who)
{
	return who->cgroup ? strlen(who->cgroup) : 1;
}

static void fill_comm(char comm[PROCMON_COMM_LEN], const struct who *who)
{
	if (who->comm)
		strncpy(comm, who->comm, PROCMON_COMM_LEN - 1);
}

size_t life_exec(struct sample *sample, uint64_t seq, uint16_t type,
		 const struct who *who)
{
	struct procmon_exec *exec;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     type, sizeof(*exec));
	fill_header(sample, seq);
	exec = (void *)sample->bytes;
	exec->time_boot = 5600 * SECOND + seq * 1000000;
	exec->time_real = REAL_MINUS_BOOT + exec->time_boot;
	exec->flags = who->flags;
	fill_identity(&exec->identity, who);
	exec->old_tid = who->tgid;
	fill_comm(exec->comm, who);
	fill_creds(&exec->creds, who);
	exec->loginuid = UINT32_MAX;
	exec->audit_session = UINT32_MAX;
	fill_namespaces(&exec->namespaces, who);
	exec->cgroup_id = cgroup_id(who);
	exec->rss = 1 << 20;
	if (who->exe)
		add(sample, &exec->exe, who->exe, strlen(who->exe));
	if (who->argv)
		add(sample, &exec->argv, who->argv, who->argv_len);
	if (who->cgroup)
		add(sample, &exec->cgroup, who->cgroup, strlen(who->cgroup));
	return sample_end(sample);
}

void *life_start(struct sample *sample, uint64_t seq, uint16_t type,
		 uint32_t fixed_len, const struct who *who)
{
	struct procmon_life *life;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     type, fixed_len);
	fill_header(sample, seq);
	life = (void *)sample->bytes;
	life->time_boot = 5600 * SECOND + seq * 1000000;
	life->time_real = REAL_MINUS_BOOT + life->time_boot;
	fill_identity(&life->process.identity, who);
	fill_creds(&life->process.creds, who);
	fill_namespaces(&life->process.namespaces, who);
	life->process.cgroup_id = cgroup_id(who);
	life->process.loginuid = UINT32_MAX;
	life->process.audit_session = UINT32_MAX;
	fill_comm(life->process.comm, who);
	return life;
}

size_t life_fork(struct sample *sample, uint64_t seq, const struct who *who,
		 const struct who *creator)
{
	struct procmon_fork *fork = life_start(sample, seq, PROCMON_TYPE_FORK,
					       sizeof(*fork), who);

	fork->creator.tgid = creator->tgid;
	fork->creator.tid = creator->tgid;
	fork->creator.start_boottime = creator->start;
	fork->creator.exec_id = creator->exec_id;
	fork->clone_flags = 17;
	fork->flags = who->flags;
	return sample_end(sample);
}

size_t life_exit(struct sample *sample, uint64_t seq, const struct who *who,
		 uint32_t status)
{
	struct procmon_exit *record = life_start(sample, seq, PROCMON_TYPE_EXIT,
						 sizeof(*record), who);

	record->status = status;
	record->code = status >> 8 & 0xFF;
	record->signal = status & 0x7F;
	record->flags = who->flags;
	record->run_ns = 1500 * 1000000ULL;
	return sample_end(sample);
}

size_t life_snapshot(struct sample *sample, uint64_t seq, uint16_t type,
		     uint32_t number, uint64_t begin_seq, uint64_t processes)
{
	struct procmon_snapshot *snapshot = (void *)sample->bytes;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     type, sizeof(*snapshot));
	fill_header(sample, seq);
	snapshot->time_real = REAL_MINUS_BOOT + 5600 * SECOND + seq * 1000000;
	snapshot->number = number;
	snapshot->reason = PROCMON_SNAPSHOT_REQUEST;
	snapshot->reader = 1;
	snapshot->processes = processes;
	snapshot->begin_seq = type == PROCMON_TYPE_SNAPSHOT_END ? begin_seq : 0;
	return sample_end(sample);
}

size_t life_lost(struct sample *sample, uint64_t last, uint64_t count,
		 uint16_t type)
{
	struct ring_gap gap = {
		.first = last - count + 1,
		.last = last,
	};

	gap.by_cause[PROCMON_CAUSE_OVERWRITTEN] = count;
	gap.by_kind[type] = count;
	record_fill_lost((struct procmon_lost *)sample->bytes, &gap);
	fill_header(sample, last);
	return sizeof(struct procmon_lost);
}
