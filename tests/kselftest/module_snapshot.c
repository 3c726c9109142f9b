// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_snapshot.c - a snapshot and the stream together give every process
 * exactly once, whatever is created and ends meanwhile, to all who ask and may.
 * Loads the module itself.
 *
 * PROCMON_SNAPSHOTS: how many under load, 15 unless told; 200 is what is
 * promised, and takes ten minutes on an emulated machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "deadline.h"
#include "forkers.h"
#include "kselftest_harness.h"
#include "life.h"
#include "load.h"
#include "mechanism.h"
#include "process.h"
#include "sensor.h"
#include "snapshot_reader.h"
#include "snapshot_truth.h"
#include "stream.h"

#define SNAPSHOTS	15
#define FORKERS		4
#define BIRTHS_MAX	200000
#define SOMEBODY	1000
#define KTHREADD	2

FIXTURE(module_snapshot)
{
	struct snapshot_reader reader;
	struct forkers forkers;
};

FIXTURE_SETUP(module_snapshot)
{
	setpriority(PRIO_PROCESS, 0, -10);
	ASSERT_EQ(0, snapshot_reader_begin(&self->reader, NULL, NULL));
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(SNAPSHOT_PATIENCE_MS));
	}
}

FIXTURE_TEARDOWN(module_snapshot)
{
	if (self->forkers.births) {
		forkers_stop(&self->forkers);
		forkers_free(&self->forkers);
	}
	snapshot_reader_end(&self->reader);
	if (sensor_loaded()) {
		EXPECT_EQ(0, unload_disarmed(SNAPSHOT_PATIENCE_MS));
	}
}

/* judge() - By the records alone, by the forkers, and by /proc. */
static void judge(struct __test_metadata *_metadata,
		  FIXTURE_DATA(module_snapshot) *self)
{
	void (*say)(void *argument, const char *line) = self->reader.ledger.say;
	struct truth_counts counts = { 0 }, of_one;
	unsigned int i, tries = 20, different;

	EXPECT_EQ(0, forkers_stop(&self->forkers));
	ASSERT_EQ(0, snapshot_reader_drain(&self->reader))
		TH_LOG("%s", self->reader.stream.error);
	for (i = 0; i < self->forkers.count; i++) {
		of_one = truth_compare(self->forkers.births +
				       i * self->forkers.each,
				       self->forkers.done[i],
				       &self->reader.ledger,
				       self->reader.armed);
		counts.births += of_one.births;
		counts.before += of_one.before;
		counts.told += of_one.told;
		counts.wrong += of_one.wrong;
	}
	TH_LOG("%u snapshots; %u processes, %u of them before the sensor, were told of %u times in PROC records",
	       self->reader.ledger.snapshots, counts.births, counts.before,
	       counts.told);
	EXPECT_EQ(0, counts.wrong);
	EXPECT_LT(0, counts.told);
	EXPECT_LT(0, counts.births);
	do {
		self->reader.ledger.say = tries == 1 ? say : NULL;
		different = truth_compare_proc(&self->reader.ledger);
		if (different)
			usleep(100000);
		ASSERT_EQ(0, snapshot_reader_drain(&self->reader))
			TH_LOG("%s", self->reader.stream.error);
	} while (different && --tries);
	EXPECT_EQ(0, different);
	EXPECT_EQ(0, self->reader.ledger.problems);
	EXPECT_EQ(0, self->reader.stream.lapped);
	EXPECT_EQ(0, self->reader.stream.lost);
	EXPECT_EQ(0, sensor_value("counters/lost"));
}

TEST_F_TIMEOUT(module_snapshot, every_process_exactly_once, 3600)
{
	unsigned int count = number_from_environment("PROCMON_SNAPSHOTS",
						     scaled(SNAPSHOTS));
	unsigned int i;

	/* The first one is that of arming, with all of it under way. */
	ASSERT_EQ(0, forkers_start(&self->forkers, FORKERS, BIRTHS_MAX));
	while (forkers_done(&self->forkers) < 100)
		usleep(1000);
	ASSERT_EQ(0, snapshot_reader_load(&self->reader, SNAPSHOT_EVENTS))
		TH_LOG("%s", self->reader.stream.error);
	for (i = 0; i < count; i++) {
		ASSERT_EQ(0, snapshot_reader_take(&self->reader, 0))
			TH_LOG("%s", self->reader.stream.error);
		ASSERT_EQ(0, self->reader.ledger.problems)
			TH_LOG("snapshot %u of %u", i + 1, count);
	}
	EXPECT_EQ(count + 1, self->reader.ledger.snapshots);
	judge(_metadata, self);
}

