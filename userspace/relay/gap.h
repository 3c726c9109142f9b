/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gap.h - records that a sink did not get, as the record that says so. It must
 * not know the sink.
 */
#ifndef PROCMON_RELAY_GAP_H
#define PROCMON_RELAY_GAP_H

#include <stdbool.h>

#include <libprocmon.h>

/**
 * struct gap - A gap in the output of a sink.
 * @lost: the record about it; its @header.len is 0 while there is no gap.
 */
struct gap {
	struct procmon_lost lost;
};

/**
 * gap_is_open() - Are records missing?
 * @gap: the gap.
 */
bool gap_is_open(const struct gap *gap);

/**
 * gap_add() - The next record is missing too.
 * @gap: the gap.
 * @record: the record; one that tells of a loss is taken over into the gap.
 * @cause: why, enum procmon_cause.
 */
void gap_add(struct gap *gap, const struct procmon_record *record,
	     unsigned int cause);

/**
 * gap_of() - A gap of one record, of which only this is known.
 * @gap: is filled.
 * @seq: its number.
 * @type: its type.
 * @cause: why it is missing, enum procmon_cause.
 */
void gap_of(struct gap *gap, uint64_t seq, unsigned int type,
	    unsigned int cause);

/**
 * gap_record() - The record that tells of the gap.
 * @gap: a gap with records; must stay as long as the record.
 * @ret_record: returned: a record of PROCMON_TYPE_LOST.
 */
void gap_record(const struct gap *gap, struct procmon_record *ret_record);

/**
 * gap_close() - It was told; the next gap begins anew.
 * @gap: the gap.
 */
void gap_close(struct gap *gap);

#endif /* PROCMON_RELAY_GAP_H */
