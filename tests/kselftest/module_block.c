// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_block.c - full=block: who executes waits for room, nothing is lost,
 * and nobody waits longer than block_ms, whatever becomes of the holder. Loads
 * the module itself.
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "deadline.h"
#include "holding.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define GRACE_MS	600000
#define PROCESSES	4
#define EACH		1500
/* For how long the reader is stopped, s; PROCMON_STOP_SECONDS. */
#define STOP_SECONDS	5
#define BLOCK_MAX	"block_ms=60000"
#define BLOCK_MAX_S	60
/* What is at once, on an emulated machine under load. */
#define SOON_MS		15000
#define IN_VAIN_EXECS	20
/* Who waits looks for itself each 100 ms, whether woken or not. */
#define WOKEN_MS	50
#define WAKE_ROUNDS	9

FIXTURE(block)
{
	struct holding holding;
	pid_t filler;
	uint64_t waited;
};

static void begin(struct __test_metadata *_metadata,
		  FIXTURE_DATA(block) *self, const char *parameters)
{
	if (sensor_loaded())
		ASSERT_EQ(0, sensor_unload());
	ASSERT_EQ(0, sensor_load(parameters));
	ASSERT_EQ(0, holding_start(&self->holding, GRACE_MS));
	self->waited = sensor_value("counters/waited");
}

FIXTURE_SETUP(block)
{
	self->filler = -1;
	begin(_metadata, self, "ring_kib=64 full=block " BLOCK_MAX " "
	      SENSOR_LOAD_EXECS);
}

FIXTURE_TEARDOWN(block)
{
	filler_end(self->filler);
	holding_end(&self->holding);
	EXPECT_EQ(0, sensor_unload());
}

/* Somebody waits for room behind this. */
static void fill(struct __test_metadata *_metadata, FIXTURE_DATA(block) *self)
{
	holding_rest(&self->holding, true);
	self->filler = filler_start();
	ASSERT_LT(0, self->filler);
	ASSERT_TRUE(waited_more(self->waited));
}

static unsigned int done(const struct load *load)
{
	return __atomic_load_n(load->done, __ATOMIC_ACQUIRE);
}

/* All events that are recorded unless told, not only those that wait. */
TEST_F_TIMEOUT(block, stopped_reader_loses_nothing, 3600)
{
	unsigned int seconds = number_from_environment("PROCMON_STOP_SECONDS",
						       STOP_SECONDS);
	unsigned int each = scaled(EACH);
	unsigned int before, execs;
	struct counters counters;
	struct load load;

	/* Whoever waits for longer than block_ms waits in vain. */
	ASSERT_GT(BLOCK_MAX_S, seconds);
	holding_end(&self->holding);
	ASSERT_EQ(0, sensor_unload());
	begin(_metadata, self, "ring_kib=256 full=block " BLOCK_MAX
	      " snapshot=N");
	kill(self->holding.pid, SIGSTOP);
	ASSERT_EQ(0, load_start(&load, PROCESSES, each, -1));
	ASSERT_TRUE(waited_more(self->waited));
	/* From now on nobody gets further. */
	sleep(seconds / 2);
	before = done(&load);
	sleep(seconds - seconds / 2);
	EXPECT_EQ(before, done(&load));
	EXPECT_GT(PROCESSES * each, before);
	EXPECT_LE(PROCESSES, sensor_value("counters/waited"));
	kill(self->holding.pid, SIGCONT);
	ASSERT_EQ(0, load_finish(&load));
	execs = done(&load);
	load_free(&load);
	ASSERT_EQ(0, holding_finish(&self->holding));
	ASSERT_EQ(0, sensor_counters(&counters));
	TH_LOG("%u execs, %llu waited", execs,
	       (unsigned long long)sensor_value("counters/waited"));
	EXPECT_TRUE(counters_balance(&counters));
	EXPECT_EQ(PROCESSES * each, execs);
	EXPECT_EQ(execs, self->holding.shared->execs);
	EXPECT_EQ(0, self->holding.shared->tombstones);
	EXPECT_EQ(0, self->holding.shared->lost);
	EXPECT_EQ(0, counters.lost);
	EXPECT_EQ(0, counters.overwritten);
	EXPECT_EQ(0, sensor_value("counters/waited_in_vain"));
}

TEST_F_TIMEOUT(block, room_lets_who_waits_go_on, 600)
{
	fill(_metadata, self);
	holding_rest(&self->holding, false);
	EXPECT_TRUE(captured_more(10));
	filler_end(self->filler);
	self->filler = -1;
	ASSERT_EQ(0, holding_finish(&self->holding));
	EXPECT_EQ(0, self->holding.shared->lost);
	EXPECT_EQ(0, self->holding.shared->tombstones);
	/* Only the kill of the filler may have ended a wait in vain. */
	EXPECT_GE(1, sensor_value("counters/waited_in_vain"));
}

