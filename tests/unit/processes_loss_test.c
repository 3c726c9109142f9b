// SPDX-License-Identifier: GPL-2.0-only
/*
 * processes_loss_test.c - how far the model of processes can be trusted:
 * snapshots, loss, limits, and streams that make no sense.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "processes_fixture.h"

static const struct who first = {
	.tgid = 1, .start = 10, .exec_id = 1, .exe = "/sbin/init"
};
static const struct who second = {
	.tgid = 2, .start = 20, .ppid = 1, .parent_start = 10, .exec_id = 1,
};

static void two_are_told(struct story *story)
{
	uint64_t begin = feed_begin(story, 1);

	feed_proc(story, &first);
	feed_proc(story, &second);
	feed_end(story, 1, begin, 2);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_WHOLE);
}

static void it_is_whole_when_a_snapshot_is(void **state)
{
	struct story *story = *state;
	uint64_t begin;

	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	feed_proc(story, &first);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	begin = feed_begin(story, 1);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_SNAPSHOT);
	feed_proc(story, &first);
	feed_end(story, 1, begin, 1);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_WHOLE);
}

static void a_snapshot_of_one_process_makes_nothing_whole(void **state)
{
	struct story *story = *state;
	struct procmon_snapshot *snapshot = (void *)story->sample.bytes;
	uint64_t begin;
	size_t len;

	two_are_told(story);
	len = life_snapshot(&story->sample, ++story->seq,
			    PROCMON_TYPE_SNAPSHOT_BEGIN, 2, 0, 0);
	snapshot->tgid = 1;
	feed_sample(story, len);
	feed_proc(story, &first);
	begin = story->seq++ - 1;
	len = life_snapshot(&story->sample, story->seq,
			    PROCMON_TYPE_SNAPSHOT_END, 2, begin, 1);
	snapshot->tgid = 1;
	feed_sample(story, len);
	assert_int_equal(count_of(story), 2);
	feed_lost(story, 1, PROCMON_TYPE_EXIT);
	len = life_snapshot(&story->sample, ++story->seq,
			    PROCMON_TYPE_SNAPSHOT_BEGIN, 3, 0, 0);
	snapshot->tgid = 1;
	feed_sample(story, len);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
}

static void a_request_is_open_until_it_begins(void **state)
{
	struct story *story = *state;

	procmon_processes_requested(story->model, 5);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_SNAPSHOT);
	feed_start(story);
	feed_proc(story, &first);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_SNAPSHOT);
	/* its begin is among them */
	feed_lost(story, 3, PROCMON_TYPE_EXEC_FAIL);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	procmon_processes_requested(story->model, story->seq);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	procmon_processes_requested(story->model, story->seq + 1);
	feed_begin(story, 2);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_SNAPSHOT);
}

static void loss_is_mended_by_another_snapshot(void **state)
{
	struct who new = { .tgid = 3, .start = 30 };
	struct story *story = *state;
	uint64_t begin;

	two_are_told(story);
	feed_lost(story, 4, PROCMON_TYPE_EXIT);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	assert_int_equal(count_of(story), 2);
	begin = feed_begin(story, 2);
	feed_proc(story, &first);
	/* created behind the begin: it has no PROC record */
	feed_fork(story, &new, &first);
	feed_end(story, 2, begin, 1);
	expect_change(story, PROCMON_CHANGE_GONE, &second);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_WHOLE);
	assert_null(find(story, &second));
	assert_non_null(find(story, &new));
	expect_sound(story);
}

static void loss_of_other_records_does_not_matter(void **state)
{
	struct story *story = *state;

	two_are_told(story);
	feed_lost(story, 4, PROCMON_TYPE_EXEC_FAIL);
	feed_lost(story, 1, PROCMON_TYPE_READER);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_WHOLE);
}

static void loss_that_does_not_add_up_matters(void **state)
{
	struct story *story = *state;
	struct procmon_lost *lost = (void *)story->sample.bytes;
	size_t len;

	two_are_told(story);
	story->seq += 4;
	len = life_lost(&story->sample, story->seq, 4, PROCMON_TYPE_READER);
	lost->by_type[PROCMON_TYPE_READER] = 3;
	feed_sample(story, len);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	two_are_told(story);
	story->seq += 4;
	len = life_lost(&story->sample, story->seq, 4, PROCMON_TYPE_READER);
	lost->by_type[PROCMON_TYPE_READER] = UINT64_MAX;
	feed_sample(story, len);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
}

