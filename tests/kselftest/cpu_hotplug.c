// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpu_hotplug.c - a processor goes and comes back during a load: no exec is
 * missed.
 */
#include <fcntl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define ONLINE		"/sys/devices/system/cpu/cpu1/online"
#define TURNS		8
#define PROCESSES	3
#define EACH		20000

FIXTURE(cpu_hotplug)
{
	struct stream stream;
};

FIXTURE_SETUP(cpu_hotplug)
{
	if (access(ONLINE, W_OK))
		SKIP(return, "no processor here can be taken offline");
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
}

FIXTURE_TEARDOWN(cpu_hotplug)
{
	EXPECT_EQ(0, file_write(ONLINE, "1"));
	stream_close(&self->stream);
}

TEST_F_TIMEOUT(cpu_hotplug, no_exec_is_missed, 1200)
{
	struct stream *stream = &self->stream;
	unsigned int turn, ended;
	struct counters counters;
	struct census census;
	struct load load;

	ASSERT_EQ(0, load_start(&load, PROCESSES, EACH, -1));
	ASSERT_EQ(0, census_begin(&census, &load));
	for (turn = 0; turn < 2 * TURNS; turn++) {
		usleep(100000);
		ASSERT_EQ(0, file_write(ONLINE, turn % 2 ? "1" : "0"))
			TH_LOG("turn %u", turn);
		ASSERT_EQ(0, stream_drain(stream, census_visit, &census))
			TH_LOG("%s", stream->error);
	}
	ASSERT_TRUE(load_running(&load));
	load_stop(&load);
	ASSERT_EQ(0, load_finish(&load));
	ASSERT_EQ(0, stream_drain(stream, census_visit, &census))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(0, census_end(&census));
	ended = __atomic_load_n(load.done, __ATOMIC_RELAXED);
	TH_LOG("%u execs", ended);
	EXPECT_LT(TURNS, ended);
	EXPECT_EQ(ended, census_count(&census, 1));
	EXPECT_EQ(0, stream->lost);
	ASSERT_EQ(0, sensor_counters(&counters));
	EXPECT_TRUE(counters_balance(&counters));
	census_free(&census);
	load_free(&load);
}

TEST_HARNESS_MAIN
