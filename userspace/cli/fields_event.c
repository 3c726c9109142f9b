// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_event.c - rows of the field table: what every record has, and what
 * tells about the record itself.
 */
#include "kind.h"

static const struct field fields[] = {
	{ "TIME", "@timestamp", &kind_clock, EXEC(time_real),
	  .help = "when it happened; in a table the local time",
	  .flags = FIELD_DEFAULT | FIELD_BASE },
	{ "TIME", "@timestamp", &kind_clock, SENSOR(time_real),
	  .help = "when it happened", .flags = FIELD_BASE },
	{ "TIME", "@timestamp", &kind_clock, READER(time_real),
	  .help = "when it happened", .flags = FIELD_BASE },
	{ "TIME", "@timestamp", &kind_clock, LOST(header.time_mono),
	  .help = "when the loss was reported, reckoned from other records",
	  .flags = FIELD_BASE },
	{ "SEQ", "event.sequence", &kind_number, ANY(seq),
	  .help = "number of the event, from 1, one space for all types",
	  .flags = FIELD_BASE },
	{ "TYPE", "event.action", &kind_name, ANY(type), .names = &type_names,
	  .help = "type of the record", .flags = FIELD_BASE },
	{ "EVENT_KIND", "event.kind", &kind_name_plain, ANY(type),
	  .names = &ecs_kind_names, .flags = FIELD_BASE | FIELD_ECS,
	  .help = "for ECS: event, or pipeline_error for lost records" },
	{ "EVENT_CATEGORY", "event.category", &kind_name_list, ANY(type),
	  .names = &ecs_category_names, .flags = FIELD_BASE | FIELD_ECS,
	  .help = "for ECS: process or host" },
	{ "EVENT_TYPE", "event.type", &kind_name_list, ANY(type),
	  .names = &ecs_type_names, .flags = FIELD_BASE | FIELD_ECS,
	  .help = "for ECS: start, end, access or error" },
	{ "EVENT_OUTCOME", "event.outcome", &kind_name_plain, ANY(type),
	  .names = &ecs_outcome_names, .flags = FIELD_BASE | FIELD_ECS,
	  .help = "for ECS: success" },
	{ "ECS_VERSION", "ecs.version", &kind_constant, ANY(type),
	  .names = &ecs_version_names, .flags = FIELD_BASE | FIELD_ECS,
	  .help = "version of ECS that the keys are from" },
	{ "BOOT_ID", "host.boot.id", &kind_boot_id, ANY(type),
	  .help = "boot that the record is from" },
	{ "CPU", "procmon.cpu", &kind_number, ANY(cpu),
	  .help = "processor on which the event was captured" },
	{ "TIME_MONO", "procmon.time_mono", &kind_wide, ANY(time_mono),
	  .unit = "ns", .help = "when it was captured, CLOCK_MONOTONIC" },
	{ "TOMBSTONE", "procmon.tombstone", &kind_bool, ANY(flags),
	  .mask = PROCMON_RECORD_TOMBSTONE, .flags = FIELD_NONZERO,
	  .help = "there was no memory, or no room, for the whole record" },
	{ "RECORD_BYTES", "procmon.record_bytes", &kind_number, ANY(len),
	  .unit = "bytes", .help = "size of the record" },

	{ "TIME_BOOT", "procmon.time_boot", &kind_wide, EXEC(time_boot),
	  .unit = "ns", .help = "when it was captured, CLOCK_BOOTTIME" },
	{ "ORIGIN", "procmon.origin", &kind_name, EXEC(origin), BIT(ORIGIN),
	  .names = &origin_names, .help = "what called for the exec" },
	{ "LATE", "procmon.late", &kind_flags, EXEC(flags),
	  .mask = PROCMON_EXEC_ARGV_LATE | PROCMON_EXEC_ENVP_LATE |
		  PROCMON_EXEC_EXE_LATE,
	  .names = &late_names, .flags = FIELD_NONZERO,
	  .help = "fields completed after the hook, still before the program's first instruction" },
	{ "MISSING", "procmon.missing", &kind_missing, EXEC(missing),
	  .help = "fields that apply but are absent, by reason" },
	{ "TRUNCATED", "procmon.truncated", &kind_fieldset, EXEC(truncated),
	  .help = "fields that are not whole" },
	{ "ESCAPED", "procmon.escaped", &kind_escaped, ANY(type),
	  .flags = FIELD_BASE | FIELD_LAST,
	  .help = "keys whose text is no UTF-8 and so has \\xNN for such bytes and \\\\ for a backslash" },
};

FIELD_GROUP(fields_event, fields);
