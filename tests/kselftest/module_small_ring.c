// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_small_ring.c - loss, with a ring so small that it is cheap to cause:
 * a tap that is lapped, a holder that does not acknowledge, a record that is
 * larger than the ring. Loads the module itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define RING_KIB	"64"
#define GRACE_LONG_MS	60000
/* More than the ring holds: an EXEC record is larger than 1 KiB. */
#define LAP_EXECS	80
/* So many that for some the ring is full to the last record. */
#define HOLDS		16

FIXTURE(small_ring)
{
	struct stream slow;
	struct stream witness;
};

FIXTURE_SETUP(small_ring)
{
	if (sensor_loaded()) {
		ASSERT_EQ(0, sensor_unload());
	}
	ASSERT_EQ(0, sensor_load("ring_kib=" RING_KIB " "
				 SENSOR_LOAD_EXECS));
	ASSERT_EQ(0, stream_open(&self->slow, O_NONBLOCK))
		TH_LOG("%s", self->slow.error);
	ASSERT_EQ(0, stream_open(&self->witness, O_NONBLOCK))
		TH_LOG("%s", self->witness.error);
	ASSERT_EQ(0, stream_drain(&self->slow, NULL, NULL))
		TH_LOG("%s", self->slow.error);
	ASSERT_EQ(0, stream_drain(&self->witness, NULL, NULL))
		TH_LOG("%s", self->witness.error);
}

FIXTURE_TEARDOWN(small_ring)
{
	stream_close(&self->slow);
	stream_close(&self->witness);
	EXPECT_EQ(0, sensor_unload());
}

/* Run @execs programs one by one; the witness sees each of them. */
static void run_load(struct __test_metadata *_metadata,
		     struct stream *witness, unsigned int execs)
{
	unsigned int i;

	for (i = 0; i < execs; i++) {
		ASSERT_LT(0, run_tiny("small ring"));
		ASSERT_EQ(0, stream_drain(witness, NULL, NULL))
			TH_LOG("%s", witness->error);
	}
}

static void check_balance(struct __test_metadata *_metadata)
{
	struct counters counters;

	ASSERT_EQ(0, sensor_counters(&counters));
	EXPECT_TRUE(counters_balance(&counters))
		TH_LOG("captured %llu, delivered %llu, overwritten %llu, lost %llu, pending %llu",
		       (unsigned long long)counters.captured,
		       (unsigned long long)counters.delivered,
		       (unsigned long long)counters.overwritten,
		       (unsigned long long)counters.lost,
		       (unsigned long long)counters.pending);
}

