// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_storm.c - many execs at once with a tap reading: each is reported once
 * or named as lost, and the counters add up.
 *
 * PROCMON_STORM_EXECS: how many execs, 20,000 unless told.
 */
#include <fcntl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define STORM_PROCESSES	4
#define STORM_EXECS	20000

FIXTURE(exec_storm)
{
	struct stream stream;
	struct load load;
	struct census census;
	struct counters before;
	unsigned int execs;
};

FIXTURE_SETUP(exec_storm)
{
	self->execs = number_from_environment("PROCMON_STORM_EXECS",
					      scaled(STORM_EXECS));
	self->execs -= self->execs % STORM_PROCESSES;
	ASSERT_LT(0, self->execs);
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
	ASSERT_EQ(0, sensor_counters(&self->before));
	ASSERT_EQ(0, load_start(&self->load, STORM_PROCESSES,
				self->execs / STORM_PROCESSES, -1));
	ASSERT_EQ(0, census_begin(&self->census, &self->load));
}

FIXTURE_TEARDOWN(exec_storm)
{
	census_free(&self->census);
	load_free(&self->load);
	stream_close(&self->stream);
}

/* What holds however fast the tap was. */
static void check(struct __test_metadata *_metadata,
		  FIXTURE_DATA(exec_storm) *self)
{
	struct stream *stream = &self->stream;
	struct counters after;
	unsigned int once, never;

	ASSERT_EQ(0, load_finish(&self->load));
	ASSERT_EQ(0, stream_drain(stream, census_visit, &self->census))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(0, census_end(&self->census));
	EXPECT_EQ(0, self->census.argument_wrong);
	once = census_count(&self->census, 1);
	never = census_count(&self->census, 0);
	TH_LOG("%u execs: %u seen, %u not, %llu named lost, lapped %llu times",
	       self->execs, once, never, (unsigned long long)stream->lost,
	       (unsigned long long)stream->lapped);
	/* Nothing twice, and what is missing is named, type and all. */
	EXPECT_EQ(self->execs, once + never);
	EXPECT_EQ(never, stream->lost_by_type[PROCMON_TYPE_EXEC]);

	ASSERT_EQ(0, sensor_counters(&after));
	EXPECT_TRUE(counters_balance(&after))
		TH_LOG("captured %llu, delivered %llu, overwritten %llu, lost %llu, pending %llu",
		       (unsigned long long)after.captured,
		       (unsigned long long)after.delivered,
		       (unsigned long long)after.overwritten,
		       (unsigned long long)after.lost,
		       (unsigned long long)after.pending);
	EXPECT_LE(self->before.captured + self->execs, after.captured);
	EXPECT_EQ(self->before.lost, after.lost);
}

TEST_F_TIMEOUT(exec_storm, every_exec_once, 3600)
{
	struct stream *stream = &self->stream;
	struct counters after;

	while (load_running(&self->load)) {
		stream_wait(stream, 200);
		ASSERT_NE(-1, stream_read(stream, census_visit, &self->census))
			TH_LOG("%s", stream->error);
	}
	check(_metadata, self);
	/* The tap kept up, so nothing may be missing at all. */
	EXPECT_EQ(0, stream->lost);
	EXPECT_EQ(0, stream->lapped);
	EXPECT_EQ(self->execs, stream->by_type[PROCMON_TYPE_EXEC]);
	/* Nobody else read them before. */
	ASSERT_EQ(0, sensor_counters(&after));
	EXPECT_LE(self->before.delivered + self->execs, after.delivered);
}

TEST_HARNESS_MAIN