static void loss_within_a_snapshot_takes_another_one(void **state)
{
	struct story *story = *state;
	uint64_t begin;

	two_are_told(story);
	begin = feed_begin(story, 2);
	feed_proc(story, &first);
	feed_lost(story, 1, PROCMON_TYPE_PROC);
	/* another one cannot begin before this one ends */
	assert_int_equal(state_of(story), PROCMON_PROCESSES_SNAPSHOT);
	feed_end(story, 2, begin, 2);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	/* nobody knows whether it has ended */
	assert_non_null(find(story, &second));
	begin = feed_begin(story, 3);
	feed_proc(story, &first);
	feed_end(story, 3, begin, 1);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_WHOLE);
	assert_null(find(story, &second));
}

static void the_end_of_a_snapshot_is_lost(void **state)
{
	struct story *story = *state;

	feed_begin(story, 1);
	feed_proc(story, &first);
	feed_lost(story, 1, PROCMON_TYPE_SNAPSHOT_END);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	feed_begin(story, 2);
	story->seq++;
	feed_proc(story, &first);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
}

static void an_end_of_another_snapshot_ends_nothing(void **state)
{
	struct story *story = *state;
	uint64_t begin;

	two_are_told(story);
	begin = feed_begin(story, 2);
	feed_end(story, 3, begin, 0);
	feed_end(story, 2, begin - 1, 0);
	assert_int_equal(count_of(story), 2);
	feed_lost(story, 1, PROCMON_TYPE_EXEC);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_SNAPSHOT);
}

static void numbers_that_are_left_out_are_loss(void **state)
{
	struct procmon_processes_status status;
	struct story *story = *state;

	two_are_told(story);
	story->seq += 2;
	feed_life(story, PROCMON_TYPE_SID, &first);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	procmon_processes_get_status(story->model, &status);
	assert_int_equal(status.losses, 1);
}

static void records_that_come_twice_count_once(void **state)
{
	struct procmon_processes_status status;
	struct story *story = *state;

	two_are_told(story);
	feed_exit(story, &second);
	story->seq -= 3;
	feed_proc(story, &second);
	assert_int_equal(story->change_count, 0);
	assert_null(find(story, &second));
	procmon_processes_get_status(story->model, &status);
	assert_int_equal(status.repeated, 1);
	assert_int_equal(status.state, PROCMON_PROCESSES_WHOLE);
}

static void a_process_that_ends_before_its_turn_is_told_first(void **state)
{
	struct story *story = *state;
	uint64_t begin = feed_begin(story, 1);

	feed_proc(story, &first);
	feed_proc(story, &second);
	feed_exit(story, &second);
	expect_change(story, PROCMON_CHANGE_ENDED, &second);
	feed_end(story, 1, begin, 2);
	assert_int_equal(story->change_count, 0);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_WHOLE);
	assert_int_equal(count_of(story), 1);
}

static void what_the_sensor_could_not_tell_is_missed(void **state)
{
	struct story *story = *state;
	struct procmon_snapshot *snapshot = (void *)story->sample.bytes;
	uint64_t begin;
	size_t len;

	begin = feed_begin(story, 1);
	feed_proc(story, &first);
	len = life_snapshot(&story->sample, ++story->seq,
			    PROCMON_TYPE_SNAPSHOT_END, 1, begin, 1);
	snapshot->failed = 1;
	feed_sample(story, len);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_PARTIAL);
	/* it counts more than came */
	begin = feed_begin(story, 2);
	feed_proc(story, &first);
	feed_end(story, 2, begin, 2);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_PARTIAL);
	two_are_told(story);
}

