// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_hold_test.c - the module's ring with a holder: what it keeps for it,
 * what an acknowledgement frees, where the next one goes on.
 */
#include "ring_fixture.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_hold_keeps_what_is_not_acknowledged),
		TEST(an_acknowledged_entry_makes_room_for_one),
		TEST(acknowledging_goes_forward_only),
		TEST(a_new_holder_resumes_behind_the_last_acknowledged),
		TEST(what_was_overwritten_without_a_hold_is_told_to_the_next),
		TEST(a_hold_that_begins_late_keeps_the_rest),
		TEST(the_end_of_a_hold_makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
