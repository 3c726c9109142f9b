// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify_counts_test.c - a judge of streams notices counts in LOST and HEARTBEAT
 * records that cannot be, and says what it cannot judge.
 */
#include "verify_fixture.h"

static void losses_that_are_too_few_do_not_add_up(void **state)
{
	struct procmon_record record = lost_record(2, 4);
	struct judge *judge = *state;

	record.lost.by_cause[PROCMON_CAUSE_FULL]--;
	feed(judge, record);
	judge_end(judge);
	expect_contradiction(judge, 4, "LOST: its causes ");
	judge_reset(judge);
	record = lost_record(2, 4);
	record.lost.by_type[PROCMON_TYPE_EXEC]--;
	feed(judge, record);
	judge_end(judge);
	expect_contradiction(judge, 4, "LOST: its types ");
}

static void losses_must_add_up(void **state)
{
	struct procmon_record record = lost_record(2, 4);
	struct judge *judge = *state;

	feed_events(judge, 1, 1);
	record.lost.by_cause[PROCMON_CAUSE_MEMORY]++;
	feed(judge, record);
	judge_end(judge);
	expect_contradiction(judge, 4, "LOST: its causes ");
	judge_reset(judge);
	record = lost_record(2, 4);
	record.lost.by_type[PROCMON_TYPE_EXIT] = UINT64_MAX;
	record.lost.by_type[PROCMON_TYPE_FORK] = 1;
	feed(judge, record);
	judge_end(judge);
	expect_contradiction(judge, 4, "LOST: its types ");
}

/* Feeds a heartbeat that was changed, and expects that it is noticed. */
static void expect_self_fault(struct judge *judge,
			      const struct procmon_record *record,
			      const char *text)
{
	judge_reset(judge);
	feed(judge, *record);
	judge_end(judge);
	expect_contradiction(judge, 50, text);
}

static void heartbeats_must_add_up(void **state)
{
	const struct procmon_record good = heartbeat_record(50, 10, 3);
	struct procmon_record record = good;
	struct judge *judge = *state;

	feed(judge, good);
	judge_end(judge);
	assert_int_equal(judge->count, 1);
	record.heartbeat.first_seq = 11;
	expect_self_fault(judge, &record, "HEARTBEAT: its number ");
	record = good;
	record.heartbeat.counters.pending = 1;
	expect_self_fault(judge, &record, "HEARTBEAT: captured ");
	record = good;
	record.heartbeat.counters.delivered--;
	expect_self_fault(judge, &record, "HEARTBEAT: captured ");
	record = good;
	record.heartbeat.counters.lost_by_cause[PROCMON_CAUSE_FULL]--;
	expect_self_fault(judge, &record, "HEARTBEAT: its causes ");
	record = good;
	record.heartbeat.counters.overwritten = UINT64_MAX;
	record.heartbeat.counters.delivered++;
	expect_self_fault(judge, &record, "HEARTBEAT: captured ");
	record = good;
	record.heartbeat.counters.lost_by_cause[7] = 1;
	expect_self_fault(judge, &record, "HEARTBEAT: its causes ");
	record = good;
	record.heartbeat.waited_in_vain = record.heartbeat.waited + 1;
	expect_self_fault(judge, &record, "HEARTBEAT: more execs ");
}

static void a_heartbeat_counts_what_lost_records_tell(void **state)
{
	struct judge *judge = *state;

	feed(judge, heartbeat_record(10, 5, 1));
	feed(judge, lost_record(11, 12));
	feed(judge, heartbeat_record(13, 5, 3));
	feed_events(judge, 14, 15);
	feed(judge, heartbeat_record(16, 5, 4));
	judge_end(judge);
	expect_contradiction(judge, 16, "HEARTBEAT: what was lost ");
	assert_int_equal(judge->status.heartbeats_unjudged, 0);
}

static void from_the_first_event_on_all_losses_are_known(void **state)
{
	struct judge *judge = *state;

	feed_events(judge, 5, 9);
	feed(judge, heartbeat_record(10, 5, 1));
	judge_end(judge);
	expect_contradiction(judge, 10, "HEARTBEAT: what was lost ");
	judge_reset(judge);
	feed_events(judge, 6, 9);
	feed(judge, heartbeat_record(10, 5, 1));
	judge_end(judge);
	assert_int_equal(judge->count, 1);
}

static void overwritten_records_are_no_loss_of_the_sensor(void **state)
{
	struct procmon_record record = lost_record(11, 12);
	struct judge *judge = *state;

	record.lost.by_cause[PROCMON_CAUSE_FULL] = 0;
	record.lost.by_cause[PROCMON_CAUSE_OVERWRITTEN] = 2;
	feed(judge, heartbeat_record(10, 5, 1));
	feed(judge, record);
	feed(judge, heartbeat_record(13, 5, 1));
	judge_end(judge);
	assert_int_equal(found_count(judge, PROCMON_FINDING_CONTRADICTION), 0);
}

static void a_hole_leaves_a_heartbeat_unjudged(void **state)
{
	struct judge *judge = *state;

	feed(judge, heartbeat_record(10, 5, 1));
	feed_events(judge, 12, 12);
	feed(judge, heartbeat_record(13, 5, 2));
	feed(judge, heartbeat_record(14, 5, 2));
	judge_end(judge);
	expect_hole(judge, 11, 11);
	assert_int_equal(found_count(judge, PROCMON_FINDING_CONTRADICTION), 0);
	assert_int_equal(judge->status.heartbeats, 3);
	assert_int_equal(judge->status.heartbeats_unjudged, 1);
}

static void counters_never_go_down(void **state)
{
	struct procmon_record record = heartbeat_record(20, 5, 1);
	struct judge *judge = *state;

	feed(judge, heartbeat_record(10, 5, 1));
	record.heartbeat.tombstones--;
	feed(judge, record);
	judge_end(judge);
	/* a hole excuses much, not that */
	expect_contradiction(judge, 20, "HEARTBEAT: a counter ");
}

static void the_first_number_of_a_load_stays(void **state)
{
	struct judge *judge = *state;

	feed(judge, heartbeat_record(10, 5, 0));
	feed(judge, heartbeat_record(11, 6, 0));
	/* but for a load whose start is missing */
	feed(judge, heartbeat_record(15, 13, 0));
	judge_end(judge);
	expect_contradiction(judge, 11, "HEARTBEAT: first_seq ");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, judge_begin, judge_finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(losses_that_are_too_few_do_not_add_up),
		TEST(losses_must_add_up),
		TEST(heartbeats_must_add_up),
		TEST(a_heartbeat_counts_what_lost_records_tell),
		TEST(from_the_first_event_on_all_losses_are_known),
		TEST(overwritten_records_are_no_loss_of_the_sensor),
		TEST(a_hole_leaves_a_heartbeat_unjudged),
		TEST(counters_never_go_down),
		TEST(the_first_number_of_a_load_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
