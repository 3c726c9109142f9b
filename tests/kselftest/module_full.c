// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_full.c - a ring that is full of what its holder has not acknowledged,
 * with full=drop: tombstones before loss, every event accounted for, and room
 * for what the sensor itself has to say. Loads the module itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define RING_KIB	"64"
#define GRACE_MS	60000
/* More than ring and reserve hold. */
#define EXECS		120
/* In the large ring, at most; see stopped_execs(). */
#define STOPPED_EXECS	20000

/**
 * struct story - What a reader was told, in order.
 * @whole: EXEC records that are no tombstones.
 * @tombstones: those that are.
 * @last_whole: seq of the last of the first.
 * @first_tombstone: seq of the first of the second.
 * @last_tombstone: seq of the last.
 * @first_lost: first number that is lost; 0: none.
 * @wrong: tombstones that do not say what they should.
 */
struct story {
	uint64_t whole;
	uint64_t tombstones;
	uint64_t last_whole;
	uint64_t first_tombstone;
	uint64_t last_tombstone;
	uint64_t first_lost;
	uint64_t wrong;
};

/* The bare fact: who, with which rights, which file. */
static bool is_good(const struct procmon_exec *exec)
{
	return exec->identity.tgid && exec->identity.start_boottime &&
	       exec->identity.ppid == (uint32_t)getpid() &&
	       exec->exe_file.ino && !exec->argv.off && !exec->exe.off &&
	       record_missing(exec, PROCMON_REASON_MEMORY,
			      PROCMON_FIELD_ARGV) &&
	       record_missing(exec, PROCMON_REASON_MEMORY, PROCMON_FIELD_EXE) &&
	       exec->header.len == exec->header.fixed_len;
}

static void note(const struct procmon_header *record, void *context)
{
	const struct procmon_lost *lost = (const void *)record;
	const struct procmon_exec *exec = as_exec(record);
	struct story *story = context;

	if (record->type == PROCMON_TYPE_LOST && !story->first_lost)
		story->first_lost = lost->first_seq;
	if (!exec)
		return;
	if (!(record->flags & PROCMON_RECORD_TOMBSTONE)) {
		story->whole++;
		story->last_whole = record->seq;
		return;
	}
	if (!story->tombstones++)
		story->first_tombstone = record->seq;
	story->last_tombstone = record->seq;
	if (!is_good(exec))
		story->wrong++;
}

FIXTURE(full)
{
	struct stream holder;
	struct story story;
};

static void load_and_hold(struct __test_metadata *_metadata,
			  struct stream *holder, const char *parameters)
{
	if (sensor_loaded())
		ASSERT_EQ(0, sensor_unload());
	ASSERT_EQ(0, sensor_load(parameters));
	ASSERT_EQ(0, stream_open(holder, O_NONBLOCK))
		TH_LOG("%s", holder->error);
	ASSERT_EQ(0, stream_hold(holder, GRACE_MS));
	ASSERT_EQ(0, stream_drain(holder, NULL, NULL))
		TH_LOG("%s", holder->error);
	ASSERT_EQ(0, stream_ack(holder, holder->expected_seq - 1));
	memset(holder->by_type, 0, sizeof(holder->by_type));
}

FIXTURE_SETUP(full)
{
	memset(&self->story, 0, sizeof(self->story));
	load_and_hold(_metadata, &self->holder,
		      "ring_kib=" RING_KIB " " SENSOR_LOAD_EXECS);
}

FIXTURE_TEARDOWN(full)
{
	stream_close(&self->holder);
	EXPECT_EQ(0, sensor_unload());
}

static void run_execs(struct __test_metadata *_metadata, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		ASSERT_LT(0, run_tiny("full"));
}

