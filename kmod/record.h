/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * record.h - builds one record in a private buffer. Knows the layout of
 * <linux/procmon.h>, knows no task, file or ring.
 */
#ifndef PROCMON_RECORD_H
#define PROCMON_RECORD_H

#include <linux/procmon.h>

#include "portable.h"
#include "ring.h"

#define RECORD_ALIGN	8

/**
 * struct record - A record in the making.
 * @bytes: buffer, aligned to 8.
 * @capacity: its size.
 * @len: how much of it is used.
 * @claimed: room in the ring that is kept for it, see ring_claim(); 0: none.
 */
struct record {
	u8 *bytes;
	u32 capacity;
	u32 len;
	u32 claimed;
};

void record_start(struct record *record, void *bytes, u32 capacity, u16 type,
		  u32 fixed_len);
void record_move(struct record *record, void *bytes, u32 capacity);
void record_shrink(struct record *record, u32 reason);
void record_end(struct record *record);
void record_write(const struct record *record, struct ring_write *ret_write);
void record_fill_lost(struct procmon_lost *ret_lost,
		      const struct ring_gap *gap);

/**
 * record_room() - Where the next bytes go.
 * @record: the record.
 * @ret_room: how many fit. Room for the padding at the end is kept back.
 *
 * For callers that let somebody write in place, then record_claim().
 *
 * Context: Any.
 * Return: The place.
 */
static inline void *record_room(struct record *record, u32 *ret_room)
{
	u32 end = record->capacity & ~(u32)(RECORD_ALIGN - 1);

	*ret_room = end > record->len ? end - record->len : 0;
	return record->bytes + record->len;
}

/**
 * record_claim() - Make the bytes written at record_room() a string.
 * @record: the record.
 * @field: refers to them from now on, as whole; inside @record.
 * @len: how many; not more than there was room for.
 *
 * Context: Any.
 */
static inline void record_claim(struct record *record,
				struct procmon_string *field, u32 len)
{
	field->off = record->len;
	field->len = len;
	field->head = len;
	field->total = len;
	record->len += len;
}

/**
 * record_string() - Append a string.
 * @record: the record.
 * @field: refers to it from now on; inside @record.
 * @bytes: the string; need not end with NUL.
 * @len: its length.
 *
 * Context: Any.
 * Return: 0, or -ENOSPC if it does not fit: @field is unchanged.
 */
static inline int record_string(struct record *record,
				struct procmon_string *field,
				const void *bytes, u32 len)
{
	u32 room;
	void *at = record_room(record, &room);

	if (len > room)
		return -ENOSPC;
	memcpy(at, bytes, len);
	record_claim(record, field, len);
	return 0;
}

/**
 * record_array() - Append an array, zeroed.
 * @record: the record.
 * @field: refers to it from now on; inside @record.
 * @count: how many items.
 * @stride: bytes of an item.
 * @total: how many there are in truth.
 *
 * Context: Any.
 * Return: The first item, or NULL if it does not fit: @field is unchanged.
 */
static inline void *record_array(struct record *record,
				 struct procmon_array *field, u32 count,
				 u32 stride, u32 total)
{
	u32 pad = ALIGN(record->len, RECORD_ALIGN) - record->len;
	u32 room;
	u8 *at = record_room(record, &room);

	if (pad > room || (u64)count * stride > room - pad)
		return NULL;
	memset(at, 0, pad + count * stride);
	record->len += pad;
	field->off = record->len;
	field->count = count;
	field->stride = stride;
	field->total = total;
	record->len += count * stride;
	return at + pad;
}

/**
 * record_exec() - The structure of the record of an exec.
 * @record: started with PROCMON_TYPE_EXEC, PROCMON_TYPE_EXEC_FAIL or
 *	PROCMON_TYPE_PROC.
 *
 * Return: The structure; valid until record_move().
 */
static inline struct procmon_exec *record_exec(const struct record *record)
{
	return (struct procmon_exec *)record->bytes;
}

/*
 * A field as a bit of the first word of a set, for sets that are known when
 * they are compiled. All fields are in that word yet.
 */
#define FIELD_BIT(field)	((u64)1 << (field))
static_assert(PROCMON_FIELD_COUNT <= 64, "FIELD_BIT() is too small");

/**
 * fieldset_add() - Put a field into a set.
 * @set: the set.
 * @field: enum procmon_field.
 */
static inline void fieldset_add(struct procmon_fieldset *set, u32 field)
{
	set->bits[field / 64] |= (u64)1 << (field % 64);
}

/**
 * fieldset_remove() - Take a field out of a set.
 * @set: the set.
 * @field: enum procmon_field.
 */
static inline void fieldset_remove(struct procmon_fieldset *set, u32 field)
{
	set->bits[field / 64] &= ~((u64)1 << (field % 64));
}

/**
 * fieldset_has() - Is a field in a set?
 * @set: the set.
 * @field: enum procmon_field.
 *
 * Return: true if it is.
 */
static inline bool fieldset_has(const struct procmon_fieldset *set, u32 field)
{
	return set->bits[field / 64] >> (field % 64) & 1;
}

/**
 * missing_add() - Say that a field is absent, and why.
 * @missing: of the record: PROCMON_REASON_COUNT sets.
 * @field: enum procmon_field.
 * @reason: enum procmon_reason.
 */
static inline void missing_add(struct procmon_fieldset *missing, u32 field,
			       u32 reason)
{
	fieldset_add(&missing[reason], field);
}

/**
 * missing_remove() - A field is not absent after all, whatever was said.
 * @missing: of the record: PROCMON_REASON_COUNT sets.
 * @field: enum procmon_field.
 */
static inline void missing_remove(struct procmon_fieldset *missing, u32 field)
{
	u32 reason;

	for (reason = 0; reason < PROCMON_REASON_COUNT; reason++)
		fieldset_remove(&missing[reason], field);
}

/**
 * exec_missing() - As missing_add(), of the record of an exec.
 * @exec: the record.
 * @field: enum procmon_field.
 * @reason: enum procmon_reason.
 */
static inline void exec_missing(struct procmon_exec *exec, u32 field,
				u32 reason)
{
	missing_add(exec->missing, field, reason);
}

#endif /* PROCMON_RECORD_H */
