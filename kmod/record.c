// SPDX-License-Identifier: GPL-2.0-only
/*
 * record.c - builds one record in a private buffer (see record.h).
 *
 * Every byte up to the record's length is written by somebody: the fixed part
 * is zeroed at the start, what is appended is copied, padding is zeroed. So
 * nothing that was in the buffer before can leak to a reader.
 */
#include "record.h"

/**
 * record_start() - Start a record.
 * @record: to be filled in.
 * @bytes: buffer, aligned to 8.
 * @capacity: its size, at least @fixed_len.
 * @type: enum procmon_type.
 * @fixed_len: size of the type's structure, a multiple of 8; it is zeroed.
 *
 * Context: Any.
 */
void record_start(struct record *record, void *bytes, u32 capacity, u16 type,
		  u32 fixed_len)
{
	struct procmon_header *header = bytes;

	memset(bytes, 0, fixed_len);
	header->type = type;
	header->fixed_len = fixed_len;
	record->bytes = bytes;
	record->capacity = capacity;
	record->len = fixed_len;
	record->claimed = 0;
}

/**
 * record_move() - Go on in another buffer.
 * @record: the record.
 * @bytes: the new buffer, aligned to 8; the old one stays the caller's.
 * @capacity: its size, at least what is used.
 *
 * Context: Any.
 */
void record_move(struct record *record, void *bytes, u32 capacity)
{
	memcpy(bytes, record->bytes, record->len);
	record->bytes = bytes;
	record->capacity = capacity;
}

/* Everything that the record of an exec has behind its structure. */
static const struct {
	u16 offset;
	u16 field;
} exec_strings[] = {
	{ offsetof(struct procmon_exec, filename), PROCMON_FIELD_FILENAME },
	{ offsetof(struct procmon_exec, argv), PROCMON_FIELD_ARGV },
	{ offsetof(struct procmon_exec, envp), PROCMON_FIELD_ENVP },
	{ offsetof(struct procmon_exec, argv_digest),
	  PROCMON_FIELD_ARGV_DIGEST },
	{ offsetof(struct procmon_exec, env_digest), PROCMON_FIELD_ENV_DIGEST },
	{ offsetof(struct procmon_exec, interp), PROCMON_FIELD_INTERP },
	{ offsetof(struct procmon_exec, exe), PROCMON_FIELD_EXE },
	{ offsetof(struct procmon_exec, script), PROCMON_FIELD_SCRIPT },
	{ offsetof(struct procmon_exec, parent_exe), PROCMON_FIELD_PARENT_EXE },
	{ offsetof(struct procmon_exec, parent_argv),
	  PROCMON_FIELD_PARENT_ARGV },
	{ offsetof(struct procmon_exec, cwd), PROCMON_FIELD_CWD },
	{ offsetof(struct procmon_exec, root), PROCMON_FIELD_ROOT },
	{ offsetof(struct procmon_exec, lsm_label), PROCMON_FIELD_LSM_LABEL },
	{ offsetof(struct procmon_exec, nodename), PROCMON_FIELD_NODENAME },
	{ offsetof(struct procmon_exec, cgroup), PROCMON_FIELD_CGROUP },
	{ offsetof(struct procmon_exec, tty), PROCMON_FIELD_TTY },
	{ offsetof(struct procmon_exec, verity_digest),
	  PROCMON_FIELD_VERITY_DIGEST },
	{ offsetof(struct procmon_exec, ima_digest), PROCMON_FIELD_IMA_DIGEST },
	{ offsetof(struct procmon_exec, groups), PROCMON_FIELD_GROUPS },
	{ offsetof(struct procmon_exec, ancestors), PROCMON_FIELD_ANCESTORS },
	{ offsetof(struct procmon_exec, fds), PROCMON_FIELD_FDS },
	{ offsetof(struct procmon_exec, sockets), PROCMON_FIELD_SOCKETS },
};

/**
 * record_shrink() - Make the record of an exec, for which there is no room, a
 * tombstone.
 * @record: the record. All that stands behind its structure is dropped.
 * @reason: enum procmon_reason, with which that is marked.
 *
 * Context: Any.
 */
void record_shrink(struct record *record, u32 reason)
{
	struct procmon_exec *exec = record_exec(record);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(exec_strings); i++) {
		/* A procmon_array starts like a procmon_string. */
		struct procmon_string *string = (struct procmon_string *)
			(record->bytes + exec_strings[i].offset);

		if (!string->off)
			continue;
		string->off = 0;
		string->len = 0;
		string->head = 0;
		exec_missing(exec, exec_strings[i].field, reason);
		fieldset_remove(&exec->truncated, exec_strings[i].field);
	}
	exec->header.flags |= PROCMON_RECORD_TOMBSTONE;
	record->len = sizeof(*exec);
}

