// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify_test.c - what a judge of streams finds: holes, losses, what comes
 * again, where a stream ends.
 */
#include <string.h>

#include "verify_fixture.h"

#define SECOND	1000000000ULL
/* Long after boot: no number of an event is near these microseconds. */
#define LATE	(5000 * SECOND)

static void nothing_is_no_stream(void **state)
{
	struct judge *judge = *state;

	judge_end(judge);
	assert_int_equal(judge->count, 0);
	assert_int_equal(judge->status.records, 0);
}

static void a_stream_without_fault_has_none(void **state)
{
	const struct procmon_finding *stream;
	struct judge *judge = *state;

	feed(judge, sensor_record(100, PROCMON_TYPE_SENSOR_START, 1, LATE));
	feed_events(judge, 101, 104);
	feed(judge, tombstone_record(105));
	feed(judge, heartbeat_record(106, 100, 0));
	feed(judge, sensor_record(107, PROCMON_TYPE_SENSOR_STOP, 1, LATE + 9));
	judge_end(judge);
	assert_int_equal(judge->count, 1);
	stream = found(judge, PROCMON_FINDING_STREAM, 0);
	assert_int_equal(stream->first_seq, 100);
	assert_int_equal(stream->last_seq, 107);
	assert_int_equal(stream->count, 8);
	assert_int_equal(stream->flags,
			 PROCMON_STREAM_STARTS | PROCMON_STREAM_STOPS);
	assert_int_equal(stream->after_mono, LATE);
	assert_int_equal(stream->before_mono, LATE + 9);
	assert_int_equal(judge->status.events, 8);
	assert_int_equal(judge->status.tombstones, 1);
	assert_int_equal(judge->status.heartbeats, 1);
	assert_int_equal(judge->status.heartbeats_unjudged, 0);
}

static void a_hole_is_found_with_the_times_around_it(void **state)
{
	const struct procmon_finding *hole;
	struct judge *judge = *state;

	feed_events(judge, 1, 4);
	feed_events(judge, 7, 9);
	judge_end(judge);
	expect_hole(judge, 5, 6);
	hole = found(judge, PROCMON_FINDING_HOLE, 0);
	assert_int_equal(hole->after_mono, event_record(4).header.time_mono);
	assert_int_equal(hole->before_mono, event_record(7).header.time_mono);
	assert_int_equal(judge->status.missing, 2);
	assert_int_equal(judge->status.events, 7);
}

static void a_loss_that_is_told_is_no_hole(void **state)
{
	const struct procmon_finding *loss;
	struct judge *judge = *state;

	feed_events(judge, 1, 4);
	feed(judge, lost_record(5, 7));
	feed_events(judge, 8, 9);
	judge_end(judge);
	assert_int_equal(judge->count, 2);
	loss = found(judge, PROCMON_FINDING_LOSS, 0);
	assert_int_equal(loss->first_seq, 5);
	assert_int_equal(loss->last_seq, 7);
	assert_int_equal(loss->count, 3);
	assert_int_equal(loss->after_mono, event_record(4).header.time_mono);
	assert_int_equal(loss->before_mono, event_record(7).header.time_mono);
	assert_int_equal(loss->by_cause[PROCMON_CAUSE_FULL], 3);
	assert_int_equal(loss->by_type[PROCMON_TYPE_EXEC], 3);
	assert_int_equal(judge->status.lost, 3);
	assert_int_equal(judge->status.events, 6);
}

static void a_hole_in_front_of_a_loss_ends_before_it(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 1, 2);
	feed(judge, lost_record(5, 7));
	judge_end(judge);
	expect_hole(judge, 3, 4);
	assert_int_equal(judge->status.lost, 3);
}

