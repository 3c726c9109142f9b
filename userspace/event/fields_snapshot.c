// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_snapshot.c - rows of the field table: the frame around the processes
 * that are running.
 */
#include "kind.h"

static bool is_end(const struct procmon_record *record)
{
	return record->header.type == PROCMON_TYPE_SNAPSHOT_END;
}

static const struct field fields[] = {
	{ "TIME", "@timestamp", &kind_clock, SNAPSHOT(time_real),
	  .help = "when it happened", .flags = FIELD_BASE,
	  .ocsf = "metadata.original_time" },
	{ "SNAPSHOT", "procmon.snapshot.number", &kind_number,
	  SNAPSHOT(number), .help = "number of the snapshot, from 1" },
	{ "SNAPSHOT_REASON", "procmon.snapshot.reason", &kind_name,
	  SNAPSHOT(reason), .names = &snapshot_reason_names,
	  .help = "arm: the hooks were armed; request: a reader asked" },
	{ "SNAPSHOT_READER", "procmon.snapshot.reader", &kind_number,
	  SNAPSHOT(reader), .flags = FIELD_NONZERO,
	  .help = "number of the reader that asked" },
	{ "SNAPSHOT_PID", "procmon.snapshot.pid", &kind_number,
	  SNAPSHOT(tgid), .flags = FIELD_NONZERO,
	  .help = "the only process that was asked for" },
	{ "SNAPSHOT_PROCESSES", "procmon.snapshot.processes", &kind_number,
	  SNAPSHOT(processes), .applies = is_end,
	  .help = "how many processes were given" },
	{ "SNAPSHOT_FAILED", "procmon.snapshot.failed", &kind_number,
	  SNAPSHOT(failed), .applies = is_end,
	  .help = "how many could not be given, for want of memory; 0: it is whole" },
	{ "SNAPSHOT_BEGIN_SEQ", "procmon.snapshot.begin_seq", &kind_number,
	  SNAPSHOT(begin_seq), .applies = is_end,
	  .help = "SEQ of the record that began it" },
};

FIELD_GROUP(fields_snapshot, fields);