/* Several at once: one after the other, and each is whole. */
TEST_F_TIMEOUT(module_snapshot, asked_for_by_several, 1800)
{
	unsigned int each = scaled(10), ended = 0, i;
	uint64_t deadline = deadline_in(2 * SNAPSHOT_MS);
	pid_t askers[3];
	int status;

	ASSERT_EQ(0, forkers_start(&self->forkers, FORKERS, BIRTHS_MAX));
	ASSERT_EQ(0, snapshot_reader_load(&self->reader, SNAPSHOT_EVENTS))
		TH_LOG("%s", self->reader.stream.error);
	for (i = 0; i < ARRAY_SIZE(askers); i++) {
		askers[i] = fork();
		ASSERT_NE(-1, askers[i]);
		if (!askers[i]) {
			unsigned int left = each;

			prctl(PR_SET_PDEATHSIG, SIGKILL);
			while (left--)
				if (life_snapshot(&self->reader.stream, 0,
						  NULL))
					_exit(1);
			_exit(0);
		}
	}
	while (ended < ARRAY_SIZE(askers)) {
		ASSERT_NE(0, deadline_left_ms(deadline));
		ASSERT_EQ(0, snapshot_reader_read(&self->reader))
			TH_LOG("%s", self->reader.stream.error);
		while (waitpid(askers[ended], &status, WNOHANG) > 0) {
			EXPECT_EQ(0, status);
			if (++ended == ARRAY_SIZE(askers))
				break;
		}
	}
	ASSERT_EQ(0, snapshot_reader_take(&self->reader, 0))
		TH_LOG("%s", self->reader.stream.error);
	EXPECT_EQ(ARRAY_SIZE(askers) * each + 2, self->reader.ledger.snapshots);
	judge(_metadata, self);
}

/* Who asked is gone: the snapshot is no less whole for the others. */
TEST_F_TIMEOUT(module_snapshot, reader_closes_in_the_middle, 1800)
{
	unsigned int count = scaled(40), i;
	struct stream other;

	ASSERT_EQ(0, forkers_start(&self->forkers, FORKERS, BIRTHS_MAX));
	ASSERT_EQ(0, snapshot_reader_load(&self->reader, SNAPSHOT_EVENTS))
		TH_LOG("%s", self->reader.stream.error);
	for (i = 0; i < count; i++) {
		ASSERT_EQ(0, stream_open(&other, O_NONBLOCK))
			TH_LOG("%s", other.error);
		ASSERT_EQ(0, life_snapshot(&other, 0, NULL));
		if (i % 2) {
			ASSERT_NE(-1, stream_read(&other, NULL, NULL));
		}
		stream_close(&other);
		ASSERT_EQ(0, snapshot_reader_read(&self->reader))
			TH_LOG("%s", self->reader.stream.error);
	}
	/* It waits for those that are under way. */
	ASSERT_EQ(0, snapshot_reader_take(&self->reader, 0))
		TH_LOG("%s", self->reader.stream.error);
	EXPECT_LE(2, self->reader.ledger.snapshots);
	judge(_metadata, self);
}

/* Who asked does not read: nobody else has to wait for ever. */
TEST_F_TIMEOUT(module_snapshot, reader_does_not_read, 900)
{
	struct stream other, another;
	pid_t asker;
	int status;

	/* It cannot take what a snapshot is. */
	ASSERT_EQ(0, sensor_load("ring_kib=64"));
	ASSERT_EQ(0, stream_open(&other, O_NONBLOCK))
		TH_LOG("%s", other.error);
	ASSERT_EQ(0, life_snapshot(&other, 0, NULL));
	ASSERT_EQ(0, stream_open(&another, O_NONBLOCK))
		TH_LOG("%s", another.error);
	asker = fork();
	ASSERT_NE(-1, asker);
	if (!asker)
		_exit(-life_snapshot(&another, KTHREADD, NULL));
	EXPECT_EQ(0, child_wait(asker, deadline_in(SNAPSHOT_PATIENCE_MS),
				&status))
		TH_LOG("a second snapshot does not begin while the reader of the first stands still");
	EXPECT_EQ(0, WEXITSTATUS(status));
	stream_close(&another);
	stream_close(&other);
	ASSERT_EQ(0, unload_disarmed(SNAPSHOT_PATIENCE_MS))
		TH_LOG("the module cannot be unloaded after it");
}