static void what_comes_again_is_no_hole(void **state)
{
	const struct procmon_finding *repeat;
	struct judge *judge = *state;

	feed_events(judge, 10, 20);
	feed_events(judge, 15, 25);
	feed_events(judge, 10, 30);
	judge_end(judge);
	assert_int_equal(found_count(judge, PROCMON_FINDING_HOLE), 0);
	assert_int_equal(found_count(judge, PROCMON_FINDING_STREAM), 1);
	assert_int_equal(found_count(judge, PROCMON_FINDING_REPEAT), 2);
	repeat = found(judge, PROCMON_FINDING_REPEAT, 1);
	assert_int_equal(repeat->first_seq, 10);
	assert_int_equal(repeat->last_seq, 25);
	assert_int_equal(repeat->count, 16);
	assert_int_equal(judge->status.repeated, 6 + 16);
	assert_int_equal(judge->status.events, 21);
}

/* Whoever was killed may have stored some of what it had not acknowledged. */
static void what_comes_again_fills_holes(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 1, 4);
	feed_events(judge, 11, 12);
	feed_events(judge, 3, 6);
	feed_events(judge, 9, 20);
	judge_end(judge);
	expect_hole(judge, 7, 8);
	assert_int_equal(judge->status.repeated, 4);
	assert_int_equal(judge->status.events, 18);
}

static void what_comes_again_splits_a_hole(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 1, 1);
	feed_events(judge, 10, 10);
	feed_events(judge, 4, 5);
	judge_end(judge);
	assert_int_equal(found_count(judge, PROCMON_FINDING_HOLE), 2);
	assert_int_equal(found(judge, PROCMON_FINDING_HOLE, 0)->first_seq, 2);
	assert_int_equal(found(judge, PROCMON_FINDING_HOLE, 0)->count, 2);
	assert_int_equal(found(judge, PROCMON_FINDING_HOLE, 1)->first_seq, 6);
	assert_int_equal(found(judge, PROCMON_FINDING_HOLE, 1)->count, 4);
	assert_int_equal(judge->status.missing, 6);
}

static void findings_come_in_the_order_of_the_records(void **state)
{
	static const uint32_t kinds[] = {
		PROCMON_FINDING_HOLE, PROCMON_FINDING_REPEAT,
		PROCMON_FINDING_LOSS, PROCMON_FINDING_STREAM,
	};
	struct judge *judge = *state;
	size_t i;

	feed_events(judge, 1, 1);
	feed_events(judge, 3, 9);
	feed_events(judge, 5, 9);
	feed(judge, lost_record(10, 11));
	judge_end(judge);
	assert_int_equal(judge->count, ARRAY_SIZE(kinds));
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		assert_int_equal(judge->found[i].kind, kinds[i]);
}

/* After a restart LOST is made anew, and may tell of what was there. */
static void a_loss_counts_only_what_was_not_there(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 1, 10);
	feed(judge, heartbeat_record(11, 1, 0));
	feed(judge, lost_record(8, 15));
	feed(judge, heartbeat_record(16, 1, 4));
	judge_end(judge);
	assert_int_equal(judge->status.lost, 4);
	assert_int_equal(judge->status.repeated, 4);
	assert_int_equal(found_count(judge, PROCMON_FINDING_CONTRADICTION), 0);
	assert_int_equal(judge->status.heartbeats_unjudged, 1);
}

/* What fills a hole tells of the past, and is no part of what follows. */
static void a_loss_that_fills_a_hole_is_not_counted_twice(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 1, 10);
	feed_events(judge, 13, 13);
	feed(judge, heartbeat_record(14, 1, 2));
	feed(judge, lost_record(11, 12));
	feed_events(judge, 13, 13);
	feed(judge, heartbeat_record(14, 1, 2));
	feed(judge, heartbeat_record(15, 1, 2));
	judge_end(judge);
	assert_int_equal(found_count(judge, PROCMON_FINDING_HOLE), 0);
	assert_int_equal(found_count(judge, PROCMON_FINDING_CONTRADICTION), 0);
	assert_int_equal(judge->status.lost, 2);
	assert_int_equal(judge->status.heartbeats, 2);
}

