// SPDX-License-Identifier: GPL-2.0-only
/*
 * arming.c - the sysfs file "armed" under a load: while the sensor is armed no
 * exec is missed, while it is not none is reported, and the stream says when
 * it was what.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define ARMED		SENSOR_SYSFS "/armed"
#define TURNS		12
#define PROCESSES	2
#define EACH		20000
/* Of each turn: how many execs to wait for. */
#define TURN_EXECS	(5 + scaled(20))

FIXTURE(arming)
{
	struct stream stream;
};

FIXTURE_SETUP(arming)
{
	ASSERT_EQ(0, file_write(ARMED, "1"));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
}

FIXTURE_TEARDOWN(arming)
{
	EXPECT_EQ(0, file_write(ARMED, "1"));
	stream_close(&self->stream);
}

/* SENSOR_START and SENSOR_STOP records, in their order. */
struct starts {
	unsigned int count;
	struct procmon_sensor sensors[2 * TURNS + 2];
};

struct both {
	struct census census;
	struct starts starts;
};

static void visit_starts(const struct procmon_header *record, void *context)
{
	struct starts *starts = context;

	if ((record->type == PROCMON_TYPE_SENSOR_START ||
	     record->type == PROCMON_TYPE_SENSOR_STOP) &&
	    starts->count < ARRAY_SIZE(starts->sensors))
		starts->sensors[starts->count++] =
			*(const struct procmon_sensor *)record;
}

static void visit(const struct procmon_header *record, void *context)
{
	struct both *both = context;

	visit_starts(record, &both->starts);
	census_visit(record, &both->census);
}

TEST_F_TIMEOUT(arming, is_for_root_only, 300)
{
	struct stat stat_buffer;

	ASSERT_EQ(0, stat(ARMED, &stat_buffer));
	EXPECT_EQ(0600, stat_buffer.st_mode & 07777);
}

TEST_F_TIMEOUT(arming, bad_values_change_nothing, 300)
{
	static const char *const bad[] = {
		"2", "-1", "x", "\n", " ", "1x", "0x", "10",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(-EINVAL, file_write(ARMED, bad[i]))
			TH_LOG("case %u", i);
	}
	EXPECT_EQ(1, sensor_value("armed"));
	ASSERT_EQ(0, stream_drain(&self->stream, NULL, NULL));
	EXPECT_EQ(0, self->stream.by_type[PROCMON_TYPE_SENSOR_STOP]);
	EXPECT_EQ(0, self->stream.by_type[PROCMON_TYPE_SENSOR_START]);
}

TEST_F_TIMEOUT(arming, is_told_and_takes_effect, 300)
{
	struct stream *stream = &self->stream;
	struct starts starts = { 0 };
	struct procmon_info info;
	char text[64];

	ASSERT_EQ(0, stream_info(stream, &info));
	ASSERT_EQ(0, file_write(ARMED, "0\n"));
	EXPECT_EQ(0, sensor_value("armed"));
	ASSERT_EQ(0, file_read(SENSOR_SYSFS "/hooks/exec", text,
			       sizeof(text)));
	EXPECT_STREQ("disarmed", text);
	ASSERT_LT(0, run_tiny("unseen"));
	ASSERT_EQ(0, stream_drain(stream, visit_starts, &starts))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(0, stream->by_type[PROCMON_TYPE_EXEC]);
	ASSERT_EQ(1, starts.count);
	EXPECT_EQ(PROCMON_TYPE_SENSOR_STOP, starts.sensors[0].header.type);
	EXPECT_EQ(PROCMON_STOP_DISARM, starts.sensors[0].reason);

	ASSERT_EQ(0, file_write(ARMED, "1\n"));
	EXPECT_EQ(1, sensor_value("armed"));
	ASSERT_EQ(0, file_read(SENSOR_SYSFS "/hooks/exec", text,
			       sizeof(text)));
	EXPECT_STREQ("armed", text);
	ASSERT_LT(0, run_tiny("seen"));
	ASSERT_EQ(0, stream_drain(stream, visit_starts, &starts))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(1, stream->by_type[PROCMON_TYPE_EXEC]);
	ASSERT_EQ(2, starts.count);
	EXPECT_EQ(PROCMON_TYPE_SENSOR_START, starts.sensors[1].header.type);
	EXPECT_EQ(PROCMON_STOP_NONE, starts.sensors[1].reason);
	EXPECT_EQ(info.hooks_armed, starts.sensors[1].hooks_armed);

	/* What is so already is no event. */
	ASSERT_EQ(0, file_write(ARMED, "1"));
	ASSERT_EQ(0, stream_drain(stream, visit_starts, &starts));
	EXPECT_EQ(2, starts.count);
}

