// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_stress.c - all at once: a load, readers that are too slow, holders that
 * rest and are killed one after the other, and a policy for the full ring that
 * changes. Each exec is told to the holders once, as a record, a tombstone or a
 * loss; each reader's stream is whole; the counters balance. Loads the module
 * itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "deadline.h"
#include "load.h"
#include "process.h"
#include "sensor.h"
#include "stream.h"

/* PROCMON_STRESS_SECONDS. */
#define SECONDS		10
#define PROCESSES	4
#define EACH		1000000
#define TAPS		2
#define GRACE_MS	600000
#define PARAMETERS	"ring_kib=256 full=block block_ms=100 heartbeat_s=1 " \
			"snapshot=N"

/**
 * struct tally - What holders were told, up to a number.
 * @seq: that number.
 * @execs: execs told: records, tombstones and losses.
 * @tombstones: of these.
 * @lost: of these.
 */
struct tally {
	uint64_t seq;
	uint64_t execs;
	uint64_t tombstones;
	uint64_t lost;
};

/**
 * struct scene - What all processes share.
 * @stop: end as soon as all is read.
 * @failed: something is wrong, and was said.
 * @acked: told by records that are acknowledged for sure.
 * @acking: the same with those that may be.
 * @laps: how often a tap was lapped.
 * @beats: HEARTBEAT records whose counters were found right.
 */
struct scene {
	int stop;
	int failed;
	struct tally acked;
	struct tally acking;
	uint64_t laps;
	uint64_t beats;
};

static bool is_over(const struct scene *scene)
{
	return __atomic_load_n(&scene->stop, __ATOMIC_ACQUIRE);
}

static void fail(struct scene *scene, const char *what)
{
	fprintf(stderr, "# %s\n", what);
	__atomic_store_n(&scene->failed, 1, __ATOMIC_RELEASE);
	_exit(1);
}

static void check_beat(const struct procmon_header *record, void *context)
{
	const struct procmon_heartbeat *beat = (const void *)record;
	const struct procmon_counters *counters = &beat->counters;
	struct scene *scene = context;

	if (record->type != PROCMON_TYPE_HEARTBEAT)
		return;
	if (record->seq != beat->first_seq + counters->captured ||
	    counters->captured != counters->delivered + counters->overwritten +
				  counters->lost + counters->pending)
		fail(scene, "a heartbeat does not balance");
	__atomic_fetch_add(&scene->beats, 1, __ATOMIC_RELAXED);
}

/* Too slow now and then, so that it is lapped. */
static void tap(struct scene *scene, unsigned int seed)
{
	struct stream stream;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (stream_open(&stream, O_NONBLOCK))
		fail(scene, stream.error);
	while (!is_over(scene)) {
		if (stream_drain(&stream, check_beat, scene))
			fail(scene, stream.error);
		usleep(rand_r(&seed) % 8 ? 2000 : 400000);
	}
	__atomic_fetch_add(&scene->laps, stream.lapped, __ATOMIC_RELAXED);
	stream_close(&stream);
	_exit(0);
}

/* What is told once these records are acknowledged. */
static void sum_up(const struct scene *scene, const struct stream *stream,
		   struct tally *ret_tally)
{
	uint64_t lost = stream->lost_by_type[PROCMON_TYPE_EXEC];

	*ret_tally = scene->acked;
	ret_tally->seq = stream->expected_seq - 1;
	ret_tally->execs += stream->by_type[PROCMON_TYPE_EXEC] + lost;
	ret_tally->tombstones += stream->tombstones;
	ret_tally->lost += lost;
}

static void forget(struct stream *stream)
{
	stream->by_type[PROCMON_TYPE_EXEC] = 0;
	stream->lost_by_type[PROCMON_TYPE_EXEC] = 0;
	stream->tombstones = 0;
}

/* Was killed: did it come to acknowledge what it was about to? */
static void take_over(struct scene *scene, uint64_t resume_seq)
{
	if (resume_seq == scene->acking.seq + 1)
		scene->acked = scene->acking;
	if (scene->acked.seq && resume_seq != scene->acked.seq + 1)
		fail(scene, "a holder does not resume behind the acknowledged");
}