static void another_boot_begins_a_stream(void **state)
{
	const struct procmon_finding *stream;
	struct judge *judge = *state;

	feed(judge, sensor_record(100, PROCMON_TYPE_SENSOR_START, 1, LATE));
	feed_events(judge, 101, 110);
	feed(judge, sensor_record(105, PROCMON_TYPE_SENSOR_START, 2, LATE));
	feed_events(judge, 106, 107);
	feed(judge, sensor_record(200, PROCMON_TYPE_SENSOR_START, 3, LATE));
	judge_end(judge);
	assert_int_equal(judge->count, 3);
	stream = found(judge, PROCMON_FINDING_STREAM, 1);
	assert_int_equal(stream->first_seq, 105);
	assert_int_equal(stream->last_seq, 107);
	assert_int_equal(stream->flags, PROCMON_STREAM_STARTS);
}

static void a_capture_tells_the_boot_of_its_start(void **state)
{
	struct procmon_capture capture = { .boot_id = { 7 } };
	struct procmon_record record;
	struct judge *judge = *state;

	procmon_verify_free(judge->verify);
	assert_int_equal(procmon_verify_new(&capture, NULL, NULL,
					    &judge->verify), 0);
	feed_events(judge, 1, 3);
	record = sensor_record(4, PROCMON_TYPE_SENSOR_START, 8, LATE);
	memset(record.sensor.boot_id + 1, 0, 15);
	feed(judge, record);
	procmon_verify_end(judge->verify);
	procmon_verify_get_status(judge->verify, &judge->status);
	assert_int_equal(judge->status.findings[PROCMON_FINDING_STREAM], 2);
}

/* A load begins at the microseconds since boot. */
static void another_load_begins_a_stream(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 100, 110);
	feed(judge, sensor_record(LATE / 1000 - 5, PROCMON_TYPE_SENSOR_START, 1,
				  LATE));
	feed(judge, heartbeat_record(LATE / 1000 - 4, LATE / 1000 - 5, 0));
	judge_end(judge);
	assert_int_equal(judge->count, 2);
	assert_int_equal(found_count(judge, PROCMON_FINDING_STREAM), 2);
}

static void armed_again_is_no_other_load(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 100, 110);
	feed(judge, sensor_record(115, PROCMON_TYPE_SENSOR_START, 1, LATE));
	judge_end(judge);
	expect_hole(judge, 111, 114);
	assert_int_equal(found_count(judge, PROCMON_FINDING_STREAM), 1);
}

/* Armed again so early that the clock says nothing: the heartbeat does. */
static void a_heartbeat_disproves_another_load(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 100, 110);
	feed(judge, sensor_record(115, PROCMON_TYPE_SENSOR_START, 1, SECOND));
	feed(judge, heartbeat_record(116, 90, 0));
	judge_end(judge);
	expect_hole(judge, 111, 114);
	judge_reset(judge);
	feed_events(judge, 100, 110);
	feed(judge, sensor_record(115, PROCMON_TYPE_SENSOR_START, 1, SECOND));
	feed(judge, heartbeat_record(116, 113, 0));
	judge_end(judge);
	expect_hole(judge, 113, 114);
}

static void another_record_of_a_number_begins_a_stream(void **state)
{
	struct procmon_record record = event_record(15);
	struct judge *judge = *state;

	record.header.time_mono += SECOND;
	feed_events(judge, 10, 20);
	feed(judge, record);
	feed_events(judge, 16, 30);
	judge_end(judge);
	assert_int_equal(judge->count, 2);
	assert_int_equal(found(judge, PROCMON_FINDING_STREAM, 1)->first_seq,
			 15);
	assert_int_equal(found(judge, PROCMON_FINDING_STREAM, 1)->last_seq, 30);
}

static void numbers_before_the_first_begin_a_stream(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 10, 20);
	feed_events(judge, 9, 25);
	judge_end(judge);
	assert_int_equal(judge->count, 2);
	assert_int_equal(judge->status.repeated, 0);
}

