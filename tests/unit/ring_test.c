// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_test.c - the module's ring in user space: order, wrapping around,
 * overwriting, holding, losing. What it does under any sequence of calls:
 * ring_model_test.c.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "ring.h"

#define RING_SIZE	4096
#define HEADER_SIZE	16	/* what the ring puts before each entry */

struct fixture {
	struct ring ring;
	unsigned char *data;
	struct ring_cursor cursor;
	unsigned char buf[RING_SIZE];
	enum ring_entry entry;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->data = malloc(RING_SIZE);
	if (ring_init(&fixture->ring, fixture->data, RING_SIZE))
		return -1;
	ring_seek_oldest(&fixture->ring, &fixture->cursor);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	free(fixture->data);
	free(fixture);
	return 0;
}

/* Writes @len bytes that say their number, in front and all over. */
static int write_kind(struct fixture *fixture, uint32_t len, uint32_t kind)
{
	unsigned char bytes[RING_SIZE];
	struct ring_write write = {
		.bytes = bytes,
		.len = len,
		.kind = kind,
		.stamp = { RING_NO_STAMP, RING_NO_STAMP },
	};

	memset(bytes, fixture->ring.counters.captured + 1, sizeof(bytes));
	return ring_write(&fixture->ring, &write);
}

static int write_len(struct fixture *fixture, uint32_t len)
{
	return write_kind(fixture, len, 1);
}

static void expect_counters(struct fixture *fixture, uint64_t delivered,
			    uint64_t overwritten, uint64_t lost,
			    uint64_t pending)
{
	struct ring_state state;

	ring_look(&fixture->ring, &state);
	assert_int_equal(state.counters.delivered, delivered);
	assert_int_equal(state.counters.overwritten, overwritten);
	assert_int_equal(state.counters.lost, lost);
	assert_int_equal(state.counters.pending, pending);
	assert_int_equal(state.counters.captured,
			 delivered + overwritten + lost + pending);
	assert_int_equal(state.next_seq, state.counters.captured + 1);
}

static void expect_entry(struct fixture *fixture, uint64_t seq, uint32_t len)
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

