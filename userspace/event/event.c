// SPDX-License-Identifier: GPL-2.0-only
/*
 * event.c - a record together with what the records before it told. It must
 * not know how it is shown.
 *
 * Times are hostile like everything else in a record: unsigned arithmetic,
 * which may wrap but never is undefined.
 */
#include "event.h"

#include <string.h>
#include <time.h>

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) < 0)
		return 0;
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void stream_set_clocks(struct stream *stream)
{
	uint64_t real = clock_ns(CLOCK_REALTIME);

	stream->real_minus_boot = real - clock_ns(CLOCK_BOOTTIME);
	stream->real_minus_mono = real - clock_ns(CLOCK_MONOTONIC);
	stream->has_boot = true;
	stream->has_mono = true;
}

/* Both clocks, of a record that has them. */
static bool record_clocks(const struct procmon_record *record,
			  uint64_t *ret_real, uint64_t *ret_boot)
{
	if (!record->is_known)
		return false;
	if (record_is_exec(record)) {
		*ret_real = record->exec.time_real;
		*ret_boot = record->exec.time_boot;
		return true;
	}
	if (!procmon_record_process(record))
		return false;
	*ret_real = record->life.time_real;
	*ret_boot = record->life.time_boot;
	return true;
}

/* time_real of the record, if its type has one. */
static bool record_time(const struct procmon_record *record, uint64_t *ret_ns)
{
	uint64_t boot;

	if (record_clocks(record, ret_ns, &boot))
		return true;
	if (!record->is_known)
		return false;
	switch (record->header.type) {
	case PROCMON_TYPE_SENSOR_START:
	case PROCMON_TYPE_SENSOR_STOP:
		*ret_ns = record->sensor.time_real;
		return PROCMON_RECORD_HAS(record, procmon_sensor, time_real);
	case PROCMON_TYPE_HEARTBEAT:
		*ret_ns = record->heartbeat.time_real;
		return true;
	case PROCMON_TYPE_READER:
		*ret_ns = record->reader.time_real;
		return PROCMON_RECORD_HAS(record, procmon_reader_event,
					  time_real);
	case PROCMON_TYPE_HOOK_LOST:
	case PROCMON_TYPE_HOOK_BACK:
		*ret_ns = record->hook.time_real;
		return PROCMON_RECORD_HAS(record, procmon_hook_event,
					  time_real);
	case PROCMON_TYPE_CONFIG:
		*ret_ns = record->config.time_real;
		return PROCMON_RECORD_HAS(record, procmon_config_event,
					  time_real);
	case PROCMON_TYPE_SNAPSHOT_BEGIN:
	case PROCMON_TYPE_SNAPSHOT_END:
		*ret_ns = record->snapshot.time_real;
		return PROCMON_RECORD_HAS(record, procmon_snapshot, time_real);
	default:
		return false;
	}
}

void stream_learn(struct stream *stream, const struct procmon_record *record)
{
	uint64_t real;
	uint64_t boot;

	if (!record_time(record, &real))
		return;
	stream->real_minus_mono = real - record->header.time_mono;
	stream->has_mono = true;
	if (record_clocks(record, &real, &boot)) {
		stream->real_minus_boot = real - boot;
		stream->has_boot = true;
	}
	if (record->header.type == PROCMON_TYPE_SENSOR_START &&
	    PROCMON_RECORD_HAS(record, procmon_sensor, boot_id))
		memcpy(stream->boot_id, record->sensor.boot_id,
		       sizeof(stream->boot_id));
}

void stream_refresh(struct stream *stream, uint64_t now_ms)
{
	if (stream->accounts && stream->accounts->refresh(now_ms))
		stream->accounts_version++;
}

const struct procmon_identity *
event_identity(const struct procmon_record *record)
{
	const struct procmon_process *process;

	if (record_is_exec(record))
		return &record->exec.identity;
	process = procmon_record_process(record);
	return process ? &process->identity : &record->exec.identity;
}

bool event_is_of_thread(const struct procmon_record *record)
{
	if (!record->is_known)
		return false;
	switch (record->header.type) {
	case PROCMON_TYPE_FORK:
		return record->fork.flags & PROCMON_LIFE_THREAD;
	case PROCMON_TYPE_EXIT:
		return record->exit.flags & PROCMON_LIFE_THREAD;
	default:
		return false;
	}
}

bool stream_has_boot_id(const struct stream *stream)
{
	static const unsigned char unknown[sizeof(stream->boot_id)];

	return memcmp(stream->boot_id, unknown, sizeof(unknown)) != 0;
}

bool event_time(const struct event *event, uint64_t *ret_ns)
{
	if (record_time(event->record, ret_ns))
		return true;
	if (!event->stream->has_mono)
		return false;
	*ret_ns = event->record->header.time_mono +
		  event->stream->real_minus_mono;
	return true;
}

bool event_from_boottime(const struct event *event, uint64_t boottime,
			 uint64_t *ret_ns)
{
	uint64_t real;
	uint64_t boot;

	if (record_clocks(event->record, &real, &boot)) {
		*ret_ns = real - (boot - boottime);
		return true;
	}
	if (!event->stream->has_boot)
		return false;
	*ret_ns = boottime + event->stream->real_minus_boot;
	return true;
}
