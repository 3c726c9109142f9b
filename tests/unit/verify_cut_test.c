// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify_cut_test.c - out of a stream that is complete, records are cut at
 * random: each hole that was made is found, and none that was not. What is right
 * is told by a set with a place for each number, not by the judge.
 */
#include <stdlib.h>
#include <string.h>

#include "verify_fixture.h"

#define VARIANTS	4000
#define RECORDS		160
#define NUMBERS		1024
#define FIRST		1000
#define SECOND		1000000000ULL

/* A complete stream: FIRST is its first number, and that of the module. */
struct story {
	struct judge *judge;
	uint64_t random;
	struct procmon_record records[RECORDS];
	size_t count;
	uint64_t next;
	uint64_t lost;
	bool is_stopped;
	/* how often each thing was there: a run that sees none proves none */
	unsigned int holes;
	unsigned int repeats;
	unsigned int losses;
	unsigned int unjudged;
	unsigned int caught;
};

static uint64_t below(struct story *story, uint64_t limit)
{
	return next_random(&story->random) % limit;
}

static void add(struct story *story, struct procmon_record record)
{
	assert_true(story->count < RECORDS);
	story->records[story->count++] = record;
	story->next = record.header.seq + 1;
}

static void add_lost(struct story *story)
{
	uint64_t len = 1 + below(story, 5);
	uint64_t overwritten = below(story, len + 1);
	struct procmon_record record;

	record = lost_record(story->next, story->next + len - 1);
	record.lost.by_cause[PROCMON_CAUSE_FULL] = len - overwritten;
	record.lost.by_cause[PROCMON_CAUSE_OVERWRITTEN] = overwritten;
	story->lost += len - overwritten;
	add(story, record);
}

static void add_any(struct story *story)
{
	switch (below(story, 10)) {
	case 0:
		/* two gaps never stand side by side */
		if (story->records[story->count - 1].header.type !=
		    PROCMON_TYPE_LOST)
			add_lost(story);
		break;
	case 1:
		add(story, heartbeat_record(story->next, FIRST, story->lost));
		break;
	case 2:
		add(story, sensor_record(story->next, story->is_stopped ?
					 PROCMON_TYPE_SENSOR_START :
					 PROCMON_TYPE_SENSOR_STOP, 1,
					 5000 * SECOND));
		story->is_stopped = !story->is_stopped;
		break;
	case 3:
		add(story, tombstone_record(story->next));
		break;
	default:
		add(story, event_record(story->next));
	}
}

static void make_story(struct story *story, uint64_t seed)
{
	size_t count;

	story->random = seed;
	story->count = 0;
	story->lost = 0;
	story->is_stopped = false;
	count = 20 + below(story, RECORDS - 20);
	add(story, sensor_record(FIRST, PROCMON_TYPE_SENSOR_START, 1,
				 5000 * SECOND));
	while (story->count < count)
		add_any(story);
	judge_reset(story->judge);
}

static uint64_t first_of(const struct procmon_record *record)
{
	return record->header.type == PROCMON_TYPE_LOST ?
	       record->lost.first_seq : record->header.seq;
}

/* What was fed: which numbers, and how many of them. */
struct account {
	bool is_there[NUMBERS];
	uint64_t first;
	uint64_t last;
	uint64_t fed;
	uint64_t events;
	uint64_t lost;
};

static void feed_one(struct story *story, struct account *account,
		     const struct procmon_record *record)
{
	uint64_t seq;

	for (seq = first_of(record); seq <= record->header.seq; seq++) {
		assert_true(seq - FIRST < NUMBERS);
		account->fed++;
		if (account->is_there[seq - FIRST])
			continue;
		account->is_there[seq - FIRST] = true;
		if (record->header.type == PROCMON_TYPE_LOST)
			account->lost++;
		else
			account->events++;
	}
	if (!account->first)
		account->first = first_of(record);
	if (record->header.seq > account->last)
		account->last = record->header.seq;
	feed(story->judge, *record);
}

/* Is it among the holes that were found? */
static bool is_found(const struct judge *judge, uint64_t first, uint64_t last)
{
	size_t i;

	for (i = 0; i < judge->count; i++)
		if (judge->found[i].kind == PROCMON_FINDING_HOLE &&
		    judge->found[i].first_seq == first &&
		    judge->found[i].last_seq == last &&
		    judge->found[i].count == last - first + 1)
			return true;
	return false;
}

/* Each hole of the set is found, there are no others, and all is counted. */
static void expect_account(struct story *story, const struct account *account)
{
	const struct judge *judge = story->judge;
	uint64_t first = 0;
	size_t holes = 0;
	uint64_t seq;

	judge_end(story->judge);
	for (seq = account->first; seq <= account->last; seq++) {
		if (!account->is_there[seq - FIRST]) {
			first = first ? first : seq;
			continue;
		}
		if (first) {
			holes++;
			assert_true(is_found(judge, first, seq - 1));
		}
		first = 0;
	}
	assert_int_equal(found_count(judge, PROCMON_FINDING_HOLE), holes);
	assert_int_equal(found_count(judge, PROCMON_FINDING_STREAM), 1);
	assert_int_equal(found_count(judge, PROCMON_FINDING_CONTRADICTION), 0);
	assert_int_equal(judge->status.events, account->events);
	assert_int_equal(judge->status.lost, account->lost);
	assert_int_equal(judge->status.repeated,
			 account->fed - account->events - account->lost);
	assert_int_equal(judge->status.missing,
			 account->last - account->first + 1 - account->events -
			 account->lost);
	story->holes += holes;
	story->losses += found_count(judge, PROCMON_FINDING_LOSS);
	story->repeats += found_count(judge, PROCMON_FINDING_REPEAT);
	story->unjudged += judge->status.heartbeats_unjudged;
}

