// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot_ledger.c - which processes there are, from the records alone; see
 * snapshot_ledger.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "life.h"
#include "snapshot_ledger.h"

typedef unsigned long long number;

int ledger_begin(struct ledger *ledger,
		 void (*say)(void *argument, const char *line), void *argument)
{
	memset(ledger, 0, sizeof(*ledger));
	ledger->say = say;
	ledger->argument = argument;
	ledger->processes = calloc(LEDGER_PROCESSES,
				   sizeof(*ledger->processes));
	return ledger->processes ? 0 : -1;
}

void ledger_end(struct ledger *ledger)
{
	free(ledger->processes);
	free(ledger->entries);
}

void ledger_problem(struct ledger *ledger, const char *format, ...)
{
	va_list arguments;
	char line[256];

	ledger->problems++;
	if (!ledger->say)
		return;
	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	ledger->say(ledger->argument, line);
}

static void keep(struct ledger *ledger, const struct procmon_header *record,
		 uint32_t tgid, uint64_t start)
{
	size_t room = ledger->entry_room ? ledger->entry_room * 2 : 4096;

	if (ledger->entry_count == ledger->entry_room) {
		ledger->entries = realloc(ledger->entries,
					  room * sizeof(*ledger->entries));
		if (!ledger->entries)
			abort();
		ledger->entry_room = room;
	}
	ledger->entries[ledger->entry_count++] = (struct ledger_entry) {
		.tgid = tgid, .type = record->type, .start = start,
		.seq = record->seq, .time = record->time_mono,
	};
}

static struct ledger_process *find(struct ledger *ledger,
				   const struct procmon_header *record,
				   uint32_t tgid)
{
	if (!tgid || tgid >= LEDGER_PROCESSES) {
		ledger_problem(ledger, "%s, seq %llu, of process %u",
			       life_type_name(record->type),
			       (number)record->seq, tgid);
		tgid = 0;
	}
	if (tgid > ledger->highest)
		ledger->highest = tgid;
	return &ledger->processes[tgid];
}

static void wrong(struct ledger *ledger, const struct procmon_header *record,
		  uint32_t tgid, const char *what)
{
	ledger_problem(ledger,
		       "%s, seq %llu, of process %u: %s (snapshot %u from seq %llu)",
		       life_type_name(record->type), (number)record->seq, tgid,
		       what, ledger->number, (number)ledger->begin_seq);
}

static void snapshot_begins(struct ledger *ledger,
			    const struct procmon_snapshot *snapshot)
{
	struct ledger_process *process;
	uint32_t tgid;

	if (ledger->number)
		wrong(ledger, &snapshot->header, snapshot->tgid,
		      "another snapshot has not ended");
	if (!snapshot->number)
		wrong(ledger, &snapshot->header, snapshot->tgid,
		      "it has no number");
	ledger->number = snapshot->number;
	ledger->of = snapshot->tgid;
	ledger->begin_seq = snapshot->header.seq;
	ledger->told = 0;
	ledger->due = 0;
	if (snapshot->tgid)
		return;
	keep(ledger, &snapshot->header, 0, 0);
	for (tgid = 1; tgid <= ledger->highest; tgid++) {
		process = &ledger->processes[tgid];
		process->is_due = process->is_live;
		ledger->due += process->is_live;
	}
}

static void snapshot_ends(struct ledger *ledger,
			  const struct procmon_snapshot *snapshot)
{
	const struct procmon_header *record = &snapshot->header;
	uint32_t tgid;

	if (snapshot->number != ledger->number ||
	    snapshot->begin_seq != ledger->begin_seq ||
	    snapshot->tgid != ledger->of)
		wrong(ledger, record, snapshot->tgid,
		      "it is not of the snapshot that runs");
	if (snapshot->processes != ledger->told)
		ledger_problem(ledger,
			       "SNAPSHOT_END, seq %llu: %llu processes, %llu PROC records came",
			       (number)record->seq, (number)snapshot->processes,
			       (number)ledger->told);
	if (snapshot->failed)
		ledger_problem(ledger,
			       "SNAPSHOT_END, seq %llu: %llu could not be given",
			       (number)record->seq, (number)snapshot->failed);
	for (tgid = 1; ledger->due && tgid <= ledger->highest; tgid++)
		if (ledger->processes[tgid].is_due)
			wrong(ledger, record, tgid, "it was not told of");
	if (!ledger->of) {
		ledger->is_whole = true;
		ledger->snapshots++;
	}
	ledger->last_end = ledger->begin_seq;
	ledger->number = 0;
	ledger->of = 0;
}