TEST_F_TIMEOUT(full, tombstones_come_before_loss, 600)
{
	struct stream *holder = &self->holder;
	struct story *story = &self->story;
	struct counters counters;

	run_execs(_metadata, EXECS);
	ASSERT_EQ(0, sensor_counters(&counters));
	EXPECT_TRUE(counters_balance(&counters));
	EXPECT_LT(0, counters.tombstones);
	EXPECT_LT(0, counters.lost);
	ASSERT_EQ(0, stream_drain(holder, note, story))
		TH_LOG("%s", holder->error);
	/* The gap is told as soon as there is room for it. */
	ASSERT_EQ(0, stream_ack(holder, holder->expected_seq - 1));
	ASSERT_EQ(0, stream_drain(holder, note, story))
		TH_LOG("%s", holder->error);
	TH_LOG("%llu whole, %llu tombstones, %llu lost",
	       (unsigned long long)story->whole,
	       (unsigned long long)story->tombstones,
	       (unsigned long long)holder->lost);
	EXPECT_EQ(EXECS, story->whole + story->tombstones + holder->lost);
	EXPECT_EQ(counters.tombstones, story->tombstones);
	EXPECT_EQ(counters.lost, holder->lost);
	EXPECT_EQ(holder->lost, holder->lost_by_cause[PROCMON_CAUSE_FULL]);
	EXPECT_EQ(holder->lost, holder->lost_by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(story->last_whole + 1, story->first_tombstone);
	EXPECT_EQ(story->last_tombstone + 1, story->first_lost);
	EXPECT_EQ(0, story->wrong);
}

TEST_F_TIMEOUT(full, what_the_sensor_says_finds_room, 600)
{
	struct stream *holder = &self->holder;
	struct stream tap;

	run_execs(_metadata, EXECS);
	ASSERT_LT(0, sensor_value("counters/lost"));
	ASSERT_EQ(0, stream_open(&tap, O_NONBLOCK))
		TH_LOG("%s", tap.error);
	stream_close(&tap);
	ASSERT_EQ(0, file_write(SENSOR_PARAMETERS "/block_ms", "2000"));
	ASSERT_EQ(0, stream_drain(holder, note, &self->story))
		TH_LOG("%s", holder->error);
	EXPECT_EQ(2, holder->by_type[PROCMON_TYPE_READER]);
	EXPECT_EQ(1, holder->by_type[PROCMON_TYPE_CONFIG]);
	EXPECT_EQ(0, holder->lost_by_type[PROCMON_TYPE_READER]);
	EXPECT_EQ(0, holder->lost_by_type[PROCMON_TYPE_CONFIG]);
	/* The loss is told in front of them. */
	EXPECT_EQ(EXECS, self->story.whole + self->story.tombstones +
		  holder->lost);
}

TEST_F_TIMEOUT(full, room_again_is_used_at_once, 600)
{
	struct stream *holder = &self->holder;
	struct story *story = &self->story;

	run_execs(_metadata, EXECS);
	ASSERT_EQ(0, stream_drain(holder, note, story))
		TH_LOG("%s", holder->error);
	ASSERT_EQ(0, stream_ack(holder, holder->expected_seq - 1));
	memset(story, 0, sizeof(*story));
	ASSERT_LT(0, run_tiny("room again"));
	ASSERT_EQ(0, stream_drain(holder, note, story))
		TH_LOG("%s", holder->error);
	EXPECT_EQ(1, story->whole);
	EXPECT_EQ(0, story->tombstones);
}

/* All of it is 100,000 execs. */
static unsigned int stopped_execs(void)
{
	return number_from_environment("PROCMON_STOPPED_EXECS",
				       scaled(STOPPED_EXECS));
}

TEST_F_TIMEOUT(full, each_exec_is_accounted_for, 7200)
{
	struct stream *holder = &self->holder;
	struct story *story = &self->story;
	unsigned int each = stopped_execs() / 4;
	struct counters counters;
	struct load load;

	stream_close(holder);
	load_and_hold(_metadata, holder, "ring_kib=1024 " SENSOR_LOAD_EXECS);
	ASSERT_EQ(0, load_start(&load, 4, each, -1));
	ASSERT_EQ(0, load_finish(&load));
	load_free(&load);
	ASSERT_EQ(0, sensor_counters(&counters));
	EXPECT_TRUE(counters_balance(&counters));
	ASSERT_EQ(0, stream_drain(holder, note, story))
		TH_LOG("%s", holder->error);
	ASSERT_EQ(0, stream_ack(holder, holder->expected_seq - 1));
	ASSERT_EQ(0, stream_drain(holder, note, story))
		TH_LOG("%s", holder->error);
	TH_LOG("%u execs: %llu whole, %llu tombstones, %llu lost", 4 * each,
	       (unsigned long long)story->whole,
	       (unsigned long long)story->tombstones,
	       (unsigned long long)holder->lost);
	EXPECT_LT(0, story->tombstones);
	EXPECT_LT(0, holder->lost);
	EXPECT_EQ(4 * each, story->whole + story->tombstones + holder->lost);
	EXPECT_EQ(counters.lost, holder->lost);
	EXPECT_LT(story->last_whole, story->first_lost);
	EXPECT_EQ(story->last_tombstone + 1, story->first_lost);
}

TEST_HARNESS_MAIN
