// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_hold_test.c - the module's ring with a holder: what it keeps for it,
 * what an acknowledgement frees, where the next one goes on, and the reserve
 * that ordinary entries leave.
 */
#include <string.h>

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

#define GAP_SIZE	352	/* of a gap in the ring */

static void an_ordinary_entry_leaves_the_reserve(void **state)
{
	struct fixture *fixture = *state;
	int i;

	ring_keep(&fixture->ring, 1024);
	ring_hold(&fixture->ring, &fixture->cursor);
	for (i = 0; i < 12; i++)
		assert_int_equal(write_leaving(fixture, 240, 1024), 0);
	assert_int_equal(write_leaving(fixture, 0, 1024), -ENOSPC);
	/* of the 1024 bytes, 416 are left behind a gap and 256 */
	assert_int_equal(write_leaving(fixture, 240, 417), -ENOSPC);
	assert_int_equal(write_leaving(fixture, 240, 416), 0);
	assert_int_equal(write_leaving(fixture, 400, 1), -ENOSPC);
	assert_int_equal(write_leaving(fixture, 48, 0), 0);
	expect_counters(fixture, 0, 0, 3, 14);
	for (i = 1; i <= 12; i++)
		expect_entry(fixture, i, 240);
	expect_gap(fixture, 13, 14, RING_CAUSE_FULL, 2);
	expect_entry(fixture, 15, 240);
	expect_gap(fixture, 16, 16, RING_CAUSE_FULL, 1);
	expect_entry(fixture, 17, 48);
	expect_nothing(fixture);
}

static void the_reserve_is_half_of_the_ring_at_most(void **state)
{
	static const uint64_t sizes[][2] = {
		{ 0, 0 },
		{ 2047, 2047 },
		{ 2048, 2048 },
		{ 2049, 2048 },
		{ UINT64_MAX, 2048 },
	};
	struct fixture *fixture = *state;
	struct ring_state look;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		ring_keep(&fixture->ring, sizes[i][0]);
		ring_look(&fixture->ring, &look);
		assert_int_equal(look.reserve, sizes[i][1]);
	}
}

static void without_a_hold_the_oldest_go_for_the_reserve(void **state)
{
	struct fixture *fixture = *state;
	int i;

	ring_keep(&fixture->ring, 1024);
	for (i = 0; i < 13; i++)
		assert_int_equal(write_leaving(fixture, 240, 1024), 0);
	expect_counters(fixture, 0, 1, 0, 12);
	/* never more than the reserve */
	assert_int_equal(write_leaving(fixture, 240, UINT64_MAX), 0);
	expect_counters(fixture, 0, 2, 0, 12);
	/* so whoever holds finds it, however full the ring was */
	ring_hold(&fixture->ring, &fixture->cursor);
	assert_int_equal(write_leaving(fixture, 240, 1024), -ENOSPC);
	assert_int_equal(write_leaving(fixture, 240, 0), 0);
	ring_unhold(&fixture->ring);
	assert_int_equal(write_leaving(fixture, 240, 1024), 0);
}

static void a_gap_by_itself_leaves_the_reserve(void **state)
{
	struct fixture *fixture = *state;
	struct ring_state look;
	uint64_t seq;
	int i;

	ring_keep(&fixture->ring, 1024);
	ring_hold(&fixture->ring, &fixture->cursor);
	for (i = 0; i < 12; i++)
		assert_int_equal(write_leaving(fixture, 240, 1024), 0);
	ring_lose(&fixture->ring, 1, 3, &seq);
	ring_look(&fixture->ring, &look);
	assert_true(look.owes_gap);
	assert_int_equal(look.used, 12 * 256);
	assert_int_equal(ring_ack(&fixture->ring, 1), 0);
	ring_look(&fixture->ring, &look);
	assert_true(look.owes_gap);
	assert_int_equal(ring_ack(&fixture->ring, 2), 0);
	ring_look(&fixture->ring, &look);
	assert_false(look.owes_gap);
	for (i = 1; i <= 12; i++)
		expect_entry(fixture, i, 240);
	expect_gap(fixture, 13, 13, 3, 1);
}

