// SPDX-License-Identifier: GPL-2.0-only
/*
 * progress_test.c - up to where the relay acknowledges, and what a sink that
 * drops records says of it.
 */
#include <string.h>

#include "check.h"
#include "gap.h"
#include "progress.h"
#include "sample.h"

static const struct sink_config durable = { .policy = POLICY_DURABLE };
static const struct sink_config best_effort = { .policy = POLICY_BEST_EFFORT };

static void the_slowest_durable_sink_counts(void **state)
{
	struct sink sinks[3] = {
		{ .config = &durable, .stored_seq = 30 },
		{ .config = &durable, .stored_seq = 10 },
		{ .config = &durable, .stored_seq = 20 },
	};

	(void)state;
	assert_int_equal(progress_seq(sinks, 3, 40), 10);
	sinks[1].stored_seq = 40;
	assert_int_equal(progress_seq(sinks, 3, 40), 20);
	sinks[2].stored_seq = 0;
	assert_int_equal(progress_seq(sinks, 3, 40), 0);
}

static void nobody_waits_for_best_effort(void **state)
{
	struct sink sinks[2] = {
		{ .config = &best_effort, .stored_seq = 1 },
		{ .config = &durable, .stored_seq = 7 },
	};

	(void)state;
	assert_int_equal(progress_seq(sinks, 2, 9), 7);
	assert_int_equal(progress_seq(sinks, 1, 9), 9);
}

static void decode(const void *bytes, size_t len, struct procmon_record *record)
{
	assert_int_equal(procmon_decode(bytes, len, record, NULL), 0);
}

static uint64_t sum(const uint64_t *numbers, size_t count)
{
	uint64_t total = 0;

	while (count)
		total += numbers[--count];
	return total;
}

/* A gap of records, and of a gap that the sensor told, is one that decodes. */
static void a_gap_is_a_record(void **state)
{
	struct procmon_record record;
	struct procmon_record told;
	struct sample sample;
	struct gap gap = { 0 };

	(void)state;
	assert_false(gap_is_open(&gap));
	decode(sample.bytes, sample_exec(&sample, 5), &record);
	gap_add(&gap, &record, PROCMON_CAUSE_OVERWRITTEN);
	decode(sample.bytes, sample_lost(&sample, 6, 9), &record);
	gap_add(&gap, &record, PROCMON_CAUSE_OVERWRITTEN);
	decode(sample.bytes, sample_reader(&sample, 10), &record);
	gap_add(&gap, &record, PROCMON_CAUSE_OVERWRITTEN);
	assert_true(gap_is_open(&gap));
	gap_record(&gap, &record);
	decode(record.bytes, record.header.len, &told);
	assert_int_equal(told.header.type, PROCMON_TYPE_LOST);
	assert_int_equal(told.header.seq, 10);
	assert_int_equal(told.lost.first_seq, 5);
	assert_int_equal(told.lost.last_seq, 10);
	assert_int_equal(told.lost.by_type[PROCMON_TYPE_READER] +
			 told.lost.by_type[PROCMON_TYPE_EXEC], 6);
	assert_int_equal(sum((uint64_t *)told.lost.by_cause,
			     PROCMON_CAUSE_COUNT), 6);
	gap_close(&gap);
	assert_false(gap_is_open(&gap));
}

static void counts_of_a_gap_are_its_length(void **state)
{
	struct procmon_record record;
	struct sample sample;
	struct gap gap = { 0 };
	uint64_t seq;

	(void)state;
	for (seq = 100; seq < 200; seq++) {
		decode(sample.bytes, sample_exec(&sample, seq), &record);
		/* types of a later version are counted too */
		record.header.type = (uint16_t)(seq % 40);
		record.is_known = false;
		gap_add(&gap, &record, PROCMON_CAUSE_OVERWRITTEN);
	}
	assert_int_equal(sum((uint64_t *)gap.lost.by_cause,
			     PROCMON_CAUSE_COUNT), 100);
	assert_int_equal(sum((uint64_t *)gap.lost.by_type, PROCMON_TYPE_LIMIT),
			 100);
	gap_of(&gap, 7, PROCMON_TYPE_EXEC, PROCMON_CAUSE_OVERSIZE);
	assert_int_equal(gap.lost.first_seq, 7);
	assert_int_equal(gap.lost.last_seq, 7);
	assert_int_equal(gap.lost.by_cause[PROCMON_CAUSE_OVERSIZE], 1);
	assert_int_equal(gap.lost.by_type[PROCMON_TYPE_EXEC], 1);
	assert_int_equal(gap.lost.by_cause[PROCMON_CAUSE_OVERWRITTEN], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_slowest_durable_sink_counts),
		cmocka_unit_test(nobody_waits_for_best_effort),
		cmocka_unit_test(a_gap_is_a_record),
		cmocka_unit_test(counts_of_a_gap_are_its_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
