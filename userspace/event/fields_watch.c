// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_watch.c - rows of the field table: records of what becomes of the
 * sensor while it runs: hooks that go silent, changes of the configuration.
 */
#include "kind.h"

static bool is_syscall_hook(const struct procmon_record *record)
{
	return record->hook.hook == PROCMON_HOOK_SYSCALL;
}

static bool is_errno_setting(const struct procmon_record *record)
{
	return record->config.setting == PROCMON_SETTING_FAIL_ERRNO;
}

static bool is_events_setting(const struct procmon_record *record)
{
	return record->config.setting == PROCMON_SETTING_EVENTS;
}

static bool is_full_setting(const struct procmon_record *record)
{
	return record->config.setting == PROCMON_SETTING_FULL;
}

static bool is_number_setting(const struct procmon_record *record)
{
	return !is_errno_setting(record) && !is_events_setting(record) &&
	       !is_full_setting(record);
}

static bool has_actor(const struct procmon_record *record)
{
	return record->config.actor.tgid != 0;
}

/* The first number of the value before or after. */
#define CONFIG_NUMBER(member)						\
	.structure = STRUCTURE_CONFIG,					\
	.offset = offsetof(struct procmon_config_event, member),	\
	.size = sizeof(__u64)

#define ACTOR(column, key, shown_as, what, ...)				\
	{ column, key, &shown_as, CONFIG(actor.what),			\
	  .applies = has_actor, __VA_ARGS__ }

static const struct field fields[] = {
	{ "HOOK", "procmon.hook.name", &kind_name, HOOK(hook),
	  .names = &hook_names, .help = "exec, file, task_work, syscall, fork, exit, creds, sid, ptrace, comm or coredump" },
	{ "HOOK_CAUSE", "procmon.hook.cause", &kind_name, HOOK(cause),
	  .names = &hook_cause_names,
	  .help = "why it is, or was, not trusted: disabled, replaced, unseen or overrun" },
	{ "HOOK_MECHANISM", "procmon.hook.mechanism", &kind_name,
	  HOOK(mechanism), .names = &mechanism_names,
	  .applies = is_syscall_hook,
	  .help = "how it is called: kprobe, ftrace or table" },
	{ "HOOK_SINCE_SEQ", "procmon.hook.since_seq", &kind_number,
	  HOOK(since_seq),
	  .help = "up to this SEQ all was well; what the hook adds may be missing from there on" },
	{ "HOOK_MISSED", "procmon.hook.missed", &kind_number, HOOK(missed),
	  .help = "execs since then that are known to have passed it unseen" },

	{ "SETTING", "procmon.config.setting", &kind_name, CONFIG(setting),
	  .names = &setting_names,
	  .help = "armed, locked, fail_errno, fail_allocation, events, full or block_ms" },
	{ "SETTING_BEFORE", "procmon.config.before", &kind_number,
	  CONFIG_NUMBER(before), .applies = is_number_setting,
	  .help = "its value before" },
	{ "SETTING_AFTER", "procmon.config.after", &kind_number,
	  CONFIG_NUMBER(after), .applies = is_number_setting,
	  .help = "its value from now on" },
	{ "FAIL_ERRNO_BEFORE", "procmon.config.fail_errno.before",
	  &kind_errno_set, CONFIG(before), .applies = is_errno_setting,
	  .help = "errors that were not recorded before" },
	{ "FAIL_ERRNO_AFTER", "procmon.config.fail_errno.after",
	  &kind_errno_set, CONFIG(after), .applies = is_errno_setting,
	  .help = "those that are not from now on" },
	{ "FULL_BEFORE", "procmon.config.full.before", &kind_name,
	  CONFIG_NUMBER(before), .names = &full_names,
	  .applies = is_full_setting,
	  .help = "what became of events when the ring was full, see SENSOR_FULL" },
	{ "FULL_AFTER", "procmon.config.full.after", &kind_name,
	  CONFIG_NUMBER(after), .names = &full_names,
	  .applies = is_full_setting,
	  .help = "what becomes of them from now on" },
	{ "EVENTS_BEFORE", "procmon.config.events.before", &kind_events,
	  CONFIG(before), .applies = is_events_setting,
	  .help = "types of records that were recorded before, see SENSOR_EVENTS" },
	{ "EVENTS_AFTER", "procmon.config.events.after", &kind_events,
	  CONFIG(after), .applies = is_events_setting,
	  .help = "those that are from now on" },
	ACTOR("PID", "process.pid", kind_number, tgid,
	      .help = "process id of who did it",
	      .ocsf = "actor.process.pid"),
	ACTOR("TID", "process.thread.id", kind_number, tid,
	      .help = "thread id of who did it",
	      .ocsf = "actor.process.ptid"),
	ACTOR("UID", "process.real_user.id", kind_id, uid,
	      .help = "real user id of who did it",
	      .ocsf = "actor.process.user.uid"),
	ACTOR("EUID", "process.user.id", kind_id, euid,
	      .help = "effective user id of who did it"),
	ACTOR("LOGINUID", "procmon.login_user.id", kind_id, loginuid,
	      .flags = FIELD_UNSET, .help = "audit login uid of who did it"),
	ACTOR("START", "process.start", kind_boottime, start_boottime,
	      .help = "when that process started"),
	ACTOR("START_BOOTTIME", "procmon.start_boottime", kind_wide,
	      start_boottime, .unit = "ns", .help = "likewise, CLOCK_BOOTTIME"),
	ACTOR("ENTITY_ID", "process.entity_id", kind_entity, start_boottime,
	      .help = "name of that process on all hosts",
	      .ocsf = "actor.process.uid"),
	{ "COMM", "process.name", &kind_comm, CONFIG(comm),
	  .applies = has_actor, .help = "name of its task",
	  .ocsf = "actor.process.name" },
};

FIELD_GROUP(fields_watch, fields);