TEST_F_TIMEOUT(small_ring, lapped_tap_is_told_once_and_exactly, 600)
{
	struct stream *slow = &self->slow;
	struct stream *witness = &self->witness;
	uint64_t first = slow->expected_seq;
	uint64_t rest;

	memset(witness->by_type, 0, sizeof(witness->by_type));
	memset(slow->by_type, 0, sizeof(slow->by_type));
	run_load(_metadata, witness, LAP_EXECS);
	EXPECT_EQ(LAP_EXECS, witness->by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(0, witness->lapped);

	errno = 0;
	EXPECT_EQ(-1, read(slow->fd, slow->buffer, slow->size));
	EXPECT_EQ(EPIPE, errno);
	/* Now LOST comes, and no second -EPIPE. */
	slow->lost_due = true;
	ASSERT_EQ(0, stream_drain(slow, NULL, NULL))
		TH_LOG("%s", slow->error);
	EXPECT_EQ(0, slow->lapped);
	EXPECT_EQ(1, slow->by_type[PROCMON_TYPE_LOST]);
	EXPECT_EQ(slow->lost, slow->lost_by_cause[PROCMON_CAUSE_OVERWRITTEN]);
	rest = slow->by_type[PROCMON_TYPE_EXEC];
	EXPECT_LT(0, rest);
	EXPECT_EQ(LAP_EXECS, rest + slow->lost_by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(witness->expected_seq, slow->expected_seq);
	EXPECT_EQ(slow->expected_seq - first, rest + slow->lost);
	check_balance(_metadata);
	/* And it goes on. */
	ASSERT_LT(0, run_tiny("after the lap"));
	ASSERT_EQ(0, stream_drain(slow, NULL, NULL));
	EXPECT_EQ(rest + 1, slow->by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(1, slow->by_type[PROCMON_TYPE_LOST]);
}

TEST_F_TIMEOUT(small_ring, each_lap_is_told, 600)
{
	struct stream *slow = &self->slow;
	unsigned int lap;

	for (lap = 1; lap <= 3; lap++) {
		run_load(_metadata, &self->witness, LAP_EXECS);
		ASSERT_EQ(0, stream_drain(slow, NULL, NULL))
			TH_LOG("%s", slow->error);
		EXPECT_EQ(lap, slow->lapped);
		EXPECT_EQ(lap, slow->by_type[PROCMON_TYPE_LOST]);
	}
	EXPECT_EQ(3 * LAP_EXECS, slow->by_type[PROCMON_TYPE_EXEC] +
		  slow->lost_by_type[PROCMON_TYPE_EXEC]);
	check_balance(_metadata);
}

TEST_F_TIMEOUT(small_ring, seek_to_the_end_forgets_the_lap, 600)
{
	struct stream *slow = &self->slow;

	run_load(_metadata, &self->witness, LAP_EXECS);
	ASSERT_EQ(0, stream_skip(slow));
	ASSERT_LT(0, run_tiny("after the seek"));
	ASSERT_EQ(0, stream_drain(slow, NULL, NULL))
		TH_LOG("%s", slow->error);
	EXPECT_EQ(0, slow->lapped);
	EXPECT_EQ(0, slow->lost);
}

TEST_F_TIMEOUT(small_ring, nobody_reading_is_overwritten, 600)
{
	struct counters before, after;
	unsigned int i;

	ASSERT_EQ(0, sensor_counters(&before));
	for (i = 0; i < LAP_EXECS; i++) {
		ASSERT_LT(0, run_tiny("nobody reads"));
	}
	ASSERT_EQ(0, sensor_counters(&after));
	check_balance(_metadata);
	EXPECT_EQ(before.captured + LAP_EXECS, after.captured);
	EXPECT_EQ(before.delivered, after.delivered);
	EXPECT_EQ(before.lost, after.lost);
	EXPECT_LT(before.overwritten, after.overwritten);
	EXPECT_LT(0, after.pending);
}

TEST_F_TIMEOUT(small_ring, full_ring_loses_the_new_and_says_so, 600)
{
	struct stream *holder = &self->slow;
	struct stream *tap = &self->witness;
	struct counters before, after;
	uint64_t resume, kept, lost, newest;
	unsigned int i;

	ASSERT_EQ(0, stream_hold(holder, GRACE_LONG_MS));
	ASSERT_EQ(0, stream_drain(holder, NULL, NULL))
		TH_LOG("%s", holder->error);
	ASSERT_EQ(0, stream_ack(holder, holder->expected_seq - 1));
	ASSERT_EQ(0, stream_drain(tap, NULL, NULL));
	resume = holder->expected_seq;
	memset(holder->by_type, 0, sizeof(holder->by_type));
	memset(tap->by_type, 0, sizeof(tap->by_type));
	ASSERT_EQ(0, sensor_counters(&before));
	for (i = 0; i < LAP_EXECS; i++) {
		ASSERT_LT(0, run_tiny("full ring"));
	}
	ASSERT_EQ(0, sensor_counters(&after));
	check_balance(_metadata);
	EXPECT_EQ(before.captured + LAP_EXECS, after.captured);
	EXPECT_EQ(before.overwritten, after.overwritten);
	lost = after.lost - before.lost;
	EXPECT_LT(0, lost);
	EXPECT_GT(LAP_EXECS, lost);

	/* Not one unacknowledged record is gone. */
	ASSERT_EQ(0, stream_drain(holder, NULL, NULL))
		TH_LOG("%s", holder->error);
	EXPECT_EQ(0, holder->lapped);
	kept = holder->by_type[PROCMON_TYPE_EXEC];
	EXPECT_EQ(LAP_EXECS, kept + lost);
	EXPECT_GE(resume, sensor_value("ring/oldest_seq"));
	ASSERT_EQ(0, stream_drain(tap, NULL, NULL))
		TH_LOG("%s", tap->error);

	/* Room again: the next record comes behind the report of the gap. */
	newest = holder->expected_seq - 1;
	ASSERT_EQ(0, stream_ack(holder, newest));
	ASSERT_LT(0, run_tiny("room again"));
	ASSERT_EQ(0, stream_drain(holder, NULL, NULL))
		TH_LOG("%s", holder->error);
	EXPECT_EQ(kept + 1, holder->by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(1, holder->by_type[PROCMON_TYPE_LOST]);
	EXPECT_EQ(lost, holder->lost);
	EXPECT_EQ(lost, holder->lost_by_cause[PROCMON_CAUSE_FULL]);
	EXPECT_EQ(lost, holder->lost_by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(resume + LAP_EXECS + 1, holder->expected_seq);

	/* The tap is told the same story. */
	ASSERT_EQ(0, stream_drain(tap, NULL, NULL))
		TH_LOG("%s", tap->error);
	EXPECT_EQ(0, tap->lapped);
	EXPECT_EQ(kept + 1, tap->by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(lost, tap->lost_by_cause[PROCMON_CAUSE_FULL]);
	EXPECT_EQ(holder->expected_seq, tap->expected_seq);
	EXPECT_EQ(lost, sensor_value("counters/lost") - before.lost);
	check_balance(_metadata);
}

static void count_holds(const struct procmon_header *record, void *context)
{
	const struct procmon_reader_event *event = (const void *)record;
	unsigned int *count = context;

	if (record->type == PROCMON_TYPE_READER &&
	    event->action == PROCMON_READER_HOLD)
		(*count)++;
}

TEST_F_TIMEOUT(small_ring, hold_of_a_full_ring_is_told, 600)
{
	struct stream *witness = &self->witness;
	struct counters before, after;
	unsigned int holds = 0;
	unsigned int i;

	run_load(_metadata, witness, LAP_EXECS);
	ASSERT_EQ(0, sensor_counters(&before));
	for (i = 0; i < HOLDS; i++) {
		ASSERT_EQ(0, stream_hold(&self->slow, GRACE_LONG_MS));
		ASSERT_EQ(0, ioctl(self->slow.fd, PROCMON_IOC_RELEASE, 0));
	}
	ASSERT_EQ(0, stream_drain(witness, count_holds, &holds))
		TH_LOG("%s", witness->error);
	EXPECT_EQ(HOLDS, holds);
	ASSERT_EQ(0, sensor_counters(&after));
	EXPECT_EQ(before.lost, after.lost);
	check_balance(_metadata);
}

TEST_F_TIMEOUT(small_ring, release_lets_the_ring_go_round_again, 600)
{
	struct stream *holder = &self->slow;
	struct counters before, after;
	unsigned int i;

	ASSERT_EQ(0, stream_hold(holder, GRACE_LONG_MS));
	for (i = 0; i < LAP_EXECS; i++) {
		ASSERT_LT(0, run_tiny("held"));
	}
	ASSERT_EQ(0, ioctl(holder->fd, PROCMON_IOC_RELEASE, 0));
	ASSERT_EQ(0, sensor_counters(&before));
	EXPECT_LT(0, before.lost);
	for (i = 0; i < LAP_EXECS; i++) {
		ASSERT_LT(0, run_tiny("released"));
	}
	ASSERT_EQ(0, sensor_counters(&after));
	EXPECT_EQ(before.lost, after.lost);
	EXPECT_EQ(before.captured + LAP_EXECS, after.captured);
	check_balance(_metadata);
	ASSERT_EQ(0, stream_drain(&self->witness, NULL, NULL))
		TH_LOG("%s", self->witness.error);
	EXPECT_EQ(1, self->witness.lapped);
}

TEST_F_TIMEOUT(small_ring, full_ring_is_freed_by_the_end_of_grace, 600)
{
	struct stream *holder = &self->slow;
	struct counters before, after;
	unsigned int i;

	ASSERT_EQ(0, stream_hold(holder, 300));
	for (i = 0; i < LAP_EXECS; i++) {
		ASSERT_LT(0, run_tiny("held"));
	}
	EXPECT_LT(0, sensor_value("counters/lost"));
	close(holder->fd);
	holder->fd = -1;
	for (i = 0; i < 1000 && sensor_value("ring/holder"); i++)
		usleep(10000);
	ASSERT_EQ(0, sensor_value("ring/holder"));
	ASSERT_EQ(0, sensor_counters(&before));
	for (i = 0; i < LAP_EXECS; i++) {
		ASSERT_LT(0, run_tiny("expired"));
	}
	ASSERT_EQ(0, sensor_counters(&after));
	EXPECT_EQ(before.lost, after.lost);
	check_balance(_metadata);
	ASSERT_EQ(0, stream_drain(&self->witness, NULL, NULL))
		TH_LOG("%s", self->witness.error);
}

/* Larger than the ring takes: the bare fact is kept, nothing is lost. */
TEST_F_TIMEOUT(small_ring, oversize_is_a_tombstone, 600)
{
	struct stream *stream = &self->slow;
	static char argument[30000];
	char *argv[] = { "tiny", argument, NULL };
	const struct procmon_exec *exec;
	struct procmon_info info;
	char path[256];
	pid_t pid;

	ASSERT_EQ(0, stream_info(stream, &info));
	ASSERT_GT(sizeof(argument), info.record_max);
	memset(argument, 'o', sizeof(argument) - 1);
	ASSERT_EQ(0, run_program(beside_us("tiny", path, sizeof(path)), argv,
				 &pid));
	ASSERT_EQ(1, stream_read(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	exec = as_exec((const void *)stream->buffer);
	ASSERT_NE(NULL, exec);
	EXPECT_EQ((uint32_t)pid, exec->identity.tgid);
	EXPECT_TRUE(exec->header.flags & PROCMON_RECORD_TOMBSTONE);
	EXPECT_EQ(0, exec->argv.off);
	EXPECT_TRUE(record_missing(exec, PROCMON_REASON_BOUND,
				   PROCMON_FIELD_ARGV));
	EXPECT_EQ(1, sensor_value("counters/tombstones"));
	EXPECT_EQ(0, sensor_value("counters/lost"));
	check_balance(_metadata);
}

TEST_HARNESS_MAIN