static void a_sensor_that_stops_and_starts(void **state)
{
	struct story *story = *state;

	two_are_told(story);
	feed_sample(story, sample_sensor(&story->sample, ++story->seq,
					 PROCMON_TYPE_SENSOR_STOP));
	assert_int_equal(state_of(story), PROCMON_PROCESSES_STOPPED);
	assert_int_equal(count_of(story), 2);
	feed_start(story);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	two_are_told(story);
}

static void another_boot_has_other_processes(void **state)
{
	struct story *story = *state;
	struct procmon_sensor *sensor = (void *)story->sample.bytes;
	size_t len;

	feed_start(story);
	two_are_told(story);
	story->seq = 0;
	len = sample_sensor(&story->sample, ++story->seq,
			    PROCMON_TYPE_SENSOR_START);
	sensor->boot_id[3]++;
	feed_sample(story, len);
	assert_int_equal(story->change_count, 2);
	assert_int_equal(count_of(story), 0);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_NEED);
	two_are_told(story);
}

static void a_limit_is_kept_and_said(void **state)
{
	struct procmon_processes_status status;
	struct story *story = *state;
	struct who who = first;
	uint64_t begin;

	procmon_processes_free(story->model);
	story->model = NULL;
	assert_int_equal(procmon_processes_new(100, &story->model), -EINVAL);
	assert_null(story->model);
	assert_int_equal(procmon_processes_new(8192, &story->model), 0);
	begin = feed_begin(story, 1);
	for (story->expected = 1; !story->result; who.tgid++)
		feed_proc(story, &who);
	assert_in_range(who.tgid, 8, 16);
	story->expected = -ENOSPC;
	feed_proc(story, &who);
	story->expected = 0;
	feed_end(story, 1, begin, who.tgid);
	procmon_processes_get_status(story->model, &status);
	assert_int_equal(status.state, PROCMON_PROCESSES_PARTIAL);
	assert_int_equal(status.no_room, 2);
	assert_true(status.bytes <= 8192);
	expect_sound(story);
	/* less is there, so all of it has room */
	begin = feed_begin(story, 2);
	feed_proc(story, &first);
	feed_end(story, 2, begin, 1);
	assert_int_equal(state_of(story), PROCMON_PROCESSES_WHOLE);
	assert_int_equal(count_of(story), 1);
}

static void a_text_without_room_is_missed(void **state)
{
	static char argv[4000];
	struct story *story = *state;
	struct who who = first;

	procmon_processes_free(story->model);
	assert_int_equal(procmon_processes_new(5000, &story->model), 0);
	who.argv = argv;
	who.argv_len = sizeof(argv);
	story->expected = -ENOSPC;
	feed_proc(story, &who);
	assert_non_null(find(story, &who));
	assert_null(find(story, &who)->argv.bytes);
	assert_non_null(find(story, &who)->exe.bytes);
}

/* Records that differ in every way, among few processes. */
static size_t random_record(struct story *story, uint64_t *state)
{
	static const uint16_t lives[] = {
		PROCMON_TYPE_UID, PROCMON_TYPE_GID, PROCMON_TYPE_CRED
	};
	struct sample *sample = &story->sample;
	uint64_t number = next_random(state);
	struct who who = {
		.tgid = number % 40, .start = number >> 8 & 1,
		.ppid = (number >> 16) % 40, .parent_start = number >> 24 & 1,
		.exec_id = (number >> 32) % 5, .uid = number >> 40 & 1,
		.exe = number >> 41 & 1 ? "/bin/a" : NULL,
		.argv = "some\0words\0", .argv_len = (number >> 42) % 12,
		.cgroup = number >> 46 & 1 ? "/a" : "/bcd",
		.flags = number >> 47 & 7,
	};
	struct who creator = { .tgid = (number >> 50) % 40,
			       .start = number >> 56 & 1 };
	struct procmon_snapshot *snapshot = (void *)sample->bytes;
	size_t len;

	story->seq += number % 97 ? 1 : number >> 57 & 3;
	switch (next_random(state) % 16) {
	case 0:
		len = life_snapshot(sample, story->seq,
				    PROCMON_TYPE_SNAPSHOT_BEGIN, number & 1, 0,
				    0);
		snapshot->tgid = number >> 8 & 1;
		return len;
	case 1:
		len = life_snapshot(sample, story->seq,
				    PROCMON_TYPE_SNAPSHOT_END, number & 1,
				    story->seq - (number >> 8) % 8,
				    number >> 16 & 3);
		snapshot->tgid = number >> 8 & 1;
		return len;
	case 2:
		return number % 13 ? life_exit(sample, story->seq, &who, 0) :
		       life_lost(sample, story->seq + 3, 1 + number % 3,
				 number >> 8 & 31);
	case 3:
		return sample_sensor(sample, story->seq, number % 19 ?
				     PROCMON_TYPE_SENSOR_START :
				     PROCMON_TYPE_SENSOR_STOP);
	case 4:
	case 5:
		life_start(sample, story->seq, lives[number % 3],
			   sizeof(struct procmon_creds_event), &who);
		return sample_end(sample);
	case 6:
	case 7:
		return life_exec(sample, story->seq, PROCMON_TYPE_EXEC, &who);
	case 8:
		return life_exec(sample, story->seq, PROCMON_TYPE_EXEC_FAIL,
				 &who);
	case 9:
	case 10:
	case 11:
		return life_exec(sample, story->seq, PROCMON_TYPE_PROC, &who);
	case 12:
		return life_exit(sample, story->seq, &who, 0);
	default:
		return life_fork(sample, story->seq, &who, &creator);
	}
}