/* Rests now and then, so that the ring is full. Is killed at any moment. */
static void hold(struct scene *scene, unsigned int seed)
{
	struct stream stream;
	bool is_last;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (stream_open(&stream, O_NONBLOCK) || stream_hold(&stream, GRACE_MS))
		fail(scene, "holding failed");
	take_over(scene, stream.expected_seq);
	forget(&stream);
	do {
		is_last = is_over(scene);
		if (stream_drain(&stream, check_beat, scene))
			fail(scene, stream.error);
		if (stream.lapped)
			fail(scene, "a holder was lapped");
		sum_up(scene, &stream, &scene->acking);
		if (stream_ack(&stream, scene->acking.seq))
			fail(scene, "acknowledging failed");
		scene->acked = scene->acking;
		forget(&stream);
		if (!is_last)
			usleep(rand_r(&seed) % 8 ? 1000 : 300000);
	} while (!is_last);
	_exit(0);
}

FIXTURE(stress)
{
	struct scene *scene;
	struct load load;
	pid_t holder;
	pid_t taps[TAPS];
};

FIXTURE_SETUP(stress)
{
	unsigned int i;

	if (sensor_loaded())
		ASSERT_EQ(0, sensor_unload());
	ASSERT_EQ(0, sensor_load(PARAMETERS));
	self->scene = mmap(NULL, sizeof(*self->scene), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->scene);
	self->holder = -1;
	for (i = 0; i < TAPS; i++) {
		self->taps[i] = fork();
		if (!self->taps[i])
			tap(self->scene, i);
		ASSERT_LT(0, self->taps[i]);
	}
}

FIXTURE_TEARDOWN(stress)
{
	EXPECT_EQ(0, sensor_unload());
	munmap(self->scene, sizeof(*self->scene));
}

static pid_t start_holder(struct scene *scene, unsigned int seed)
{
	pid_t pid = fork();

	if (!pid)
		hold(scene, seed);
	return pid;
}

static void end_well(struct __test_metadata *_metadata, pid_t pid)
{
	int status = -1;

	EXPECT_EQ(0, child_wait(pid, deadline_in(3 * DEADLINE_DEFAULT_MS),
				&status));
	EXPECT_EQ(0, status);
}

TEST_F_TIMEOUT(stress, each_exec_is_told_once, 7200)
{
	unsigned int seconds = number_from_environment("PROCMON_STRESS_SECONDS",
						       SECONDS);
	struct scene *scene = self->scene;
	struct counters counters;
	unsigned int holders = 0;
	unsigned int seed = 1;
	uint64_t deadline;
	unsigned int i;

	self->holder = start_holder(scene, holders++);
	usleep(200000);
	ASSERT_EQ(0, load_start(&self->load, PROCESSES, EACH, -1));
	deadline = deadline_in(seconds * 1000ULL);
	while (deadline_left_ms(deadline)) {
		usleep(rand_r(&seed) % 1000000);
		ASSERT_EQ(0, scene->failed);
		ASSERT_EQ(0, file_write(SENSOR_PARAMETERS "/full",
					rand_r(&seed) % 2 ? "drop" : "block"));
		kill(self->holder, SIGKILL);
		ASSERT_EQ(self->holder, waitpid(self->holder, NULL, 0));
		self->holder = start_holder(scene, holders++);
	}
	load_stop(&self->load);
	ASSERT_EQ(0, load_finish(&self->load));
	__atomic_store_n(&scene->stop, 1, __ATOMIC_RELEASE);
	end_well(_metadata, self->holder);
	for (i = 0; i < TAPS; i++)
		end_well(_metadata, self->taps[i]);
	ASSERT_EQ(0, sensor_counters(&counters));
	TH_LOG("%u execs, %llu tombstones, %llu lost, %u holders, taps lapped %llu times, %llu waits, %llu in vain, %llu heartbeats",
	       *self->load.done, (unsigned long long)scene->acked.tombstones,
	       (unsigned long long)scene->acked.lost, holders,
	       (unsigned long long)scene->laps,
	       (unsigned long long)sensor_value("counters/waited"),
	       (unsigned long long)sensor_value("counters/waited_in_vain"),
	       (unsigned long long)scene->beats);
	EXPECT_TRUE(counters_balance(&counters));
	EXPECT_EQ(*self->load.done, scene->acked.execs);
	EXPECT_LT(0, scene->beats);
	EXPECT_EQ(0, scene->failed);
	load_free(&self->load);
}

TEST_HARNESS_MAIN