static void told_once(struct ledger *ledger, const struct procmon_exec *proc)
{
	uint32_t tgid = proc->identity.tgid;
	struct ledger_process *process = find(ledger, &proc->header, tgid);

	keep(ledger, &proc->header, tgid, proc->identity.start_boottime);
	if (process->is_live &&
	    process->start != proc->identity.start_boottime) {
		wrong(ledger, &proc->header, tgid,
		      "another process has that number");
	} else if (process->is_due) {
		process->is_due = false;
		ledger->due--;
	} else if (process->is_live) {
		wrong(ledger, &proc->header, tgid,
		      "it was told of, or created, since the snapshot began");
	} else if (ledger->is_whole) {
		wrong(ledger, &proc->header, tgid,
		      "nobody told that it was created");
	}
	process->is_live = true;
	process->start = proc->identity.start_boottime;
	process->is_kernel = proc->flags & PROCMON_EXEC_KTHREAD;
}

static void is_there(struct ledger *ledger, const struct procmon_exec *proc)
{
	uint32_t tgid = proc->identity.tgid;

	if (!ledger->number) {
		wrong(ledger, &proc->header, tgid, "outside of a snapshot");
		return;
	}
	ledger->told++;
	if (!ledger->of) {
		told_once(ledger, proc);
		return;
	}
	if (tgid != ledger->of)
		wrong(ledger, &proc->header, tgid,
		      "another process was asked for");
	if (ledger->is_whole && !find(ledger, &proc->header, tgid)->is_live)
		wrong(ledger, &proc->header, tgid,
		      "nobody told that it was created");
}

static void is_created(struct ledger *ledger, const struct procmon_fork *fork)
{
	const struct procmon_identity *identity = &fork->life.process.identity;
	const struct procmon_header *record = &fork->life.header;
	struct ledger_process *process;

	if (fork->flags & PROCMON_LIFE_THREAD)
		return;
	process = find(ledger, record, identity->tgid);
	keep(ledger, record, identity->tgid, identity->start_boottime);
	if (process->is_live)
		wrong(ledger, record, identity->tgid,
		      process->start == identity->start_boottime ?
		      "it was told of already" :
		      "another process has that number");
	if (process->is_due)
		ledger->due--;
	process->is_due = false;
	process->is_live = true;
	process->start = identity->start_boottime;
	process->is_kernel = fork->flags & PROCMON_LIFE_KTHREAD;
}

static void is_gone(struct ledger *ledger, const struct procmon_exit *exit)
{
	const struct procmon_identity *identity = &exit->life.process.identity;
	const struct procmon_header *record = &exit->life.header;
	struct ledger_process *process;

	if (exit->flags & PROCMON_LIFE_THREAD)
		return;
	process = find(ledger, record, identity->tgid);
	keep(ledger, record, identity->tgid, identity->start_boottime);
	if (process->is_due) {
		wrong(ledger, record, identity->tgid,
		      "it ended and was not told of");
		ledger->due--;
	}
	if (process->is_live && process->start != identity->start_boottime)
		wrong(ledger, record, identity->tgid,
		      "another process has that number");
	/* Before the first snapshot nobody is known. */
	if (!process->is_live &&
	    (ledger->is_whole || (ledger->number && !ledger->of)))
		wrong(ledger, record, identity->tgid,
		      "nobody told that it was there");
	process->is_due = false;
	process->is_live = false;
}

void ledger_visit(const struct procmon_header *record, void *context)
{
	const struct procmon_snapshot *snapshot = as_snapshot(record);
	struct ledger *ledger = context;

	if (record->type == PROCMON_TYPE_SNAPSHOT_BEGIN)
		snapshot_begins(ledger, snapshot);
	else if (record->type == PROCMON_TYPE_SNAPSHOT_END)
		snapshot_ends(ledger, snapshot);
	else if (as_proc(record))
		is_there(ledger, as_proc(record));
	else if (as_fork(record))
		is_created(ledger, as_fork(record));
	else if (as_exit(record))
		is_gone(ledger, as_exit(record));
	else if (record->type == PROCMON_TYPE_LOST)
		ledger_problem(ledger, "LOST, up to seq %llu",
			       (number)record->seq);
}
