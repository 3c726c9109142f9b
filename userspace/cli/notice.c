// SPDX-License-Identifier: GPL-2.0-only
/*
 * notice.c - a line in a table about a record that is not about a process: loss,
 * the sensor itself, its hooks, its readers, snapshots. It must not know how
 * tables are aligned.
 */
#include <string.h>

#include "formats.h"
#include "kind.h"
#include "text.h"

#define COLOR_LOST	"\033[1;31m"
#define COLOR_NOTICE	"\033[33m"
#define COLOR_END	"\033[m"

/* A column of this record, or "-". */
static void write_field(const char *name, const struct event *event,
			struct buffer *buffer)
{
	enum structure structure = field_structure_of(event->record);
	const struct field *field = NULL;
	struct value value;

	while ((field = field_next(field)) != NULL) {
		if (!field_is_of(field, structure) ||
		    strcmp(field->name, name) != 0)
			continue;
		if (value_get(field, event, &value)) {
			field->kind->text(field, event, &value, buffer);
			return;
		}
	}
	buffer_char(buffer, '-');
}

/* Text in which {NAME} stands for a column. */
static void write_pattern(const char *pattern, const struct event *event,
			  struct buffer *buffer)
{
	char name[32];
	size_t len;

	for (; *pattern; pattern++) {
		if (*pattern != '{') {
			buffer_char(buffer, *pattern);
			continue;
		}
		len = strcspn(pattern, "}") - 1;
		memcpy(name, pattern + 1, len);
		name[len] = '\0';
		write_field(name, event, buffer);
		pattern += len + 1;
	}
}

static void write_lost(const struct event *event, struct buffer *buffer)
{
	const struct procmon_lost *lost = &event->record->lost;

	buffer_text(buffer, "LOST ");
	buffer_number(buffer, lost->last_seq - lost->first_seq + 1);
	write_pattern(" records, seq {LOST_FIRST_SEQ} to {LOST_LAST_SEQ} (cause {LOST_BY_CAUSE}; type {LOST_BY_TYPE})",
		      event, buffer);
}

static void write_heartbeat(const struct event *event, struct buffer *buffer)
{
	const struct procmon_heartbeat *heartbeat = &event->record->heartbeat;

	write_pattern("heartbeat: {HEARTBEAT_CAPTURED} captured, {HEARTBEAT_DELIVERED} delivered, {HEARTBEAT_OVERWRITTEN} overwritten, {HEARTBEAT_LOST} lost",
		      event, buffer);
	if (heartbeat->counters.lost)
		write_pattern(" (cause {HEARTBEAT_LOST_BY_CAUSE})", event,
			      buffer);
	write_pattern(", {HEARTBEAT_PENDING} pending; {HEARTBEAT_TOMBSTONES} tombstones; {HEARTBEAT_WAITED} execs waited, {HEARTBEAT_WAITED_IN_VAIN} in vain; {HEARTBEAT_READERS} readers, holder {HEARTBEAT_HOLDER}",
		      event, buffer);
	if (heartbeat->hooks_failed)
		write_pattern("; hooks failed: {HEARTBEAT_HOOKS_FAILED}",
			      event, buffer);
}

static void write_reader(const struct event *event, struct buffer *buffer)
{
	write_pattern("reader {READER_NUMBER} {READER_ACTION}", event, buffer);
	if (event->record->reader.actor.tgid)
		write_pattern(": {COMM}, pid {PID}, uid {UID}, login uid {LOGINUID}",
			      event, buffer);
	if (event->record->reader.delivered ||
	    event->record->reader.overwritten)
		write_pattern("; was given {READER_DELIVERED} records, was too slow for {READER_OVERWRITTEN}",
			      event, buffer);
}

static void write_hook(const struct event *event, struct buffer *buffer)
{
	bool is_lost = event->record->header.type == PROCMON_TYPE_HOOK_LOST;

	buffer_text(buffer, is_lost ? "HOOK LOST " : "hook back ");
	write_pattern(is_lost ? "{HOOK}: {HOOK_CAUSE}" :
				"{HOOK}: was {HOOK_CAUSE}",
		      event, buffer);
	if (event->record->hook.hook == PROCMON_HOOK_SYSCALL)
		write_pattern(", mechanism {HOOK_MECHANISM}", event, buffer);
	write_pattern("; what it adds may be missing since seq {HOOK_SINCE_SEQ}, {HOOK_MISSED} execs passed it unseen",
		      event, buffer);
}

