// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader.c - reads the ring that the threads share, and checks what comes (see
 * reader.h).
 */
#include <string.h>

#include "invariants.h"
#include "reader.h"

struct ring ring;

/* The bytes of an entry follow from who wrote it as which. */
unsigned char filling(const struct payload *payload, u32 at)
{
	return payload->count * 31 + payload->writer * 7 + at;
}

u64 sum(const u64 *numbers, u32 count)
{
	u64 ret = 0;

	while (count--)
		ret += numbers[count];
	return ret;
}

void check_counters(const struct ring_counters *counters)
{
	expect(INVARIANT_BALANCE,
	       counters->captured == counters->delivered +
	       counters->overwritten + counters->lost + counters->pending,
	       "captured is not the sum of the others");
	expect(INVARIANT_BALANCE,
	       counters->lost == sum(counters->lost_by_cause, RING_CAUSES),
	       "lost is not the sum of its causes");
}

static void check_entry(struct reader *reader, int len)
{
	struct payload payload;
	int i;

	if (len < (int)sizeof(payload)) {
		expect(INVARIANT_INTACT, false, "it is too short");
		return;
	}
	memcpy(&payload, reader->bytes, sizeof(payload));
	expect(INVARIANT_GAPLESS, payload.seq == reader->next,
	       "an entry has another number than the next");
	expect(INVARIANT_INTACT, payload.len == (u32)len, "its length differs");
	for (i = sizeof(payload); i < len; i++) {
		if (reader->bytes[i] != filling(&payload, i))
			break;
	}
	expect(INVARIANT_INTACT, i == len, "its bytes differ");
	if (payload.writer >= WRITERS) {
		expect(INVARIANT_INTACT, false, "it is nobody's");
		return;
	}
	expect(INVARIANT_WRITERS_ORDER,
	       payload.count > reader->counts[payload.writer],
	       "an entry comes behind a later one");
	reader->counts[payload.writer] = payload.count;
	if (payload.has_counters) {
		check_counters(&payload.counters);
		expect(INVARIANT_STAMPED,
		       payload.counters.captured == payload.seq - 1,
		       "captured is not the number before the entry");
	}
	reader->next = payload.seq + 1;
	reader->entries++;
}

static void check_gap(struct reader *reader)
{
	const struct ring_gap *gap = &reader->gap;
	u64 count = gap->last - gap->first + 1;
	u32 i;

	expect(INVARIANT_GAPLESS, gap->first == reader->next,
	       "a gap begins at another number than the next");
	expect(INVARIANT_GAP_SUMS, sum(gap->by_cause, RING_CAUSES) == count,
	       "the causes are not as many as the numbers");
	expect(INVARIANT_GAP_SUMS, sum(gap->by_kind, RING_KINDS) == count,
	       "the kinds are not as many as the numbers");
	for (i = 0; i < RING_CAUSES; i++)
		reader->lost_by_cause[i] += gap->by_cause[i];
	saw(gap->by_cause[RING_CAUSE_OVERWRITTEN] ? EVENT_LAPPED : EVENT_GAP);
	reader->next = gap->last + 1;
}

/* Reads and checks what comes next. Returns as ring_read(). */
int read_one(struct reader *reader, enum ring_entry *ret_entry)
{
	int ret = ring_read(&ring, &reader->cursor, reader->bytes,
			    sizeof(reader->bytes), ret_entry);

	if (ret < 0)
		return ret;
	if (*ret_entry == RING_ENTRY_GAP) {
		memcpy(&reader->gap, reader->bytes, sizeof(reader->gap));
		check_gap(reader);
	} else {
		check_entry(reader, ret);
	}
	expect(INVARIANT_GAPLESS, reader->cursor.next_seq == reader->next,
	       "a reader's place has another number than the next");
	return ret;
}

/* What comes next has this number, and may have been read before. */
void read_from(struct reader *reader, u64 seq)
{
	reader->next = seq;
	memset(reader->counts, 0, sizeof(reader->counts));
}
