/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stream.h - one reader of /dev/procmon that checks what the protocol
 * promises of every record and of their sequence. It must not know what a
 * test expects, nor use the library that is tested beside it.
 */
#ifndef PROCMON_TESTS_STREAM_H
#define PROCMON_TESTS_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/procmon.h>

/* More than the largest record of any setting of the module. */
#define STREAM_BUFFER	(1U << 20)

/**
 * struct stream - A reader.
 * @fd: the open file.
 * @buffer: where read() puts records.
 * @size: its size; a test may lower it.
 * @expected_seq: number that the next record must have.
 * @reads: calls of read() that gave records.
 * @bytes: bytes that they gave.
 * @lapped: how often read() said -EPIPE.
 * @lost_due: -EPIPE was said, a LOST record must come next.
 * @by_type: records that came, by type.
 * @tombstones: how many of the EXEC records are tombstones.
 * @lost: records that LOST records name.
 * @lost_by_cause: likewise, by cause.
 * @lost_by_type: likewise, by type.
 * @error: what is wrong, when a call returned -1.
 */
struct stream {
	int fd;
	unsigned char *buffer;
	size_t size;
	uint64_t expected_seq;
	uint64_t reads;
	uint64_t bytes;
	uint64_t lapped;
	bool lost_due;
	uint64_t by_type[PROCMON_TYPE_LIMIT];
	uint64_t tombstones;
	uint64_t lost;
	uint64_t lost_by_cause[PROCMON_CAUSE_COUNT];
	uint64_t lost_by_type[PROCMON_TYPE_LIMIT];
	char error[256];
};

/**
 * typedef stream_visit - Called for each record.
 * @record: the record, checked.
 * @context: what the caller of stream_read() gave.
 */
typedef void stream_visit(const struct procmon_header *record, void *context);

/**
 * stream_open() - Open the device.
 * @stream: filled in.
 * @flags: more flags for open(); O_NONBLOCK for stream_drain().
 * Return: 0, or -1 with @stream->error set.
 */
int stream_open(struct stream *stream, int flags);

/**
 * stream_close() - Close the device and free the buffer.
 * @stream: an open stream, or one whose stream_open() failed.
 */
void stream_close(struct stream *stream);

/**
 * stream_skip() - Go behind the newest record.
 * @stream: an open stream.
 * Return: 0, or -1 with @stream->error set.
 */
int stream_skip(struct stream *stream);

/**
 * stream_info() - Ask the device.
 * @stream: an open stream.
 * @info: filled in.
 * Return: 0, or -1 with @stream->error set.
 */
int stream_info(struct stream *stream, struct procmon_info *info);

/**
 * stream_hold() - Become the holder.
 * @stream: an open stream; it goes on at the returned position.
 * @grace_ms: as in struct procmon_hold.
 * Return: 0, or -1 with errno as ioctl() set it.
 */
int stream_hold(struct stream *stream, uint32_t grace_ms);

/**
 * stream_ack() - Acknowledge.
 * @stream: an open stream.
 * @seq: up to this number.
 * Return: 0, or -1 with errno as ioctl() set it.
 */
int stream_ack(struct stream *stream, uint64_t seq);

/**
 * stream_read() - Call read() once and check what it gives.
 * @stream: an open stream.
 * @visit: called for each record; NULL: nobody.
 * @context: for @visit.
 * Return: the number of records; 0: none is there, or -EPIPE was said; -1
 *	with @stream->error set.
 */
int stream_read(struct stream *stream, stream_visit *visit, void *context);

/**
 * stream_drain() - Read until no record is there.
 * @stream: a stream that was opened with O_NONBLOCK.
 * @visit: called for each record; NULL: nobody.
 * @context: for @visit.
 * Return: 0, or -1 with @stream->error set.
 */
int stream_drain(struct stream *stream, stream_visit *visit, void *context);

/**
 * stream_wait() - Wait for a record.
 * @stream: an open stream.
 * @timeout_ms: for how long.
 * Return: whether a record is there.
 */
bool stream_wait(struct stream *stream, int timeout_ms);

/**
 * record_bytes() - The bytes of a string.
 * @record: a record that stream_read() gave.
 * @string: one of its strings.
 * Return: where they are; NULL when the string is absent.
 */
const char *record_bytes(const struct procmon_header *record,
			 const struct procmon_string *string);

/**
 * as_exec() - A record as an EXEC record.
 * @record: a record that stream_read() gave.
 * Return: it, or NULL when it is of another type.
 */
const struct procmon_exec *as_exec(const struct procmon_header *record);

/**
 * as_exec_fail() - A record as an EXEC_FAIL record.
 * @record: a record that stream_read() gave.
 * Return: it, or NULL when it is of another type.
 */
const struct procmon_exec *as_exec_fail(const struct procmon_header *record);

/**
 * as_hook_event() - A record as a HOOK_LOST or HOOK_BACK record.
 * @record: a record that stream_read() gave.
 * @type: which of the two.
 * Return: it, or NULL when it is of another type.
 */
const struct procmon_hook_event *
as_hook_event(const struct procmon_header *record, unsigned int type);

/**
 * set_has() - Whether a field is in a set.
 * @set: the set.
 * @field: enum procmon_field.
 */
bool set_has(const struct procmon_fieldset *set, unsigned int field);

/**
 * record_missing() - Whether a field is absent for a reason.
 * @exec: an EXEC record.
 * @reason: enum procmon_reason.
 * @field: enum procmon_field.
 */
bool record_missing(const struct procmon_exec *exec, unsigned int reason,
		    unsigned int field);

#endif