static void streams_without_sense_break_nothing(void **state)
{
	struct story *story = *state;
	struct procmon_record record;
	uint64_t random = 1;
	unsigned int i;
	size_t len;
	int ret;

	for (i = 0; i < 200000; i++) {
		/* now and then as little room as there can be */
		if (i % 20000 == 0) {
			procmon_processes_free(story->model);
			assert_int_equal(procmon_processes_new(
						i % 40000 ? 1 << 20 : 12000,
						&story->model), 0);
		}
		len = random_record(story, &random);
		assert_int_equal(procmon_decode(story->sample.bytes, len,
						&record, NULL), 0);
		ret = procmon_processes_feed(story->model, &record);
		assert_true(ret == 0 || ret == -ENOSPC);
		if (next_random(&random) % 64 == 0)
			procmon_processes_requested(story->model,
						    story->seq + 2);
		if (i % 16 == 0)
			expect_sound(story);
	}
}

static void a_long_line_is_no_trouble(void **state)
{
	struct story *story = *state;
	struct who who = { .tgid = 1, .start = 1 };
	struct who parent = who;
	uint32_t tgid;

	feed_proc(story, &who);
	for (tgid = 2; tgid <= 20000; tgid++) {
		who = (struct who) { .tgid = tgid, .start = tgid,
				     .ppid = tgid - 1,
				     .parent_start = tgid - 1 };
		feed_fork(story, &who, &parent);
		parent = who;
	}
	/* in the middle of it somebody ends */
	who = (struct who) { .tgid = 10000, .start = 10000 };
	feed_exit(story, &who);
	who = (struct who) { .tgid = 10001, .start = 10001 };
	assert_int_equal(parent_of(story, &who), 9999);
	assert_int_equal(count_of(story), 19999);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, story_begin, story_finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_whole_when_a_snapshot_is),
		TEST(a_snapshot_of_one_process_makes_nothing_whole),
		TEST(a_request_is_open_until_it_begins),
		TEST(loss_is_mended_by_another_snapshot),
		TEST(loss_of_other_records_does_not_matter),
		TEST(loss_that_does_not_add_up_matters),
		TEST(loss_within_a_snapshot_takes_another_one),
		TEST(the_end_of_a_snapshot_is_lost),
		TEST(an_end_of_another_snapshot_ends_nothing),
		TEST(numbers_that_are_left_out_are_loss),
		TEST(records_that_come_twice_count_once),
		TEST(a_process_that_ends_before_its_turn_is_told_first),
		TEST(what_the_sensor_could_not_tell_is_missed),
		TEST(a_sensor_that_stops_and_starts),
		TEST(another_boot_has_other_processes),
		TEST(a_limit_is_kept_and_said),
		TEST(a_text_without_room_is_missed),
		TEST(streams_without_sense_break_nothing),
		TEST(a_long_line_is_no_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