/* A gap: all of kind 1, @of_cause of one cause, the others overwritten. */
static void expect_gap(struct fixture *fixture, uint64_t first, uint64_t last,
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

static void expect_nothing(struct fixture *fixture)
{
	assert_int_equal(ring_read(&fixture->ring, &fixture->cursor,
				   fixture->buf, RING_SIZE, &fixture->entry),
			 -EAGAIN);
	assert_int_equal(ring_available(&fixture->ring, fixture->cursor.pos),
			 0);
}

static void init_refuses_bad_sizes(void **state)
{
	static const uint64_t sizes[] = {
		0, 1, 2048, 4095, 4097, 6144, 12288, UINT64_MAX,
	};
	unsigned char data[16];
	struct ring ring;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		assert_int_equal(ring_init(&ring, data, sizes[i]), -EINVAL);
}

static void a_new_ring_is_empty(void **state)
{
	struct fixture *fixture = *state;
	struct ring_state look;

	expect_nothing(fixture);
	ring_look(&fixture->ring, &look);
	assert_int_equal(look.used, 0);
	assert_int_equal(look.oldest_seq, 1);
	assert_int_equal(look.next_seq, 1);
	assert_int_equal(look.acked_seq, 0);
	assert_false(look.held);
	expect_counters(fixture, 0, 0, 0, 0);
}

static void entries_come_out_in_order(void **state)
{
	struct fixture *fixture = *state;
	int i;

	for (i = 1; i <= 5; i++)
		assert_int_equal(write_len(fixture, 10 * i), 0);
	expect_counters(fixture, 0, 0, 0, 5);
	for (i = 1; i <= 5; i++)
		expect_entry(fixture, i, 10 * i);
	expect_nothing(fixture);
	expect_counters(fixture, 5, 0, 0, 0);
}

static void numbers_are_stamped_into_the_bytes(void **state)
{
	struct fixture *fixture = *state;
	unsigned char bytes[40] = { 0 };
	struct ring_write write = {
		.bytes = bytes,
		.len = sizeof(bytes),
		.kind = 1,
		.stamp = { 4, 32 },
	};
	uint64_t seq;
	int i;

	for (i = 1; i <= 2; i++) {
		assert_int_equal(ring_write(&fixture->ring, &write), 0);
		assert_int_equal(write.seq, i);
		assert_int_equal(ring_read(&fixture->ring, &fixture->cursor,
					   fixture->buf, RING_SIZE,
					   &fixture->entry), 40);
		memcpy(&seq, fixture->buf + 4, sizeof(seq));
		assert_int_equal(seq, i);
		memcpy(&seq, fixture->buf + 32, sizeof(seq));
		assert_int_equal(seq, i);
	}
}

static void empty_entries_are_entries(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(write_len(fixture, 0), 0);
	assert_int_equal(write_len(fixture, 0), 0);
	expect_entry(fixture, 1, 0);
	expect_entry(fixture, 2, 0);
	expect_nothing(fixture);
}

/* Sizes that put the end of the ring at every place within an entry. */
static void bytes_wrap_around_the_end(void **state)
{
	struct fixture *fixture = *state;
	uint32_t len;
	int seq;

	for (seq = 1; seq <= 2000; seq++) {
		len = (seq * 37) % (RING_SIZE / 4);
		assert_int_equal(write_len(fixture, len), 0);
		expect_entry(fixture, seq, len);
	}
	expect_counters(fixture, 2000, 0, 0, 0);
}

/* Fills the ring to the last byte with sixteen entries. */
static void fill(struct fixture *fixture)
{
	int i;

	for (i = 0; i < 16; i++)
		assert_int_equal(write_len(fixture, RING_SIZE / 16 -
					   HEADER_SIZE), 0);
}

static void without_a_hold_the_newest_push_out_the_oldest(void **state)
{
	struct fixture *fixture = *state;
	struct ring_state look;

	fill(fixture);
	expect_counters(fixture, 0, 0, 0, 16);
	assert_int_equal(write_len(fixture, 240), 0);
	expect_counters(fixture, 0, 1, 0, 16);
	assert_int_equal(write_len(fixture, 241), 0);
	/* 17 more bytes take two entries */
	expect_counters(fixture, 0, 3, 0, 15);
	ring_look(&fixture->ring, &look);
	assert_int_equal(look.oldest_seq, 4);
	ring_seek_oldest(&fixture->ring, &fixture->cursor);
	expect_entry(fixture, 4, 240);
}

static void what_was_delivered_is_not_overwritten(void **state)
{
	struct fixture *fixture = *state;
	int i;

	fill(fixture);
	for (i = 1; i <= 3; i++)
		expect_entry(fixture, i, 240);
	expect_counters(fixture, 3, 0, 0, 13);
	for (i = 0; i < 5; i++)
		assert_int_equal(write_len(fixture, 240), 0);
	expect_counters(fixture, 3, 2, 0, 16);
}

static void what_two_readers_get_is_delivered_once(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(write_len(fixture, 8), 0);
	expect_entry(fixture, 1, 8);
	ring_seek_oldest(&fixture->ring, &fixture->cursor);
	expect_entry(fixture, 1, 8);
	expect_counters(fixture, 1, 0, 0, 0);
}

static void a_lapped_reader_gets_a_gap_and_goes_on(void **state)
{
	struct fixture *fixture = *state;
	int i;

	fill(fixture);
	expect_entry(fixture, 1, 240);
	for (i = 0; i < 4; i++)
		assert_int_equal(write_len(fixture, 240), 0);
	expect_gap(fixture, 2, 4, RING_CAUSE_OVERWRITTEN, 3);
	for (i = 5; i <= 20; i++)
		expect_entry(fixture, i, 240);
	expect_nothing(fixture);
}

static void a_lapped_reader_is_told_what_had_been_lost(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seq;
	int i;

	assert_int_equal(write_len(fixture, 16), 0);
	ring_lose(&fixture->ring, 1, 5, &seq);
	assert_int_equal(seq, 2);
	for (i = 0; i < 20; i++)
		assert_int_equal(write_len(fixture, 240), 0);
	/* 22 numbers; the last 16 are there; one of the others was lost */
	expect_gap(fixture, 1, 6, 5, 1);
	expect_entry(fixture, 7, 240);
}

static void a_loss_is_told_at_its_place(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seq;

	assert_int_equal(write_len(fixture, 8), 0);
	ring_lose(&fixture->ring, 1, 3, &seq);
	ring_lose(&fixture->ring, 1, 3, &seq);
	assert_int_equal(write_len(fixture, 8), 0);
	expect_counters(fixture, 0, 0, 2, 2);
	expect_entry(fixture, 1, 8);
	expect_gap(fixture, 2, 2, 3, 1);
	expect_gap(fixture, 3, 3, 3, 1);
	expect_entry(fixture, 4, 8);
	expect_nothing(fixture);
}

static void a_loss_tells_cause_and_kind(void **state)
{
	struct fixture *fixture = *state;
	struct ring_gap gap;
	uint64_t seq;

	ring_lose(&fixture->ring, 31, 7, &seq);
	assert_int_equal(ring_read(&fixture->ring, &fixture->cursor, &gap,
				   sizeof(gap), &fixture->entry), sizeof(gap));
	assert_int_equal(gap.by_cause[7], 1);
	assert_int_equal(gap.by_cause[0], 0);
	assert_int_equal(gap.by_kind[31], 1);
	assert_int_equal(gap.by_kind[0], 0);
}

static void what_is_too_large_is_lost(void **state)
{
	struct fixture *fixture = *state;
	uint32_t max = ring_entry_max(&fixture->ring);

	assert_int_equal(max, RING_SIZE / 4);
	assert_int_equal(write_len(fixture, max), 0);
	assert_int_equal(write_len(fixture, max + 1), -EMSGSIZE);
	assert_int_equal(write_len(fixture, 8), 0);
	expect_counters(fixture, 0, 0, 1, 2);
	expect_entry(fixture, 1, max);
	expect_gap(fixture, 2, 2, RING_CAUSE_OVERSIZE, 1);
	expect_entry(fixture, 3, 8);
}

static void a_short_buffer_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seq;

	assert_int_equal(write_len(fixture, 100), 0);
	ring_lose(&fixture->ring, 1, 3, &seq);
	assert_int_equal(ring_read(&fixture->ring, &fixture->cursor,
				   fixture->buf, 99, &fixture->entry),
			 -EMSGSIZE);
	expect_counters(fixture, 0, 0, 1, 1);
	expect_entry(fixture, 1, 100);
	assert_int_equal(ring_read(&fixture->ring, &fixture->cursor,
				   fixture->buf, sizeof(struct ring_gap) - 1,
				   &fixture->entry), -EMSGSIZE);
	expect_gap(fixture, 2, 2, 3, 1);
}

