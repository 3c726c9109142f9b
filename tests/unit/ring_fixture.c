// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_fixture.c - a ring to test, and one reader of it. Knows no test.
 */
#include <stdlib.h>
#include <string.h>

#include "ring_fixture.h"

int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->data = malloc(RING_SIZE);
	if (ring_init(&fixture->ring, fixture->data, RING_SIZE))
		return -1;
	ring_seek_oldest(&fixture->ring, &fixture->cursor);
	*state = fixture;
	return 0;
}

int tear_down(void **state)
{
	struct fixture *fixture = *state;

	free(fixture->data);
	free(fixture);
	return 0;
}

static int write_entry(struct fixture *fixture, uint32_t len, uint64_t leave,
		       bool try, uint32_t claim)
{
	unsigned char bytes[RING_SIZE];
	struct ring_write write = {
		.bytes = bytes,
		.len = len,
		.kind = 1,
		.stamp = { RING_NO_STAMP, RING_NO_STAMP },
		.counters = RING_NO_STAMP,
		.leave = leave,
		.try = try,
		.claim = claim,
	};

	memset(bytes, fixture->ring.counters.captured + 1, sizeof(bytes));
	return ring_write(&fixture->ring, &write);
}

int write_len(struct fixture *fixture, uint32_t len)
{
	return write_entry(fixture, len, 0, false, 0);
}

int write_leaving(struct fixture *fixture, uint32_t len, uint64_t leave)
{
	return write_entry(fixture, len, leave, false, 0);
}

int try_leaving(struct fixture *fixture, uint32_t len, uint64_t leave)
{
	return write_entry(fixture, len, leave, true, 0);
}

int write_claimed(struct fixture *fixture, uint32_t len)
{
	return write_entry(fixture, len, 0, true, len);
}

void expect_counters(struct fixture *fixture, uint64_t delivered,
		     uint64_t overwritten, uint64_t lost,
		     uint64_t pending)
{
	struct ring_state state;
	uint64_t of_causes = 0;
	int i;

	ring_look(&fixture->ring, &state);
	for (i = 0; i < RING_CAUSES; i++)
		of_causes += state.counters.lost_by_cause[i];
	assert_int_equal(of_causes, lost);
	assert_int_equal(state.counters.delivered, delivered);
	assert_int_equal(state.counters.overwritten, overwritten);
	assert_int_equal(state.counters.lost, lost);
	assert_int_equal(state.counters.pending, pending);
	assert_int_equal(state.counters.captured,
			 delivered + overwritten + lost + pending);
	assert_int_equal(state.next_seq, state.counters.captured + 1);
}

void expect_entry(struct fixture *fixture, uint64_t seq, uint32_t len)
{
	unsigned char wanted[RING_SIZE];

	memset(wanted, seq, len);
	assert_int_equal(ring_read(&fixture->ring, &fixture->cursor,
				   fixture->buf, RING_SIZE, &fixture->entry),
			 len);
	assert_int_equal(fixture->entry, RING_ENTRY_DATA);
	assert_memory_equal(fixture->buf, wanted, len);
	assert_int_equal(fixture->cursor.next_seq, seq + 1);
}

void expect_gap(struct fixture *fixture, uint64_t first, uint64_t last,
		uint32_t cause, uint64_t of_cause)
{
	struct ring_gap gap;

	assert_int_equal(ring_read(&fixture->ring, &fixture->cursor, &gap,
				   sizeof(gap), &fixture->entry),
			 sizeof(gap));
	assert_int_equal(fixture->entry, RING_ENTRY_GAP);
	assert_int_equal(gap.first, first);
	assert_int_equal(gap.last, last);
	assert_int_equal(gap.by_kind[1], last - first + 1);
	assert_int_equal(gap.by_cause[cause], of_cause);
	if (cause == RING_CAUSE_OVERWRITTEN)
		return;
	assert_int_equal(gap.by_cause[RING_CAUSE_OVERWRITTEN],
			 last - first + 1 - of_cause);
}

void expect_nothing(struct fixture *fixture)
{
	assert_int_equal(ring_read(&fixture->ring, &fixture->cursor,
				   fixture->buf, RING_SIZE, &fixture->entry),
			 -EAGAIN);
	assert_int_equal(ring_available(&fixture->ring, fixture->cursor.pos),
			 0);
}

void fill(struct fixture *fixture)
{
	int i;

	for (i = 0; i < 16; i++)
		assert_int_equal(write_len(fixture, RING_SIZE / 16 -
					   HEADER_SIZE), 0);
}