static void a_start_without_a_stop_is_a_contradiction(void **state)
{
	struct procmon_record stop = lost_record(7, 7);
	struct judge *judge = *state;

	feed(judge, sensor_record(1, PROCMON_TYPE_SENSOR_START, 1, LATE));
	feed_events(judge, 2, 3);
	feed(judge, sensor_record(4, PROCMON_TYPE_SENSOR_STOP, 1, LATE));
	feed(judge, sensor_record(5, PROCMON_TYPE_SENSOR_START, 1, LATE));
	feed(judge, sensor_record(6, PROCMON_TYPE_SENSOR_START, 1, LATE));
	/* here the stop is among what was lost, or may be missing */
	stop.lost.by_type[PROCMON_TYPE_EXEC] = 0;
	stop.lost.by_type[PROCMON_TYPE_SENSOR_STOP] = 1;
	feed(judge, stop);
	feed(judge, sensor_record(8, PROCMON_TYPE_SENSOR_START, 1, LATE));
	feed(judge, sensor_record(10, PROCMON_TYPE_SENSOR_START, 1, LATE));
	judge_end(judge);
	expect_contradiction(judge, 6, "SENSOR_START: ");
	expect_hole(judge, 9, 9);
}

/* More than can be held back: the oldest are told, and none is forgotten. */
static void any_number_of_holes_is_found(void **state)
{
	struct judge *judge = *state;
	uint64_t seq;

	for (seq = 1; seq < 4001; seq += 2)
		feed_events(judge, seq, seq);
	judge_end(judge);
	assert_int_equal(found_count(judge, PROCMON_FINDING_HOLE), 1999);
	assert_int_equal(judge->status.missing, 1999);
	assert_int_equal(found(judge, PROCMON_FINDING_HOLE, 7)->first_seq, 16);
}

static void extreme_numbers_are_counted(void **state)
{
	struct procmon_record record = event_record(1);
	struct procmon_record all = lost_record(1, 2);
	struct judge *judge = *state;
	unsigned char boot;

	record.header.seq = UINT64_MAX;
	all.lost.last_seq = UINT64_MAX;
	all.header.seq = UINT64_MAX;
	feed_events(judge, 1, 1);
	feed(judge, record);
	judge_end(judge);
	expect_hole(judge, 2, UINT64_MAX - 1);
	judge_reset(judge);
	for (boot = 1; boot <= 3; boot++) {
		feed(judge, sensor_record(1, PROCMON_TYPE_SENSOR_START, boot,
					  LATE));
		feed(judge, record);
		feed(judge, all);
		feed(judge, all);
	}
	judge_end(judge);
	assert_int_equal(found_count(judge, PROCMON_FINDING_HOLE), 0);
	assert_int_equal(found_count(judge, PROCMON_FINDING_STREAM), 3);
	assert_int_equal(judge->status.lost, UINT64_MAX);
	assert_int_equal(judge->status.repeated, UINT64_MAX);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, judge_begin, judge_finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_no_stream),
		TEST(a_stream_without_fault_has_none),
		TEST(a_hole_is_found_with_the_times_around_it),
		TEST(a_loss_that_is_told_is_no_hole),
		TEST(a_hole_in_front_of_a_loss_ends_before_it),
		TEST(what_comes_again_is_no_hole),
		TEST(what_comes_again_fills_holes),
		TEST(what_comes_again_splits_a_hole),
		TEST(findings_come_in_the_order_of_the_records),
		TEST(a_loss_counts_only_what_was_not_there),
		TEST(a_loss_that_fills_a_hole_is_not_counted_twice),
		TEST(another_boot_begins_a_stream),
		TEST(a_capture_tells_the_boot_of_its_start),
		TEST(another_load_begins_a_stream),
		TEST(armed_again_is_no_other_load),
		TEST(a_heartbeat_disproves_another_load),
		TEST(another_record_of_a_number_begins_a_stream),
		TEST(numbers_before_the_first_begin_a_stream),
		TEST(a_start_without_a_stop_is_a_contradiction),
		TEST(any_number_of_holes_is_found),
		TEST(extreme_numbers_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