static void a_short_buffer_loses_no_lapped_gap(void **state)
{
	struct fixture *fixture = *state;
	int i;

	for (i = 0; i < 17; i++)
		assert_int_equal(write_len(fixture, 240), 0);
	assert_int_equal(ring_read(&fixture->ring, &fixture->cursor,
				   fixture->buf, sizeof(struct ring_gap) - 1,
				   &fixture->entry), -EMSGSIZE);
	expect_gap(fixture, 1, 1, RING_CAUSE_OVERWRITTEN, 1);
}

static void a_hold_keeps_what_is_not_acknowledged(void **state)
{
	struct fixture *fixture = *state;
	int i;

	ring_hold(&fixture->ring, &fixture->cursor);
	fill(fixture);
	assert_int_equal(write_len(fixture, 0), -ENOSPC);
	assert_int_equal(write_len(fixture, 0), -ENOSPC);
	expect_counters(fixture, 0, 0, 2, 16);
	for (i = 1; i <= 16; i++)
		expect_entry(fixture, i, 240);
	expect_nothing(fixture);
	/* read is not stored */
	assert_int_equal(write_len(fixture, 0), -ENOSPC);
	expect_counters(fixture, 16, 0, 3, 0);
	assert_int_equal(ring_ack(&fixture->ring, 2), 0);
	/* the gap took its place as soon as there was room */
	expect_gap(fixture, 17, 19, RING_CAUSE_FULL, 3);
	expect_nothing(fixture);
}