/* From an acknowledgement to the record for which it made room, ns. */
static uint64_t wake_time(struct __test_metadata *_metadata,
			  FIXTURE_DATA(block) *self)
{
	uint64_t deadline = deadline_in(SOON_MS);
	uint64_t waited = sensor_value("counters/waited");
	uint64_t captured, resumed, now;

	holding_rest(&self->holding, true);
	ASSERT_TRUE(waited_more(waited));
	captured = sensor_value("counters/captured");
	resumed = holding_resume(&self->holding);
	ASSERT_LT(0, resumed);
	while (sensor_value("counters/captured") == captured)
		ASSERT_LT(0, deadline_left_ms(deadline));
	now = now_ns();
	return now > resumed ? now - resumed : 0;
}

/* Of several times the shortest: the host may be busy with something else. */
TEST_F_TIMEOUT(block, room_wakes_who_waits, 600)
{
	uint64_t shortest = UINT64_MAX;
	unsigned int i;

	self->filler = filler_start();
	ASSERT_LT(0, self->filler);
	for (i = 0; i < WAKE_ROUNDS; i++) {
		uint64_t took = wake_time(_metadata, self);

		if (took < shortest)
			shortest = took;
	}
	TH_LOG("%llu us", (unsigned long long)shortest / 1000);
	EXPECT_GT(WOKEN_MS * 1000000ULL, shortest);
}

TEST_F_TIMEOUT(block, killed_reader_costs_one_wait, 600)
{
	uint64_t deadline;
	unsigned int i;

	ASSERT_EQ(0, file_write(SENSOR_PARAMETERS "/block_ms", "400"));
	holding_rest(&self->holding, true);
	kill(self->holding.pid, SIGKILL);
	deadline = deadline_in(SOON_MS);
	/* Until somebody has waited in vain. */
	while (!sensor_value("counters/waited_in_vain")) {
		ASSERT_LT(0, run_tiny("fill"));
		ASSERT_LT(0, deadline_left_ms(deadline));
	}
	EXPECT_LT(0, sensor_value("ring/holder"));
	/* Together, if each waited, these would take longer than is soon. */
	ASSERT_EQ(0, file_write(SENSOR_PARAMETERS "/block_ms", "10000"));
	deadline = deadline_in(SOON_MS);
	for (i = 0; i < IN_VAIN_EXECS; i++)
		ASSERT_LT(0, run_tiny("in vain"));
	EXPECT_LT(0, deadline_left_ms(deadline));
	EXPECT_EQ(1, sensor_value("counters/waited_in_vain"));
	EXPECT_LT(0, sensor_value("counters/tombstones"));
}

/* The children of a filler that was killed while one of them waited. */
TEST_F_TIMEOUT(block, sigkill_ends_a_wait_at_once, 600)
{
	uint64_t captured;
	uint64_t begun;

	fill(_metadata, self);
	captured = sensor_value("counters/captured");
	begun = now_ns();
	filler_end(self->filler);
	self->filler = -1;
	EXPECT_GT(SOON_MS * 1000000ULL, now_ns() - begun);
	/* It is in nobody's hands: init, or we, wait for it. */
	while (!sensor_value("counters/waited_in_vain") &&
	       now_ns() - begun < SOON_MS * 1000000ULL)
		usleep(10000);
	EXPECT_EQ(1, sensor_value("counters/waited_in_vain"));
	/* That it was executed is told all the same. */
	EXPECT_LT(captured, sensor_value("counters/captured"));
	EXPECT_EQ(0, sensor_value("counters/lost"));
}

TEST_F_TIMEOUT(block, disarming_ends_a_wait, 600)
{
	uint64_t begun;

	fill(_metadata, self);
	begun = now_ns();
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	EXPECT_GT(SOON_MS * 1000000ULL, now_ns() - begun);
	EXPECT_LT(0, sensor_value("counters/waited_in_vain"));
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
}

TEST_F_TIMEOUT(block, another_policy_ends_a_wait, 600)
{
	uint64_t deadline;

	fill(_metadata, self);
	ASSERT_EQ(0, file_write(SENSOR_PARAMETERS "/full", "drop"));
	deadline = deadline_in(SOON_MS);
	while (!sensor_value("counters/waited_in_vain"))
		ASSERT_LT(0, deadline_left_ms(deadline));
	EXPECT_EQ(-EINVAL, file_write(SENSOR_PARAMETERS "/full", "wait"));
	EXPECT_EQ(-EINVAL, file_write(SENSOR_PARAMETERS "/block_ms", "0"));
	EXPECT_EQ(-EINVAL, file_write(SENSOR_PARAMETERS "/block_ms", "60001"));
}

TEST_HARNESS_MAIN