/* Some blocks of records, never the first or the last record. */
static void choose_cuts(struct story *story, bool is_cut[RECORDS])
{
	size_t blocks = below(story, 8);
	size_t start;
	size_t len;

	memset(is_cut, 0, RECORDS * sizeof(*is_cut));
	while (blocks--) {
		start = 1 + below(story, story->count - 2);
		for (len = 1 + below(story, 6); len; len--)
			if (start + len < story->count)
				is_cut[start + len - 1] = true;
	}
}

/* Heartbeats that have a cut between them and the one before. */
static uint64_t count_unjudged(const struct story *story,
			       const bool is_cut[RECORDS])
{
	uint64_t count = 0;
	bool is_blurred = false;
	size_t i;

	for (i = 0; i < story->count; i++) {
		if (is_cut[i])
			is_blurred = true;
		if (is_cut[i] || story->records[i].header.type !=
				 PROCMON_TYPE_HEARTBEAT)
			continue;
		count += is_blurred;
		is_blurred = false;
	}
	return count;
}

static void each_cut_is_found_and_nothing_else(void **state)
{
	struct story *story = *state;
	struct account account;
	bool is_cut[RECORDS];
	uint64_t variant;
	size_t i;

	for (variant = 0; variant < VARIANTS; variant++) {
		make_story(story, variant);
		choose_cuts(story, is_cut);
		memset(&account, 0, sizeof(account));
		for (i = 0; i < story->count; i++)
			if (!is_cut[i])
				feed_one(story, &account, &story->records[i]);
		expect_account(story, &account);
		assert_int_equal(story->judge->status.heartbeats_unjudged,
				 count_unjudged(story, is_cut));
	}
	assert_true(story->holes > VARIANTS);
	assert_true(story->losses > VARIANTS);
	assert_true(story->unjudged > VARIANTS / 4);
}

/*
 * Who stores the stream is killed, again and again, and the next one begins
 * where the last had acknowledged. What each of them stores has its own cuts.
 */
static void what_comes_again_hides_and_makes_no_hole(void **state)
{
	struct story *story = *state;
	struct account account;
	bool is_cut[RECORDS];
	uint64_t variant;
	size_t i;

	for (variant = 0; variant < VARIANTS; variant++) {
		make_story(story, VARIANTS + variant);
		choose_cuts(story, is_cut);
		memset(&account, 0, sizeof(account));
		for (i = 0; i < story->count; i++) {
			if (!is_cut[i])
				feed_one(story, &account, &story->records[i]);
			if (below(story, 40) || i + 1 == story->count)
				continue;
			i -= below(story, i < 20 ? i + 1 : 20);
			choose_cuts(story, is_cut);
		}
		expect_account(story, &account);
	}
	assert_true(story->holes > VARIANTS);
	assert_true(story->repeats > VARIANTS);
}

/* One count of one record is changed so that no other place says the same. */
static bool tamper(struct story *story, struct procmon_record *record)
{
	struct procmon_counters *counters = &record->heartbeat.counters;

	if (record->header.type == PROCMON_TYPE_LOST) {
		if (below(story, 2))
			record->lost.by_cause[1 + below(story, 7)]++;
		else
			record->lost.by_type[below(story, 32)]++;
		return true;
	}
	if (record->header.type != PROCMON_TYPE_HEARTBEAT)
		return false;
	switch (below(story, 5)) {
	case 0:
		counters->captured++;
		return true;
	case 3:
		counters->delivered--;
		return true;
	case 1:
		counters->pending++;
		return true;
	case 2:
		counters->lost_by_cause[below(story, 8)]++;
		return true;
	default:
		/* in accord with itself, not with LOST */
		counters->delivered--;
		counters->lost++;
		counters->lost_by_cause[1 + below(story, 7)]++;
		return true;
	}
}

static void no_count_can_be_changed_unnoticed(void **state)
{
	struct story *story = *state;
	uint64_t variant;
	size_t changed;
	size_t i;

	for (variant = 0; variant < VARIANTS; variant++) {
		make_story(story, 2 * VARIANTS + variant);
		changed = below(story, story->count);
		if (!tamper(story, &story->records[changed]))
			continue;
		for (i = 0; i < story->count; i++)
			feed(story->judge, story->records[i]);
		judge_end(story->judge);
		assert_int_equal(found_count(story->judge,
					     PROCMON_FINDING_HOLE), 0);
		assert_true(found_count(story->judge,
					PROCMON_FINDING_CONTRADICTION));
		story->caught++;
	}
	assert_true(story->caught > VARIANTS / 20);
}

static int begin(void **state)
{
	struct story *story = calloc(1, sizeof(*story));

	*state = story;
	return story ? judge_begin((void **)&story->judge) : -1;
}

static int finish(void **state)
{
	struct story *story = *state;
	int result = judge_finish((void **)&story->judge);

	free(story);
	return result;
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_cut_is_found_and_nothing_else),
		TEST(what_comes_again_hides_and_makes_no_hole),
		TEST(no_count_can_be_changed_unnoticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
