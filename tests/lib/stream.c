// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream.c - one reader of /dev/procmon; see stream.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "stream.h"

static int fail(struct stream *stream, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int fail(struct stream *stream, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(stream->error, sizeof(stream->error), format, arguments);
	va_end(arguments);
	return -1;
}

int stream_info(struct stream *stream, struct procmon_info *info)
{
	memset(info, 0, sizeof(*info));
	if (ioctl(stream->fd, PROCMON_IOC_GET_INFO, info))
		return fail(stream, "PROCMON_IOC_GET_INFO: %s",
			    strerror(errno));
	return 0;
}

static int find_position(struct stream *stream)
{
	struct procmon_info info;

	if (stream_info(stream, &info))
		return -1;
	stream->expected_seq = info.position_seq;
	return 0;
}

int stream_open(struct stream *stream, int flags)
{
	memset(stream, 0, sizeof(*stream));
	stream->size = STREAM_BUFFER;
	stream->fd = open(PROCMON_DEVICE, O_RDONLY | O_CLOEXEC | flags);
	if (stream->fd < 0)
		return fail(stream, "open %s: %s", PROCMON_DEVICE,
			    strerror(errno));
	stream->buffer = malloc(stream->size);
	if (!stream->buffer)
		return fail(stream, "no memory for the buffer");
	return find_position(stream);
}

void stream_close(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	free(stream->buffer);
	stream->fd = -1;
	stream->buffer = NULL;
}

int stream_skip(struct stream *stream)
{
	if (lseek(stream->fd, 0, SEEK_END) < 0)
		return fail(stream, "lseek to the end: %s", strerror(errno));
	stream->lost_due = false;
	return find_position(stream);
}

int stream_hold(struct stream *stream, uint32_t grace_ms)
{
	struct procmon_hold hold = { .grace_ms = grace_ms };

	if (ioctl(stream->fd, PROCMON_IOC_HOLD, &hold))
		return -1;
	stream->expected_seq = hold.resume_seq;
	stream->lost_due = false;
	return 0;
}

int stream_ack(struct stream *stream, uint64_t seq)
{
	struct procmon_ack ack = { .seq = seq };

	return ioctl(stream->fd, PROCMON_IOC_ACK, &ack);
}

static int check_lost(struct stream *stream, const struct procmon_lost *lost)
{
	uint64_t causes = 0;
	uint64_t types = 0;
	unsigned int i;

	if (lost->header.fixed_len < sizeof(*lost))
		return fail(stream, "LOST: fixed_len %u",
			    lost->header.fixed_len);
	for (i = 0; i < PROCMON_CAUSE_COUNT; i++) {
		causes += lost->by_cause[i];
		stream->lost_by_cause[i] += lost->by_cause[i];
	}
	for (i = 0; i < PROCMON_TYPE_LIMIT; i++) {
		types += lost->by_type[i];
		stream->lost_by_type[i] += lost->by_type[i];
	}
	if (lost->first_seq != stream->expected_seq ||
	    lost->last_seq < lost->first_seq ||
	    lost->header.seq != lost->last_seq)
		return fail(stream,
			    "LOST: %llu to %llu with seq %llu, expected from %llu",
			    (unsigned long long)lost->first_seq,
			    (unsigned long long)lost->last_seq,
			    (unsigned long long)lost->header.seq,
			    (unsigned long long)stream->expected_seq);
	if (causes != lost->last_seq - lost->first_seq + 1 || types != causes)
		return fail(stream,
			    "LOST: %llu to %llu, causes sum to %llu, types to %llu",
			    (unsigned long long)lost->first_seq,
			    (unsigned long long)lost->last_seq,
			    (unsigned long long)causes,
			    (unsigned long long)types);
	stream->lost += causes;
	return 0;
}

/* Each type has at least its structure. */
static const size_t fixed_len[PROCMON_TYPE_LIMIT] = {
	[PROCMON_TYPE_EXEC] = sizeof(struct procmon_exec),
	[PROCMON_TYPE_EXEC_FAIL] = sizeof(struct procmon_exec),
	[PROCMON_TYPE_FORK] = sizeof(struct procmon_fork),
	[PROCMON_TYPE_EXIT] = sizeof(struct procmon_exit),
	[PROCMON_TYPE_UID] = sizeof(struct procmon_creds_event),
	[PROCMON_TYPE_GID] = sizeof(struct procmon_creds_event),
	[PROCMON_TYPE_CRED] = sizeof(struct procmon_creds_event),
	[PROCMON_TYPE_SID] = sizeof(struct procmon_life),
	[PROCMON_TYPE_PTRACE] = sizeof(struct procmon_ptrace_event),
	[PROCMON_TYPE_COMM] = sizeof(struct procmon_comm_event),
	[PROCMON_TYPE_COREDUMP] = sizeof(struct procmon_coredump),
	[PROCMON_TYPE_PROC] = sizeof(struct procmon_exec),
	[PROCMON_TYPE_SENSOR_START] = sizeof(struct procmon_sensor),
	[PROCMON_TYPE_SENSOR_STOP] = sizeof(struct procmon_sensor),
	[PROCMON_TYPE_HEARTBEAT] = sizeof(struct procmon_heartbeat),
	[PROCMON_TYPE_CONFIG] = sizeof(struct procmon_config_event),
	[PROCMON_TYPE_HOOK_LOST] = sizeof(struct procmon_hook_event),
	[PROCMON_TYPE_HOOK_BACK] = sizeof(struct procmon_hook_event),
	[PROCMON_TYPE_READER] = sizeof(struct procmon_reader_event),
	[PROCMON_TYPE_SNAPSHOT_BEGIN] = sizeof(struct procmon_snapshot),
	[PROCMON_TYPE_SNAPSHOT_END] = sizeof(struct procmon_snapshot),
};

static int check_record(struct stream *stream,
			const struct procmon_header *record)
{
	const struct procmon_exec *exec;

	if (stream->lost_due && record->type != PROCMON_TYPE_LOST)
		return fail(stream,
			    "type %u, seq %llu after -EPIPE, not LOST",
			    record->type, (unsigned long long)record->seq);
	stream->lost_due = false;
	if (record->type == PROCMON_TYPE_LOST) {
		if (check_lost(stream, (const struct procmon_lost *)record))
			return -1;
	} else if (record->seq != stream->expected_seq) {
		return fail(stream, "type %u has seq %llu, expected %llu",
			    record->type, (unsigned long long)record->seq,
			    (unsigned long long)stream->expected_seq);
	}
	stream->expected_seq = record->seq + 1;
	if (record->type < PROCMON_TYPE_LIMIT)
		stream->by_type[record->type]++;
	if (record->type < PROCMON_TYPE_LIMIT &&
	    record->fixed_len < fixed_len[record->type])
		return fail(stream, "type %u: fixed_len %u", record->type,
			    record->fixed_len);
	if (record->type != PROCMON_TYPE_EXEC)
		return 0;
	exec = (const struct procmon_exec *)record;
	if (exec->identity.exec_id != record->seq)
		return fail(stream, "EXEC: exec_id %llu, seq %llu",
			    (unsigned long long)exec->identity.exec_id,
			    (unsigned long long)record->seq);
	if (record->flags & PROCMON_RECORD_TOMBSTONE)
		stream->tombstones++;
	return 0;
}

int stream_read(struct stream *stream, stream_visit *visit, void *context)
{
	const struct procmon_header *record;
	size_t left;
	ssize_t got;
	int count = 0;

	got = read(stream->fd, stream->buffer, stream->size);
	if (got < 0 && errno == EPIPE) {
		if (stream->lost_due)
			return fail(stream, "-EPIPE twice in a row");
		stream->lapped++;
		stream->lost_due = true;
		return 0;
	}
	if (got < 0 && errno == EAGAIN)
		return 0;
	if (got < 0)
		return fail(stream, "read: %s", strerror(errno));
	if (!got)
		return fail(stream, "read: end of file");
	stream->reads++;
	stream->bytes += got;
	for (left = got; left; left -= record->len) {
		record = (const void *)(stream->buffer + got - left);
		if (left < sizeof(*record) || record->len > left ||
		    record->len % 8 || record->fixed_len > record->len ||
		    record->fixed_len < sizeof(*record))
			return fail(stream,
				    "a part of a record: len %u, fixed_len %u, %zu bytes left",
				    record->len, record->fixed_len, left);
		if (check_record(stream, record))
			return -1;
		if (visit)
			visit(record, context);
		count++;
	}
	return count;
}

int stream_drain(struct stream *stream, stream_visit *visit, void *context)
{
	int count;

	do {
		count = stream_read(stream, visit, context);
		if (count < 0)
			return -1;
	} while (count || stream->lost_due);
	return 0;
}

bool stream_wait(struct stream *stream, int timeout_ms)
{
	struct pollfd pollfd = { .fd = stream->fd, .events = POLLIN };

	return poll(&pollfd, 1, timeout_ms) == 1 && pollfd.revents & POLLIN;
}

const char *record_bytes(const struct procmon_header *record,
			 const struct procmon_string *string)
{
	if (!string->off || string->off < record->fixed_len ||
	    string->off > record->len ||
	    string->len > record->len - string->off)
		return NULL;
	return (const char *)record + string->off;
}

const struct procmon_exec *as_exec(const struct procmon_header *record)
{
	if (record->type != PROCMON_TYPE_EXEC)
		return NULL;
	return (const struct procmon_exec *)record;
}

const struct procmon_exec *as_exec_fail(const struct procmon_header *record)
{
	if (record->type != PROCMON_TYPE_EXEC_FAIL)
		return NULL;
	return (const struct procmon_exec *)record;
}

const struct procmon_hook_event *
as_hook_event(const struct procmon_header *record, unsigned int type)
{
	if (record->type != type)
		return NULL;
	return (const struct procmon_hook_event *)record;
}

bool set_has(const struct procmon_fieldset *set, unsigned int field)
{
	return set->bits[field / 64] & 1ULL << field % 64;
}

bool record_missing(const struct procmon_exec *exec, unsigned int reason,
		    unsigned int field)
{
	return set_has(&exec->missing[reason], field);
}