static void a_gap_leaves_the_reserve_to_the_byte(void **state)
{
	struct fixture *fixture = *state;
	struct ring_state look;
	uint64_t seq;

	ring_keep(&fixture->ring, 2048);
	ring_hold(&fixture->ring, &fixture->cursor);
	assert_int_equal(write_len(fixture, 1008), 0);
	assert_int_equal(write_len(fixture, 1024 - GAP_SIZE - 16), 0);
	ring_lose(&fixture->ring, 1, 3, &seq);
	ring_look(&fixture->ring, &look);
	assert_false(look.owes_gap);
	assert_int_equal(look.used, 2048);
	ring_lose(&fixture->ring, 1, 3, &seq);
	ring_look(&fixture->ring, &look);
	assert_true(look.owes_gap);
}

static void the_end_of_a_hold_gives_up_the_reserve(void **state)
{
	struct fixture *fixture = *state;
	struct ring_state look;
	uint64_t seq;
	int i;

	ring_keep(&fixture->ring, 1024);
	ring_hold(&fixture->ring, &fixture->cursor);
	for (i = 0; i < 12; i++)
		assert_int_equal(write_leaving(fixture, 240, 1024), 0);
	ring_lose(&fixture->ring, 1, 3, &seq);
	ring_unhold(&fixture->ring);
	ring_look(&fixture->ring, &look);
	assert_false(look.owes_gap);
	expect_counters(fixture, 0, 0, 1, 12);
}

/* The ring, byte for byte, and all that it knows. */
struct snapshot {
	struct ring ring;
	unsigned char data[RING_SIZE];
};

static void take_snapshot(struct fixture *fixture, struct snapshot *snapshot)
{
	memset(snapshot, 0, sizeof(*snapshot));
	memcpy(&snapshot->ring, &fixture->ring, sizeof(snapshot->ring));
	memcpy(snapshot->data, fixture->data, sizeof(snapshot->data));
}

static void what_only_tries_changes_nothing(void **state)
{
	static struct snapshot before;
	static struct snapshot after;
	struct fixture *fixture = *state;
	unsigned char bytes[240] = { 0 };
	struct ring_write write = {
		.bytes = bytes,
		.len = sizeof(bytes),
		.kind = 1,
		.stamp = { 0, 8 },
		.counters = 16,
		.try = true,
		.seq = 77,
	};
	size_t i;

	ring_hold(&fixture->ring, &fixture->cursor);
	fill(fixture);
	expect_entry(fixture, 1, 240);
	assert_int_equal(write_len(fixture, 0), -ENOSPC);
	assert_int_equal(ring_ack(&fixture->ring, 1), 0);
	/* an entry may go, a gap is owed, and for both there is no room */
	take_snapshot(fixture, &before);
	assert_int_equal(ring_write(&fixture->ring, &write), -EAGAIN);
	take_snapshot(fixture, &after);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(write.seq, 77);
	for (i = 0; i < sizeof(bytes); i++)
		assert_int_equal(bytes[i], 0);
}

static void what_only_tries_takes_room_that_is_there(void **state)
{
	struct fixture *fixture = *state;
	int i;

	ring_keep(&fixture->ring, 1024);
	ring_hold(&fixture->ring, &fixture->cursor);
	for (i = 0; i < 12; i++)
		assert_int_equal(try_leaving(fixture, 240, 1024), 0);
	assert_int_equal(try_leaving(fixture, 240, 1024), -EAGAIN);
	assert_int_equal(try_leaving(fixture, 240, 768), 0);
	expect_counters(fixture, 0, 0, 0, 13);
	for (i = 1; i <= 13; i++)
		expect_entry(fixture, i, 240);
	assert_int_equal(ring_ack(&fixture->ring, 13), 0);
	assert_int_equal(try_leaving(fixture, 240, 1024), 0);
	expect_entry(fixture, 14, 240);
	expect_nothing(fixture);
}