/**
 * record_end() - Pad the record and write its length.
 * @record: the record.
 *
 * Context: Any.
 */
void record_end(struct record *record)
{
	struct procmon_header *header = (struct procmon_header *)record->bytes;
	u32 len = ALIGN(record->len, RECORD_ALIGN);

	if (len > record->len)
		memset(record->bytes + record->len, 0, len - record->len);
	record->len = len;
	header->len = len;
}

/* The ring writes its counters into records, as they are. */
static_assert(RING_CAUSES == PROCMON_CAUSE_COUNT,
	      "ring and protocol differ in the number of causes");
static_assert(offsetof(struct ring_counters, captured) ==
	      offsetof(struct procmon_counters, captured),
	      "captured is elsewhere in struct procmon_counters");
static_assert(offsetof(struct ring_counters, delivered) ==
	      offsetof(struct procmon_counters, delivered),
	      "delivered is elsewhere in struct procmon_counters");
static_assert(offsetof(struct ring_counters, overwritten) ==
	      offsetof(struct procmon_counters, overwritten),
	      "overwritten is elsewhere in struct procmon_counters");
static_assert(offsetof(struct ring_counters, lost) ==
	      offsetof(struct procmon_counters, lost),
	      "lost is elsewhere in struct procmon_counters");
static_assert(offsetof(struct ring_counters, pending) ==
	      offsetof(struct procmon_counters, pending),
	      "pending is elsewhere in struct procmon_counters");
static_assert(offsetof(struct ring_counters, lost_by_cause) ==
	      offsetof(struct procmon_counters, lost_by_cause),
	      "lost_by_cause is elsewhere in struct procmon_counters");
static_assert(sizeof(struct ring_counters) == sizeof(struct procmon_counters),
	      "struct ring_counters and struct procmon_counters differ");

/*
 * Does its number name the image? Of a process whose exec nobody saw it does,
 * unless the record says why there is no name.
 */
static bool names_image(const struct record *record)
{
	const struct procmon_exec *exec = record_exec(record);
	u32 reason;

	if (exec->header.type == PROCMON_TYPE_EXEC)
		return true;
	if (exec->header.type != PROCMON_TYPE_PROC || exec->identity.exec_id)
		return false;
	for (reason = 0; reason < PROCMON_REASON_COUNT; reason++) {
		if (fieldset_has(&exec->missing[reason],
				 PROCMON_FIELD_EXEC_ID))
			return false;
	}
	return true;
}

/**
 * record_write() - Say how the ring is to store a record.
 * @record: the record, ended.
 * @ret_write: for ring_write(), which fills in the sequence number, the exec_id
 *	that is the same number, and counters. Which room it may use is the
 *	caller's to say.
 *
 * Context: Any.
 */
void record_write(const struct record *record, struct ring_write *ret_write)
{
	const struct procmon_header *header = (const void *)record->bytes;

	ret_write->bytes = record->bytes;
	ret_write->len = record->len;
	ret_write->kind = header->type;
	ret_write->stamp[0] = offsetof(struct procmon_header, seq);
	ret_write->stamp[1] = RING_NO_STAMP;
	if (names_image(record))
		ret_write->stamp[1] =
			offsetof(struct procmon_exec, identity.exec_id);
	ret_write->counters = RING_NO_STAMP;
	if (header->type == PROCMON_TYPE_HEARTBEAT)
		ret_write->counters =
			offsetof(struct procmon_heartbeat, counters);
	ret_write->leave = 0;
	ret_write->claim = 0;
	ret_write->try = false;
	ret_write->seq = 0;
}

/**
 * record_fill_lost() - Make a LOST record of a gap.
 * @ret_lost: the record; time and CPU are left 0 for the caller.
 * @gap: the gap.
 *
 * Context: Any.
 */
void record_fill_lost(struct procmon_lost *ret_lost,
		      const struct ring_gap *gap)
{
	u32 i;

	memset(ret_lost, 0, sizeof(*ret_lost));
	ret_lost->header.len = sizeof(*ret_lost);
	ret_lost->header.type = PROCMON_TYPE_LOST;
	ret_lost->header.fixed_len = sizeof(*ret_lost);
	ret_lost->header.seq = gap->last;
	ret_lost->first_seq = gap->first;
	ret_lost->last_seq = gap->last;
	for (i = 0; i < RING_CAUSES; i++)
		ret_lost->by_cause[i] = gap->by_cause[i];
	for (i = 0; i < RING_KINDS; i++)
		ret_lost->by_type[i] = gap->by_kind[i];
}
