// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_heartbeat.c - HEARTBEAT records: they come when they should, and what
 * they count is what the stream and sysfs say. Loads the module itself.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "deadline.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define GRACE_MS	60000
#define EXECS		120

/**
 * struct pulse - What came.
 * @beats: how many.
 * @last: the last of them.
 * @before: the one before it.
 * @wrong: those whose counters are not those of the numbers before them.
 * @stop_seq: of SENSOR_STOP; 0: none.
 */
struct pulse {
	unsigned int beats;
	struct procmon_heartbeat last;
	struct procmon_heartbeat before;
	unsigned int wrong;
	uint64_t stop_seq;
};

static bool is_good(const struct procmon_heartbeat *beat)
{
	const struct procmon_counters *counters = &beat->counters;
	uint64_t by_cause = 0;
	unsigned int i;

	for (i = 0; i < PROCMON_CAUSE_COUNT; i++)
		by_cause += counters->lost_by_cause[i];
	return beat->header.seq == beat->first_seq + counters->captured &&
	       counters->captured == counters->delivered +
		       counters->overwritten + counters->lost +
		       counters->pending && by_cause == counters->lost;
}

static void feel(const struct procmon_header *record, void *context)
{
	struct pulse *pulse = context;

	if (record->type == PROCMON_TYPE_SENSOR_STOP)
		pulse->stop_seq = record->seq;
	if (record->type != PROCMON_TYPE_HEARTBEAT)
		return;
	pulse->beats++;
	pulse->before = pulse->last;
	memcpy(&pulse->last, record, sizeof(pulse->last));
	if (!is_good(&pulse->last))
		pulse->wrong++;
}

FIXTURE(heartbeat)
{
	struct stream stream;
	struct pulse pulse;
};

FIXTURE_SETUP(heartbeat)
{
	if (sensor_loaded())
		ASSERT_EQ(0, sensor_unload());
	memset(&self->pulse, 0, sizeof(self->pulse));
	ASSERT_EQ(0, sensor_load("ring_kib=64 heartbeat_s=1 "
				 SENSOR_LOAD_EXECS));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
}

FIXTURE_TEARDOWN(heartbeat)
{
	stream_close(&self->stream);
	EXPECT_EQ(0, sensor_unload());
}

/* Read until so many came, or it takes too long. */
static void wait_for(struct __test_metadata *_metadata, struct stream *stream,
		     struct pulse *pulse, unsigned int beats)
{
	uint64_t deadline = deadline_in(2 * DEADLINE_DEFAULT_MS);

	while (pulse->beats < beats && deadline_left_ms(deadline)) {
		ASSERT_EQ(0, stream_drain(stream, feel, pulse))
			TH_LOG("%s", stream->error);
		usleep(20000);
	}
	ASSERT_LE(beats, pulse->beats);
}

TEST_F_TIMEOUT(heartbeat, comes_at_intervals, 300)
{
	struct pulse *pulse = &self->pulse;
	uint64_t between;

	wait_for(_metadata, &self->stream, pulse, 4);
	between = pulse->last.header.time_mono - pulse->before.header.time_mono;
	EXPECT_LE(900000000, between);
	EXPECT_GE(5000000000, between);
	EXPECT_EQ(1000, pulse->last.interval_ms);
	EXPECT_EQ(0, pulse->wrong);
	EXPECT_LT(pulse->before.header.seq, pulse->last.header.seq);
	EXPECT_EQ(1, pulse->last.readers);
	EXPECT_EQ(0, pulse->last.holder);
	EXPECT_TRUE(pulse->last.hooks_armed & (1U << PROCMON_HOOK_EXEC));
	EXPECT_EQ(0, pulse->last.hooks_failed);
}

TEST_F_TIMEOUT(heartbeat, counts_what_is_lost, 600)
{
	struct stream *stream = &self->stream;
	struct pulse *pulse = &self->pulse;
	struct counters counters;
	unsigned int i;

	ASSERT_EQ(0, stream_hold(stream, GRACE_MS));
	wait_for(_metadata, stream, pulse, 1);
	ASSERT_EQ(0, stream_ack(stream, stream->expected_seq - 1));
	for (i = 0; i < EXECS; i++)
		ASSERT_LT(0, run_tiny("lost"));
	ASSERT_EQ(0, sensor_counters(&counters));
	ASSERT_LT(0, counters.lost);
	ASSERT_EQ(0, stream_drain(stream, feel, pulse))
		TH_LOG("%s", stream->error);
	ASSERT_EQ(0, stream_ack(stream, stream->expected_seq - 1));
	wait_for(_metadata, stream, pulse, pulse->beats + 2);
	EXPECT_EQ(0, pulse->wrong);
	EXPECT_EQ(counters.lost, pulse->last.counters.lost);
	EXPECT_EQ(counters.lost,
		  pulse->last.counters.lost_by_cause[PROCMON_CAUSE_FULL]);
	EXPECT_EQ(stream->lost, pulse->last.counters.lost);
	EXPECT_EQ(counters.tombstones, pulse->last.tombstones);
	EXPECT_LT(0, pulse->last.holder);
	EXPECT_EQ(sensor_value("ring/acked_seq"), pulse->last.acked_seq);
}

TEST_F_TIMEOUT(heartbeat, is_the_last_before_the_stop, 300)
{
	struct pulse *pulse = &self->pulse;
	unsigned int beats;

	wait_for(_metadata, &self->stream, pulse, 1);
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	ASSERT_EQ(0, stream_drain(&self->stream, feel, pulse))
		TH_LOG("%s", self->stream.error);
	EXPECT_EQ(pulse->stop_seq, pulse->last.header.seq + 1);
	EXPECT_EQ(0, pulse->wrong);
	/* Then there are none. */
	beats = pulse->beats;
	usleep(2500000);
	ASSERT_EQ(0, stream_drain(&self->stream, feel, pulse));
	EXPECT_EQ(beats, pulse->beats);
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
	wait_for(_metadata, &self->stream, pulse, beats + 1);
}

TEST_HARNESS_MAIN
