// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_sensor.c - rows of the field table: records about the sensor itself,
 * about loss and about readers.
 */
#include "kind.h"

static bool is_stop(const struct procmon_record *record)
{
	return record->header.type == PROCMON_TYPE_SENSOR_STOP;
}

static bool has_process(const struct procmon_record *record)
{
	return record->reader.actor.tgid != 0;
}

static const struct field fields[] = {
	{ "SENSOR_VERSION", "procmon.sensor.version", &kind_text,
	  SENSOR(version), .help = "version of the module" },
	{ "SENSOR_ABI", "procmon.sensor.abi_version", &kind_number,
	  SENSOR(abi_version), .help = "version of the protocol" },
	{ "SENSOR_KERNEL", "host.os.kernel", &kind_text,
	  SENSOR(kernel_release), .help = "release of the kernel" },
	{ "SENSOR_REASON", "procmon.sensor.stop_reason", &kind_name,
	  SENSOR(reason), .names = &stop_names, .applies = is_stop,
	  .help = "why it stopped" },
	{ "SENSOR_HOOKS_ARMED", "procmon.sensor.hooks.armed", &kind_flags,
	  SENSOR(hooks_armed), .names = &hook_names,
	  .help = "hooks that are armed" },
	{ "SENSOR_HOOKS_OFF", "procmon.sensor.hooks.off", &kind_flags,
	  SENSOR(hooks_off), .names = &hook_names,
	  .help = "hooks switched off by configuration" },
	{ "SENSOR_HOOKS_FAILED", "procmon.sensor.hooks.failed", &kind_flags,
	  SENSOR(hooks_failed), .names = &hook_names,
	  .help = "hooks that did not arm" },
	{ "SENSOR_UNSUPPORTED", "procmon.sensor.unsupported", &kind_fieldset,
	  SENSOR(unsupported),
	  .help = "fields that this kernel does not offer" },
	{ "SENSOR_RING_BYTES", "procmon.sensor.ring_bytes", &kind_number,
	  SENSOR(ring_bytes), .unit = "bytes", .help = "size of the ring" },
	{ "SENSOR_ARGV_MAX", "procmon.sensor.argv_max", &kind_number,
	  SENSOR(argv_max), .unit = "bytes",
	  .help = "arguments kept of a program" },
	{ "SENSOR_ENV_MAX", "procmon.sensor.env_max", &kind_number,
	  SENSOR(env_max), .unit = "bytes",
	  .help = "environment kept of a program" },
	{ "SENSOR_GRACE_MS", "procmon.sensor.grace_ms", &kind_number,
	  SENSOR(grace_ms), .unit = "ms",
	  .help = "for how long a hold outlives its holder" },
	{ "SENSOR_MECHANISM", "procmon.sensor.mechanism", &kind_name,
	  SENSOR(mechanism), .names = &mechanism_names,
	  .help = "how the syscall witness is called: none, kprobe, ftrace or table" },
	{ "SENSOR_LOCKED", "procmon.sensor.locked", &kind_bool,
	  SENSOR(locked),
	  .help = "the configuration cannot be changed until reboot" },
	{ "SENSOR_FAIL_ERRNO", "procmon.sensor.fail_errno", &kind_errno_set,
	  SENSOR(fail_errno),
	  .help = "execs that fail with these are counted, not recorded" },
	{ "SENSOR_EVENTS", "procmon.sensor.events", &kind_events,
	  SENSOR(events),
	  .help = "types of records about processes that are recorded; threads: of threads too" },

	{ "LOST_FIRST_SEQ", "procmon.lost.first_seq", &kind_number,
	  LOST(first_seq), .help = "first number that is missing" },
	{ "LOST_LAST_SEQ", "procmon.lost.last_seq", &kind_number,
	  LOST(last_seq), .help = "last number that is missing" },
	{ "LOST_BY_CAUSE", "procmon.lost.by_cause", &kind_counts,
	  LOST(by_cause), .names = &cause_names,
	  .help = "how many records are missing, by cause" },
	{ "LOST_BY_TYPE", "procmon.lost.by_type", &kind_counts, LOST(by_type),
	  .names = &type_names,
	  .help = "how many records are missing, by type" },

	{ "READER_ACTION", "procmon.reader.action", &kind_name,
	  READER(action), .names = &reader_action_names,
	  .help = "open, close, hold, release or expire" },
	{ "READER_NUMBER", "procmon.reader.number", &kind_number,
	  READER(reader), .help = "number of the open file, from 1" },
	{ "READER_DELIVERED", "procmon.reader.delivered", &kind_number,
	  READER(delivered), .help = "records that it was given so far" },
	{ "READER_OVERWRITTEN", "procmon.reader.overwritten", &kind_number,
	  READER(overwritten), .help = "records that it was too slow for" },
	{ "READER_ACKED_SEQ", "procmon.reader.acked_seq", &kind_number,
	  READER(acked_seq), .flags = FIELD_NONZERO,
	  .help = "up to where it acknowledged" },
	{ "PID", "process.pid", &kind_number, READER(actor.tgid),
	  .applies = has_process, .help = "process id of the reader" },
	{ "TID", "process.thread.id", &kind_number, READER(actor.tid),
	  .applies = has_process, .help = "thread id of the reader" },
	{ "UID", "process.real_user.id", &kind_id, READER(actor.uid),
	  .applies = has_process, .help = "real user id of the reader" },
	{ "EUID", "process.user.id", &kind_id, READER(actor.euid),
	  .applies = has_process, .help = "effective user id of the reader" },
	{ "LOGINUID", "procmon.login_user.id", &kind_id, READER(actor.loginuid),
	  .applies = has_process, .flags = FIELD_UNSET,
	  .help = "audit login uid of the reader" },
	{ "START", "process.start", &kind_boottime, READER(actor.start_boottime),
	  .applies = has_process, .help = "when the reader's process started" },
	{ "START_BOOTTIME", "procmon.start_boottime", &kind_wide,
	  READER(actor.start_boottime), .applies = has_process, .unit = "ns",
	  .help = "likewise, CLOCK_BOOTTIME" },
	{ "ENTITY_ID", "process.entity_id", &kind_entity,
	  READER(actor.start_boottime), .applies = has_process,
	  .help = "name of the reader's process on all hosts" },
	{ "COMM", "process.name", &kind_comm, READER(comm),
	  .applies = has_process, .help = "name of the reader's task" },
};

FIELD_GROUP(fields_sensor, fields);