static void an_acknowledged_entry_makes_room_for_one(void **state)
{
	struct fixture *fixture = *state;

	ring_hold(&fixture->ring, &fixture->cursor);
	fill(fixture);
	expect_entry(fixture, 1, 240);
	assert_int_equal(ring_ack(&fixture->ring, 1), 0);
	assert_int_equal(write_len(fixture, 240), 0);
	assert_int_equal(write_len(fixture, 240), -ENOSPC);
	expect_counters(fixture, 1, 0, 1, 16);
	expect_entry(fixture, 2, 240);
}

static void acknowledging_goes_forward_only(void **state)
{
	struct fixture *fixture = *state;
	struct ring_state look;

	ring_hold(&fixture->ring, &fixture->cursor);
	fill(fixture);
	assert_int_equal(ring_ack(&fixture->ring, 5), 0);
	assert_int_equal(ring_ack(&fixture->ring, 5), 0);
	assert_int_equal(ring_ack(&fixture->ring, 4), -EINVAL);
	assert_int_equal(ring_ack(&fixture->ring, 0), -EINVAL);
	ring_look(&fixture->ring, &look);
	assert_int_equal(look.acked_seq, 5);
	assert_int_equal(ring_ack(&fixture->ring, 16), 0);
	ring_look(&fixture->ring, &look);
	assert_int_equal(look.acked_seq, 16);
}

static void a_new_holder_resumes_behind_the_last_acknowledged(void **state)
{
	struct fixture *fixture = *state;
	int i;

	ring_hold(&fixture->ring, &fixture->cursor);
	fill(fixture);
	for (i = 1; i <= 10; i++)
		expect_entry(fixture, i, 240);
	assert_int_equal(ring_ack(&fixture->ring, 4), 0);
	/* the same ring, another reader, hold not interrupted */
	ring_hold(&fixture->ring, &fixture->cursor);
	assert_int_equal(fixture->cursor.next_seq, 5);
	for (i = 5; i <= 16; i++)
		expect_entry(fixture, i, 240);
}

static void what_was_overwritten_without_a_hold_is_told_to_the_next(void **state)
{
	struct fixture *fixture = *state;
	int i;

	ring_hold(&fixture->ring, &fixture->cursor);
	fill(fixture);
	assert_int_equal(ring_ack(&fixture->ring, 2), 0);
	ring_unhold(&fixture->ring);
	for (i = 0; i < 4; i++)
		assert_int_equal(write_len(fixture, 240), 0);
	ring_hold(&fixture->ring, &fixture->cursor);
	assert_int_equal(fixture->cursor.next_seq, 3);
	expect_gap(fixture, 3, 4, RING_CAUSE_OVERWRITTEN, 2);
	expect_entry(fixture, 5, 240);
}

static void a_hold_that_begins_late_keeps_the_rest(void **state)
{
	struct fixture *fixture = *state;

	fill(fixture);
	assert_int_equal(write_len(fixture, 240), 0);
	ring_hold(&fixture->ring, &fixture->cursor);
	assert_int_equal(write_len(fixture, 240), -ENOSPC);
	expect_gap(fixture, 1, 1, RING_CAUSE_OVERWRITTEN, 1);
	expect_entry(fixture, 2, 240);
}