static void wait_for_execs(struct load *load, unsigned int count)
{
	unsigned int target = __atomic_load_n(load->done, __ATOMIC_RELAXED) +
			      count;

	while (__atomic_load_n(load->done, __ATOMIC_RELAXED) < target &&
	       load_running(load))
		usleep(1000);
}

TEST_F_TIMEOUT(arming, misses_nothing_while_armed, 1200)
{
	struct stream *stream = &self->stream;
	struct {
		uint64_t off_begun, off_done, on_begun, on_done;
	} turns[TURNS];
	unsigned int i, turn, wrong_seen = 0, wrong_missed = 0;
	unsigned int in_armed = 0, in_disarmed = 0;
	const struct load_exec *exec;
	uint64_t armed_from;
	struct both both;
	struct load load;

	memset(&both, 0, sizeof(both));
	ASSERT_EQ(0, load_start(&load, PROCESSES, EACH, -1));
	ASSERT_EQ(0, census_begin(&both.census, &load));
	for (turn = 0; turn < TURNS; turn++) {
		wait_for_execs(&load, TURN_EXECS);
		turns[turn].off_begun = now_ns();
		ASSERT_EQ(0, file_write(ARMED, "0"));
		turns[turn].off_done = now_ns();
		wait_for_execs(&load, TURN_EXECS);
		turns[turn].on_begun = now_ns();
		ASSERT_EQ(0, file_write(ARMED, "1"));
		turns[turn].on_done = now_ns();
		ASSERT_EQ(0, stream_drain(stream, visit, &both))
			TH_LOG("%s", stream->error);
	}
	wait_for_execs(&load, TURN_EXECS);
	ASSERT_TRUE(load_running(&load));
	load_stop(&load);
	ASSERT_EQ(0, load_finish(&load));
	ASSERT_EQ(0, stream_drain(stream, visit, &both))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(0, census_end(&both.census));
	EXPECT_EQ(0, stream->lost);

	/* An exec lies wholly within a time, or it may be seen or not. */
	for (i = 0; i < PROCESSES * EACH; i++) {
		exec = &load.execs[i];
		if (!exec->ended)
			continue;
		EXPECT_GE(1, both.census.seen[i]);
		armed_from = 0;
		for (turn = 0; turn < TURNS; turn++) {
			if (exec->started >= armed_from &&
			    exec->ended <= turns[turn].off_begun) {
				in_armed++;
				wrong_missed += !both.census.seen[i];
			}
			if (exec->started >= turns[turn].off_done &&
			    exec->ended <= turns[turn].on_begun) {
				in_disarmed++;
				wrong_seen += !!both.census.seen[i];
			}
			armed_from = turns[turn].on_done;
		}
		if (exec->started >= armed_from) {
			in_armed++;
			wrong_missed += !both.census.seen[i];
		}
	}
	TH_LOG("%u execs while armed, %u while not", in_armed, in_disarmed);
	EXPECT_LT(TURNS / 2, in_armed);
	EXPECT_LT(TURNS / 2, in_disarmed);
	EXPECT_EQ(0, wrong_missed);
	EXPECT_EQ(0, wrong_seen);

	ASSERT_EQ(2 * TURNS, both.starts.count);
	for (i = 0; i < both.starts.count; i++) {
		EXPECT_EQ(i % 2 ? PROCMON_TYPE_SENSOR_START :
				  PROCMON_TYPE_SENSOR_STOP,
			  both.starts.sensors[i].header.type);
	}
	census_free(&both.census);
	load_free(&load);
}

TEST_HARNESS_MAIN
