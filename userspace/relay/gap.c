// SPDX-License-Identifier: GPL-2.0-only
/*
 * gap.c - records that a sink did not get, as the record that says so. It must
 * not know the sink.
 *
 * The record is what the sensor itself would tell a reader that was too slow:
 * so each format has it, and each program that reads records understands it.
 */
#include "gap.h"

#include <string.h>

bool gap_is_open(const struct gap *gap)
{
	return gap->lost.header.len;
}

static void begin(struct gap *gap, uint64_t first_seq)
{
	*gap = (struct gap) {
		.lost.header.len = sizeof(gap->lost),
		.lost.header.type = PROCMON_TYPE_LOST,
		.lost.header.fixed_len = sizeof(gap->lost),
		.lost.first_seq = first_seq,
	};
}

void gap_add(struct gap *gap, const struct procmon_record *record,
	     unsigned int cause)
{
	const struct procmon_header *header = &record->header;
	bool is_lost = header->type == PROCMON_TYPE_LOST && record->is_known;
	__u64 first_seq = is_lost ? record->lost.first_seq : header->seq;
	struct procmon_lost *lost = &gap->lost;
	unsigned int i;

	if (!gap_is_open(gap))
		begin(gap, first_seq);
	lost->header.cpu = header->cpu;
	lost->header.time_mono = header->time_mono;
	/* Numbers of a hostile stream may go back; first is before last. */
	if (first_seq < lost->first_seq)
		lost->first_seq = first_seq;
	if (header->seq > lost->last_seq)
		lost->last_seq = header->seq;
	lost->header.seq = lost->last_seq;
	if (!is_lost) {
		lost->by_cause[cause]++;
		lost->by_type[header->type < PROCMON_TYPE_LIMIT ?
			      header->type : 0]++;
		return;
	}
	for (i = 0; i < PROCMON_CAUSE_COUNT; i++)
		lost->by_cause[i] += record->lost.by_cause[i];
	for (i = 0; i < PROCMON_TYPE_LIMIT; i++)
		lost->by_type[i] += record->lost.by_type[i];
}

void gap_of(struct gap *gap, uint64_t seq, unsigned int type,
	    unsigned int cause)
{
	struct procmon_record record = {
		.header.seq = seq,
		.header.type = (uint16_t)type,
	};

	gap_close(gap);
	gap_add(gap, &record, cause);
}

void gap_record(const struct gap *gap, struct procmon_record *ret_record)
{
	memset(ret_record, 0, sizeof(*ret_record));
	ret_record->bytes = (const unsigned char *)&gap->lost;
	ret_record->header = gap->lost.header;
	ret_record->is_known = true;
	ret_record->lost = gap->lost;
}

void gap_close(struct gap *gap)
{
	gap->lost.header.len = 0;
}