/* Unloaded and disarmed in the middle of one. */
TEST_F_TIMEOUT(module_snapshot, ends_with_the_sensor, 900)
{
	struct stream *stream = &self->reader.stream;
	unsigned int count = scaled(20), i;

	ASSERT_EQ(0, forkers_start(&self->forkers, FORKERS, BIRTHS_MAX));
	for (i = 0; i < count; i++) {
		ASSERT_EQ(0, sensor_load(SNAPSHOT_EVENTS));
		if (i % 2) {
			ASSERT_EQ(0, stream_open(stream, O_NONBLOCK))
				TH_LOG("%s", stream->error);
			ASSERT_EQ(0, life_snapshot(stream, 0, NULL));
			ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
			EXPECT_EQ(-ENODEV, life_snapshot(stream, 0, NULL));
			stream_close(stream);
		}
		ASSERT_EQ(0, unload_disarmed(SNAPSHOT_PATIENCE_MS))
			TH_LOG("cycle %u", i);
	}
	EXPECT_EQ(0, forkers_stop(&self->forkers));
}

static void ask_as_somebody(struct stream *stream)
{
	if (setgid(SOMEBODY) || setuid(SOMEBODY))
		_exit(126);
	_exit(-life_snapshot(stream, 0, NULL));
}

TEST_F_TIMEOUT(module_snapshot, refusals, 300)
{
	struct procmon_snapshot_request request = { .reserved = 1 };
	struct stream *stream = &self->reader.stream;
	uint64_t begins;
	pid_t child;
	int status;

	ASSERT_EQ(0, snapshot_reader_load(&self->reader, SNAPSHOT_EVENTS))
		TH_LOG("%s", stream->error);
	begins = stream->by_type[PROCMON_TYPE_SNAPSHOT_BEGIN];
	/* Who has the file from somebody else may not. */
	child = fork();
	ASSERT_NE(-1, child);
	if (!child)
		ask_as_somebody(stream);
	ASSERT_EQ(0, child_wait(child, deadline_in(SNAPSHOT_PATIENCE_MS),
				&status));
	EXPECT_EQ(EPERM << 8, status);
	/* It was waited for: nobody has its number. */
	EXPECT_EQ(-ESRCH, life_snapshot(stream, child, NULL));
	EXPECT_EQ(-ESRCH, life_snapshot(stream, UINT32_MAX, NULL));
	EXPECT_EQ(-1, ioctl(stream->fd, PROCMON_IOC_SNAPSHOT, &request));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, ioctl(stream->fd, PROCMON_IOC_SNAPSHOT, NULL));
	EXPECT_EQ(EFAULT, errno);
	/* One that has ended has ended, also if nobody waited for it. */
	child = fork();
	ASSERT_NE(-1, child);
	if (!child)
		_exit(0);
	ASSERT_EQ(0, waitid(P_PID, child, &(siginfo_t){ 0 },
			    WEXITED | WNOWAIT));
	EXPECT_EQ(-ESRCH, life_snapshot(stream, child, NULL));
	ASSERT_EQ(child, waitpid(child, NULL, 0));
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	EXPECT_EQ(-ENODEV, life_snapshot(stream, 0, NULL));
	ASSERT_EQ(0, snapshot_reader_drain(&self->reader))
		TH_LOG("%s", stream->error);
	/* None of them has begun. */
	EXPECT_EQ(begins, stream->by_type[PROCMON_TYPE_SNAPSHOT_BEGIN]);
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
	ASSERT_EQ(0, snapshot_reader_take(&self->reader, getpid()))
		TH_LOG("%s", stream->error);
}

TEST_HARNESS_MAIN
