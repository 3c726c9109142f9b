// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_test.c - the module's ring in user space: order, wrapping around,
 * overwriting, losing. What a holder changes: ring_hold_test.c. What it does
 * under any sequence of calls: ring_model_test.c.
 */
#include <stdlib.h>
#include <string.h>

#include "ring_fixture.h"

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
		.counters = RING_NO_STAMP,
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

static void counters_are_stamped_as_they_were_before(void **state)
{
	struct fixture *fixture = *state;
	unsigned char bytes[8 + sizeof(struct ring_counters)];
	struct ring_write write = {
		.bytes = bytes,
		.len = sizeof(bytes),
		.kind = 1,
		.stamp = { 0, RING_NO_STAMP },
		.counters = 8,
	};
	struct ring_counters counters;
	uint64_t seq;

	fill(fixture);
	expect_entry(fixture, 1, 240);
	assert_int_equal(write_len(fixture, RING_SIZE), -EMSGSIZE);
	/* also before it pushes out the second entry, which nobody got */
	assert_int_equal(ring_write(&fixture->ring, &write), 0);
	expect_counters(fixture, 1, 1, 1, 15);
	memcpy(&counters, bytes + 8, sizeof(counters));
	assert_int_equal(counters.captured, 17);
	assert_int_equal(counters.delivered, 1);
	assert_int_equal(counters.overwritten, 0);
	assert_int_equal(counters.lost, 1);
	assert_int_equal(counters.pending, 15);
	assert_int_equal(counters.lost_by_cause[RING_CAUSE_OVERSIZE], 1);
	memcpy(&seq, bytes, sizeof(seq));
	assert_int_equal(seq, 1 + counters.captured);
}

static void losses_are_counted_by_cause(void **state)
{
	struct fixture *fixture = *state;
	struct ring_state look;
	uint64_t seq;

	ring_lose(&fixture->ring, 1, 7, &seq);
	ring_lose(&fixture->ring, 2, 7, &seq);
	assert_int_equal(write_len(fixture, RING_SIZE), -EMSGSIZE);
	ring_hold(&fixture->ring, &fixture->cursor);
	while (!write_len(fixture, 240))
		;
	ring_look(&fixture->ring, &look);
	assert_int_equal(look.counters.lost_by_cause[7], 2);
	assert_int_equal(look.counters.lost_by_cause[RING_CAUSE_OVERSIZE], 1);
	assert_int_equal(look.counters.lost_by_cause[RING_CAUSE_FULL], 1);
	assert_int_equal(look.counters.lost, 4);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(init_refuses_bad_sizes),
		TEST(a_new_ring_is_empty),
		TEST(entries_come_out_in_order),
		TEST(numbers_are_stamped_into_the_bytes),
		TEST(counters_are_stamped_as_they_were_before),
		TEST(losses_are_counted_by_cause),
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
		TEST(seeking_goes_to_both_ends),
		TEST(skipping_by_seeking_counts_as_neither),
		TEST(available_counts_from_the_oldest_for_a_lapped_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