static void write_snapshot(const struct event *event, struct buffer *buffer)
{
	bool is_end = event->record->header.type == PROCMON_TYPE_SNAPSHOT_END;

	write_pattern("snapshot {SNAPSHOT} of ", event, buffer);
	write_pattern(event->record->snapshot.tgid ? "process {SNAPSHOT_PID}" :
						     "all processes",
		      event, buffer);
	if (is_end)
		write_pattern(" ended, begun with seq {SNAPSHOT_BEGIN_SEQ}: {SNAPSHOT_PROCESSES} given, {SNAPSHOT_FAILED} lacking",
			      event, buffer);
	else
		write_pattern(" begins: {SNAPSHOT_REASON}", event, buffer);
	if (event->record->snapshot.reader)
		write_pattern(", for reader {SNAPSHOT_READER}", event, buffer);
}

static void write_config(const struct event *event, struct buffer *buffer)
{
	if (event->record->config.setting == PROCMON_SETTING_FAIL_ERRNO)
		write_pattern("{SETTING} changed from {FAIL_ERRNO_BEFORE} to {FAIL_ERRNO_AFTER}",
			      event, buffer);
	else if (event->record->config.setting == PROCMON_SETTING_EVENTS)
		write_pattern("{SETTING} changed from {EVENTS_BEFORE} to {EVENTS_AFTER}",
			      event, buffer);
	else if (event->record->config.setting == PROCMON_SETTING_FULL)
		write_pattern("{SETTING} changed from {FULL_BEFORE} to {FULL_AFTER}",
			      event, buffer);
	else
		write_pattern("{SETTING} changed from {SETTING_BEFORE} to {SETTING_AFTER}",
			      event, buffer);
	if (event->record->config.actor.tgid)
		write_pattern(": {COMM}, pid {PID}, uid {UID}, login uid {LOGINUID}",
			      event, buffer);
}

static void write_text(const struct event *event, struct buffer *buffer)
{
	const struct procmon_record *record = event->record;

	switch (record->is_known ? record->header.type : 0) {
	case PROCMON_TYPE_LOST:
		write_lost(event, buffer);
		break;
	case PROCMON_TYPE_HEARTBEAT:
		write_heartbeat(event, buffer);
		break;
	case PROCMON_TYPE_READER:
		write_reader(event, buffer);
		break;
	case PROCMON_TYPE_SENSOR_START:
		write_pattern("sensor started: version {SENSOR_VERSION}, kernel {SENSOR_KERNEL}; hooks armed: {SENSOR_HOOKS_ARMED}, off: {SENSOR_HOOKS_OFF}, failed: {SENSOR_HOOKS_FAILED}; syscall mechanism {SENSOR_MECHANISM}, fail_errno {SENSOR_FAIL_ERRNO}, events {SENSOR_EVENTS}, locked: {SENSOR_LOCKED}, full: {SENSOR_FULL}",
			      event, buffer);
		break;
	case PROCMON_TYPE_HOOK_LOST:
	case PROCMON_TYPE_HOOK_BACK:
		write_hook(event, buffer);
		break;
	case PROCMON_TYPE_CONFIG:
		write_config(event, buffer);
		break;
	case PROCMON_TYPE_SNAPSHOT_BEGIN:
	case PROCMON_TYPE_SNAPSHOT_END:
		write_snapshot(event, buffer);
		break;
	case PROCMON_TYPE_SENSOR_STOP:
		write_pattern("sensor stopped: {SENSOR_REASON}", event, buffer);
		break;
	default:
		write_pattern("record of type {TYPE}, {RECORD_BYTES} bytes: this procmonctl does not know it",
			      event, buffer);
		break;
	}
}

void notice_write(const struct event *event, bool use_color,
		  struct buffer *buffer)
{
	bool is_lost = event->record->header.type == PROCMON_TYPE_LOST ||
		       event->record->header.type == PROCMON_TYPE_HOOK_LOST ||
		       (event->record->header.type ==
			PROCMON_TYPE_SNAPSHOT_END && event->record->is_known &&
			event->record->snapshot.failed);

	if (use_color)
		buffer_text(buffer, is_lost ? COLOR_LOST : COLOR_NOTICE);
	write_pattern("{TIME} *** ", event, buffer);
	write_text(event, buffer);
	if (use_color)
		buffer_text(buffer, COLOR_END);
	buffer_char(buffer, '\n');
}
