/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snapshot_ledger.h - which processes there are, from the records alone: each
 * comes in with exactly one PROC or FORK and goes with one EXIT. It must not
 * know which processes there are in truth.
 */
#ifndef PROCMON_TESTS_SNAPSHOT_LEDGER_H
#define PROCMON_TESTS_SNAPSHOT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/procmon.h>

#define LEDGER_PROCESSES	(1U << 22)

/**
 * struct ledger_process - A process number.
 * @start: start_boottime of who has it.
 * @is_live: somebody has.
 * @is_due: the snapshot that runs has to tell of it.
 * @is_kernel: it is a kernel thread.
 */
struct ledger_process {
	uint64_t start;
	bool is_live;
	bool is_due;
	bool is_kernel;
};

/**
 * struct ledger_entry - A record of a process, kept.
 * @tgid: the process.
 * @type: FORK, EXIT or PROC of a snapshot of all; or SNAPSHOT_BEGIN of all.
 * @start: its start_boottime.
 * @seq: of the record.
 * @time: its time_mono.
 */
struct ledger_entry {
	uint32_t tgid;
	uint32_t type;
	uint64_t start;
	uint64_t seq;
	uint64_t time;
};

/**
 * struct ledger - What the records said.
 * @processes: by number.
 * @highest: number that was seen.
 * @is_whole: a snapshot of all has ended: every process is known.
 * @number: of the snapshot that runs; 0: none.
 * @of: the only process of it; 0: all.
 * @begin_seq: of it.
 * @told: PROC records of it.
 * @due: processes that it has not told of yet.
 * @snapshots: of all processes that came to their end.
 * @last_end: begin_seq of the snapshot that ended last.
 * @entries: records, in their order.
 * @entry_count: how many.
 * @entry_room: for how many there is memory.
 * @problems: that were found.
 * @say: called with a line for each; may be NULL.
 * @argument: for @say.
 */
struct ledger {
	struct ledger_process *processes;
	uint32_t highest;
	bool is_whole;
	uint32_t number;
	uint32_t of;
	uint64_t begin_seq;
	uint64_t told;
	uint64_t due;
	unsigned int snapshots;
	uint64_t last_end;
	struct ledger_entry *entries;
	size_t entry_count;
	size_t entry_room;
	unsigned int problems;
	void (*say)(void *argument, const char *line);
	void *argument;
};

/* Begin one. Return: 0 or -1. */
int ledger_begin(struct ledger *ledger,
		 void (*say)(void *argument, const char *line), void *argument);

/* Free all. */
void ledger_end(struct ledger *ledger);

/* A stream_visit; @context is the ledger. */
void ledger_visit(const struct procmon_header *record, void *context);

/**
 * ledger_problem() - Note a problem.
 * @ledger: the ledger.
 * @format: as printf().
 */
void ledger_problem(struct ledger *ledger, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
