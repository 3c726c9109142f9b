/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counters.h - what the relay and each sink count, as tables. Reports, metrics
 * and the manual's test go by them. It must not know who counts.
 */
#ifndef PROCMON_RELAY_COUNTERS_H
#define PROCMON_RELAY_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libprocmon.h>

#include "names.h"

/**
 * struct relay_counters - What the relay counts.
 * @records: records that were read, losses not counted.
 * @bytes: bytes of them.
 * @lost: records that the sensor lost, or that nobody held for the relay.
 * @malformed: records that could not be decoded, and were skipped.
 * @redacted: records that something was taken out of.
 * @read_seq: the last that was read.
 * @acked_seq: the last that was acknowledged.
 * @next_seq: number of the sensor's next event.
 * @lag: events that are not acknowledged yet.
 * @hooks_armed: bit mask of enum procmon_hook.
 * @hooks_failed: likewise.
 * @stalls: how often reading stopped for a durable sink.
 * @lost_by_cause: @lost by enum procmon_cause; has no row of its own.
 */
struct relay_counters {
	uint64_t records;
	uint64_t bytes;
	uint64_t lost;
	uint64_t malformed;
	uint64_t redacted;
	uint64_t read_seq;
	uint64_t acked_seq;
	uint64_t next_seq;
	uint64_t lag;
	uint64_t hooks_armed;
	uint64_t hooks_failed;
	uint64_t stalls;
	uint64_t lost_by_cause[PROCMON_CAUSE_COUNT];
};

/**
 * struct sink_counters - What a sink counts.
 * @records: records that were written, or handed over.
 * @bytes: bytes of them.
 * @dropped: records that a best-effort sink dropped.
 * @refused: records that were too large for the receiver.
 * @suspensions: how often it was suspended.
 * @rotations: files that were rotated.
 * @queue_bytes: bytes in its queue.
 * @queue_records: records in its queue.
 * @suspended: 1: it is.
 * @stored_seq: up to where all is stored, or was dropped.
 */
struct sink_counters {
	uint64_t records;
	uint64_t bytes;
	uint64_t dropped;
	uint64_t refused;
	uint64_t suspensions;
	uint64_t rotations;
	uint64_t queue_bytes;
	uint64_t queue_records;
	uint64_t suspended;
	uint64_t stored_seq;
};

/**
 * struct counter - A counter.
 * @name: its name.
 * @offset: of the member.
 * @is_gauge: it can also fall.
 * @is_reported: it stands in reports.
 * @help: what it counts, in a line.
 * @bit: what each of its bits is of; NULL: it is a number.
 * @bit_names: which they are.
 */
struct counter {
	const char *name;
	size_t offset;
	bool is_gauge;
	bool is_reported;
	const char *help;
	const char *bit;
	const struct names *bit_names;
};

/**
 * struct counter_table - Counters of the same structure.
 * @rows: the counters.
 * @count: how many.
 */
struct counter_table {
	const struct counter *rows;
	size_t count;
};

extern const struct counter_table relay_counter_table;
extern const struct counter_table sink_counter_table;

/**
 * counter_value() - Value of a counter.
 * @counter: the counter.
 * @counters: the structure that it is a member of.
 */
uint64_t counter_value(const struct counter *counter, const void *counters);

/**
 * counters_report() - Counters as text, for people.
 * @table: the counters; those that stand in reports and are not 0.
 * @counters: the structure.
 * @text: returned: "3 records, 4711 bytes".
 * @size: size of @text.
 */
void counters_report(const struct counter_table *table, const void *counters,
		     char *text, size_t size);

#endif /* PROCMON_RELAY_COUNTERS_H */