static void the_end_of_a_hold_makes_room(void **state)
{
	struct fixture *fixture = *state;
	int i;

	ring_hold(&fixture->ring, &fixture->cursor);
	fill(fixture);
	assert_int_equal(write_len(fixture, 240), -ENOSPC);
	ring_unhold(&fixture->ring);
	/* the gap's 352 bytes took two entries */
	expect_counters(fixture, 0, 2, 1, 14);
	expect_gap(fixture, 1, 2, RING_CAUSE_OVERWRITTEN, 2);
	for (i = 3; i <= 16; i++)
		expect_entry(fixture, i, 240);
	expect_gap(fixture, 17, 17, RING_CAUSE_FULL, 1);
	expect_nothing(fixture);
}

static void seeking_goes_to_both_ends(void **state)
{
	struct fixture *fixture = *state;
	struct ring_cursor other;

	fill(fixture);
	ring_seek_oldest(&fixture->ring, &other);
	ring_seek_newest(&fixture->ring, &fixture->cursor);
	assert_int_equal(fixture->cursor.next_seq, 17);
	expect_nothing(fixture);
	assert_int_equal(write_len(fixture, 8), 0);
	expect_entry(fixture, 17, 8);
	/* a place from before everything was overwritten */
	fill(fixture);
	fill(fixture);
	ring_seek_newest(&fixture->ring, &other);
	assert_int_equal(other.next_seq, 50);
}

static void skipping_by_seeking_counts_as_neither(void **state)
{
	struct fixture *fixture = *state;

	fill(fixture);
	ring_seek_newest(&fixture->ring, &fixture->cursor);
	expect_counters(fixture, 0, 0, 0, 16);
}

static void available_counts_from_the_oldest_for_a_lapped_reader(void **state)
{
	struct fixture *fixture = *state;

	fill(fixture);
	assert_int_equal(ring_available(&fixture->ring, fixture->cursor.pos),
			 RING_SIZE);
	assert_int_equal(write_len(fixture, 240), 0);
	assert_int_equal(ring_available(&fixture->ring, fixture->cursor.pos),
			 RING_SIZE);
	expect_gap(fixture, 1, 1, RING_CAUSE_OVERWRITTEN, 1);
	expect_entry(fixture, 2, 240);
	assert_int_equal(ring_available(&fixture->ring, fixture->cursor.pos),
			 RING_SIZE - 256);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, \
							tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(init_refuses_bad_sizes),
		TEST(a_new_ring_is_empty),
		TEST(entries_come_out_in_order),
		TEST(numbers_are_stamped_into_the_bytes),
		TEST(empty_entries_are_entries),
		TEST(bytes_wrap_around_the_end),
		TEST(without_a_hold_the_newest_push_out_the_oldest),
		TEST(what_was_delivered_is_not_overwritten),
		TEST(what_two_readers_get_is_delivered_once),
		TEST(a_lapped_reader_gets_a_gap_and_goes_on),
		TEST(a_lapped_reader_is_told_what_had_been_lost),
		TEST(a_loss_is_told_at_its_place),
		TEST(a_loss_tells_cause_and_kind),
		TEST(what_is_too_large_is_lost),
		TEST(a_short_buffer_changes_nothing),
		TEST(a_short_buffer_loses_no_lapped_gap),
		TEST(a_hold_keeps_what_is_not_acknowledged),
		TEST(an_acknowledged_entry_makes_room_for_one),
		TEST(acknowledging_goes_forward_only),
		TEST(a_new_holder_resumes_behind_the_last_acknowledged),
		TEST(what_was_overwritten_without_a_hold_is_told_to_the_next),
		TEST(a_hold_that_begins_late_keeps_the_rest),
		TEST(the_end_of_a_hold_makes_room),
		TEST(seeking_goes_to_both_ends),
		TEST(skipping_by_seeking_counts_as_neither),
		TEST(available_counts_from_the_oldest_for_a_lapped_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
