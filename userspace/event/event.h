/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * event.h - a record together with what the records before it told: which
 * boot, and how the clocks relate. It must not know how it is shown.
 */
#ifndef PROCMON_EVENT_H
#define PROCMON_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include <libprocmon.h>

#include "accounts.h"

/**
 * struct stream - What is known of a stream of records.
 * @boot_id: of the boot; all 0: not known.
 * @has_boot: @real_minus_boot is known.
 * @has_mono: @real_minus_mono is known.
 * @real_minus_boot: CLOCK_REALTIME less CLOCK_BOOTTIME, ns.
 * @real_minus_mono: CLOCK_REALTIME less CLOCK_MONOTONIC, ns.
 * @host_id: what names the host among others; NULL: nobody said.
 * @host_name: what people call it; NULL: nobody said.
 * @accounts: who knows names of users and groups; NULL: nobody.
 * @accounts_version: another one where names may be others.
 */
struct stream {
	unsigned char boot_id[16];
	bool has_boot;
	bool has_mono;
	uint64_t real_minus_boot;
	uint64_t real_minus_mono;
	const char *host_id;
	const char *host_name;
	const struct accounts *accounts;
	uint64_t accounts_version;
};

/**
 * struct event - A record in its stream.
 * @record: the record.
 * @stream: the stream.
 * @redacted: what redact_list() says of it; NULL: nothing.
 * @depth: how many processes are above its own, if that was asked for.
 */
struct event {
	const struct procmon_record *record;
	const struct stream *stream;
	const char *redacted;
	unsigned int depth;
};

/**
 * stream_set_clocks() - Learn the clocks from this machine.
 * @stream: stream of records of this boot.
 */
void stream_set_clocks(struct stream *stream);

/**
 * stream_learn() - Learn from the next record.
 * @stream: the stream.
 * @record: its next record.
 */
void stream_learn(struct stream *stream, const struct procmon_record *record);

/**
 * stream_refresh() - Have no names that are too old.
 * @stream: the stream.
 * @now_ms: CLOCK_MONOTONIC.
 */
void stream_refresh(struct stream *stream, uint64_t now_ms);

/**
 * stream_has_boot_id() - Is it known which boot this is?
 * @stream: the stream.
 */
bool stream_has_boot_id(const struct stream *stream);

/**
 * record_is_exec() - Has a record struct procmon_exec?
 * @record: any record.
 */
static inline bool record_is_exec(const struct procmon_record *record)
{
	return record->is_known &&
	       (record->header.type == PROCMON_TYPE_EXEC ||
		record->header.type == PROCMON_TYPE_EXEC_FAIL ||
		record->header.type == PROCMON_TYPE_PROC);
}

/**
 * event_identity() - Process that a record is about.
 * @record: record of an exec, of a process that is running, or of something
 *	that happened to a process.
 */
const struct procmon_identity *
event_identity(const struct procmon_record *record);

/**
 * event_is_of_thread() - Did a thread, not its process, begin or end?
 * @record: any record.
 */
bool event_is_of_thread(const struct procmon_record *record);

/**
 * event_time() - When did it happen?
 * @event: the event.
 * @ret_ns: returned: ns since the epoch.
 *
 * Return: true; false: not known.
 */
bool event_time(const struct event *event, uint64_t *ret_ns);

/**
 * event_from_boottime() - Convert CLOCK_BOOTTIME.
 * @event: the event; a record about a process brings both clocks.
 * @boottime: ns.
 * @ret_ns: returned: ns since the epoch.
 *
 * Return: true; false: not known.
 */
bool event_from_boottime(const struct event *event, uint64_t boottime,
			 uint64_t *ret_ns);

#endif /* PROCMON_EVENT_H */