static void trying_does_not_help_what_is_too_large(void **state)
{
	struct fixture *fixture = *state;

	ring_hold(&fixture->ring, &fixture->cursor);
	assert_int_equal(try_leaving(fixture, RING_SIZE / 4 + 1, 0), -EMSGSIZE);
	assert_int_equal(write_len(fixture, 0), 0);
	expect_gap(fixture, 1, 1, RING_CAUSE_OVERSIZE, 1);
}

static void acknowledged_entries_stay_while_there_is_room(void **state)
{
	struct fixture *fixture = *state;
	struct ring_state look;

	ring_keep(&fixture->ring, 1024);
	ring_hold(&fixture->ring, &fixture->cursor);
	fill(fixture);
	assert_int_equal(ring_ack(&fixture->ring, 4), 0);
	/* nothing goes for one that is lost, not even what may go */
	assert_int_equal(write_leaving(fixture, 240, 1024), -ENOSPC);
	ring_look(&fixture->ring, &look);
	assert_int_equal(look.oldest_seq, 1);
	/* what may go is as good as free, but it goes only as it must */
	assert_int_equal(ring_ack(&fixture->ring, 7), 0);
	ring_look(&fixture->ring, &look);
	assert_int_equal(look.oldest_seq, 3);
	assert_int_equal(write_leaving(fixture, 0, 1024), 0);
	ring_look(&fixture->ring, &look);
	assert_int_equal(look.oldest_seq, 3);
}

static void a_claim_leaves_the_reserve(void **state)
{
	struct fixture *fixture = *state;
	int claims = 0;

	ring_keep(&fixture->ring, 1024);
	ring_hold(&fixture->ring, &fixture->cursor);
	while (claims < 100 && ring_claim(&fixture->ring, 240, 1024))
		claims++;
	/* each with room for a gap */
	assert_int_equal(claims, (RING_SIZE - 1024) / (GAP_SIZE + 256));
	assert_false(ring_claim(&fixture->ring, RING_SIZE / 4, 0));
	while (claims--)
		assert_int_equal(write_claimed(fixture, 240), 0);
	assert_int_equal(fixture->ring.claimed, 0);
	ring_unhold(&fixture->ring);
	assert_true(ring_claim(&fixture->ring, RING_SIZE / 4, RING_SIZE));
	assert_false(ring_claim(&fixture->ring, RING_SIZE / 4 + 1, 0));
}

static void nobody_takes_what_is_claimed(void **state)
{
	struct fixture *fixture = *state;
	int i;

	ring_hold(&fixture->ring, &fixture->cursor);
	assert_true(ring_claim(&fixture->ring, 240, 0));
	assert_true(ring_claim(&fixture->ring, 496, 0));
	for (i = 0; i < 10; i++)
		assert_int_equal(try_leaving(fixture, 240, 0), 0);
	assert_int_equal(try_leaving(fixture, 240, 0), -EAGAIN);
	assert_int_equal(write_len(fixture, 240), -ENOSPC);
	/* the gap that is owed since then has its room as well */
	assert_int_equal(write_claimed(fixture, 496), 0);
	assert_int_equal(write_claimed(fixture, 240), 0);
	assert_int_equal(fixture->ring.claimed, 0);
	for (i = 1; i <= 10; i++)
		expect_entry(fixture, i, 240);
	expect_gap(fixture, 11, 11, RING_CAUSE_FULL, 1);
	expect_entry(fixture, 12, 496);
	expect_entry(fixture, 13, 240);
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
		TEST(an_ordinary_entry_leaves_the_reserve),
		TEST(the_reserve_is_half_of_the_ring_at_most),
		TEST(without_a_hold_the_oldest_go_for_the_reserve),
		TEST(a_gap_by_itself_leaves_the_reserve),
		TEST(a_gap_leaves_the_reserve_to_the_byte),
		TEST(the_end_of_a_hold_gives_up_the_reserve),
		TEST(what_only_tries_changes_nothing),
		TEST(what_only_tries_takes_room_that_is_there),
		TEST(trying_does_not_help_what_is_too_large),
		TEST(acknowledged_entries_stay_while_there_is_room),
		TEST(a_claim_leaves_the_reserve),
		TEST(nobody_takes_what_is_claimed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
