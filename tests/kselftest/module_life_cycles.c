// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_life_cycles.c - the module comes and goes, and is armed and disarmed,
 * in the middle of storms of forks, with every event chosen: nobody is hurt,
 * each time every process is told of exactly once, nothing is left behind.
 * Loads the module itself.
 *
 * PROCMON_CYCLES: how many percent of 200 times; 4 unless told, since each
 * takes its time under emulation. PROCMON_LOAD_PERCENT applies on top of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "crowd.h"
#include "deadline.h"
#include "forkers.h"
#include "kselftest_harness.h"
#include "life.h"
#include "life_stress.h"
#include "load.h"
#include "mechanism.h"
#include "sensor.h"
#include "snapshot_ledger.h"
#include "stream.h"

#define CYCLES		200
#define PERCENT		4
#define FORKERS		4
#define BIRTHS_MAX	400000
#define PATIENCE_MS	60000
#define LINES_MAX	20
#define PARAMETERS	LIFE_EVENTS_ALL " ring_kib=65536"
#define RCU_EXPEDITED	"/sys/kernel/rcu_expedited"

static unsigned int lines;

static void say(void *argument, const char *line)
{
	(void)argument;
	if (lines++ < LINES_MAX)
		fprintf(stderr, "# %s\n", line);
}

FIXTURE(module_life_cycles)
{
	struct forkers forkers;
	struct life_stress stress;
	struct stream stream;
	struct ledger ledger;
};

FIXTURE_SETUP(module_life_cycles)
{
	lines = 0;
	self->stream.fd = -1;
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
	ASSERT_EQ(0, forkers_start(&self->forkers, FORKERS, BIRTHS_MAX));
	ASSERT_EQ(0, life_stress_start(&self->stress, NULL));
	/* They take all the time there is; who arms is not to wait for it. */
	ASSERT_EQ(0, setpriority(PRIO_PROCESS, 0, -20));
}

/* stop() - What runs meanwhile went as it had to. */
static void stop(struct __test_metadata *_metadata,
		 FIXTURE_DATA(module_life_cycles) *self)
{
	unsigned int i;

	EXPECT_EQ(0, life_stress_stop(&self->stress));
	for (i = 0; i < self->stress.count; i++) {
		EXPECT_EQ(0, self->stress.failures[i])
			TH_LOG("stressor %s: %u of %u rounds failed",
			       self->stress.names[i], self->stress.failures[i],
			       self->stress.rounds[i]);
		EXPECT_LT(0, self->stress.rounds[i]);
	}
	EXPECT_EQ(0, forkers_stop(&self->forkers));
	EXPECT_LT(0, forkers_done(&self->forkers));
}

FIXTURE_TEARDOWN(module_life_cycles)
{
	file_write(RCU_EXPEDITED, "0");
	life_stress_stop(&self->stress);
	life_stress_free(&self->stress);
	forkers_stop(&self->forkers);
	forkers_free(&self->forkers);
	stream_close(&self->stream);
	if (sensor_loaded()) {
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
}

static unsigned int cycles(void)
{
	return scaled(CYCLES * number_from_environment("PROCMON_CYCLES",
						       PERCENT) / 100);
}

/* let_pass() - Until some more processes were created. */
static void let_pass(FIXTURE_DATA(module_life_cycles) *self,
		     unsigned int count)
{
	unsigned int before = forkers_done(&self->forkers);

	while (forkers_done(&self->forkers) < before + count)
		usleep(500);
}

/* read_until_whole() - The snapshot of arming, and then some more. */
static void read_until_whole(struct __test_metadata *_metadata,
			     FIXTURE_DATA(module_life_cycles) *self,
			     unsigned int snapshots)
{
	uint64_t deadline = deadline_in(PATIENCE_MS);

	while (self->ledger.snapshots < snapshots) {
		ASSERT_NE(0, deadline_left_ms(deadline))
			TH_LOG("the snapshot of arming does not end");
		stream_wait(&self->stream, 100);
		ASSERT_NE(-1, stream_read(&self->stream, ledger_visit,
					  &self->ledger))
			TH_LOG("%s", self->stream.error);
	}
	let_pass(self, 20);
	ASSERT_EQ(0, stream_drain(&self->stream, ledger_visit, &self->ledger))
		TH_LOG("%s", self->stream.error);
}

TEST_F_TIMEOUT(module_life_cycles, loaded_and_unloaded, 3600)
{
	unsigned int count = cycles(), told = 0, i;

	for (i = 0; i < count; i++) {
		if (i % 5 < 2)
			file_write(RCU_EXPEDITED, i % 5 ? "1" : "0");
		ASSERT_EQ(0, sensor_load(PARAMETERS))
			TH_LOG("cycle %u", i);
		EXPECT_STREQ("armed", hook_state("fork"));
		EXPECT_STREQ("armed", hook_state("exit"));
		/* In the middle of its snapshot, and a little later. */
		if (i % 3 == 1)
			let_pass(self, i % 7);
		if (i % 3 == 2) {
			ASSERT_EQ(0, ledger_begin(&self->ledger, say, NULL));
			ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
				TH_LOG("cycle %u: %s", i, self->stream.error);
			read_until_whole(_metadata, self, 1);
			EXPECT_EQ(0, self->ledger.problems)
				TH_LOG("cycle %u", i);
			EXPECT_LT(0, self->stream.by_type[PROCMON_TYPE_FORK]);
			EXPECT_LT(0, self->stream.by_type[PROCMON_TYPE_EXIT]);
			EXPECT_EQ(0, self->stream.lapped);
			told += self->stream.by_type[PROCMON_TYPE_PROC];
			EXPECT_EQ(0, sensor_value("counters/lost"));
			stream_close(&self->stream);
			ledger_end(&self->ledger);
		}
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS))
			TH_LOG("cycle %u", i);
	}
	stop(_metadata, self);
	TH_LOG("%u cycles, %u PROC records read, %u processes created", count,
	       told, forkers_done(&self->forkers));
}

/* expect_empty() - The table is empty while nothing is armed. */
static void expect_empty(struct __test_metadata *_metadata, unsigned int cycle)
{
	uint64_t deadline = deadline_in(PATIENCE_MS);
	uint64_t left;

	ASSERT_NE(UINT64_MAX, sensor_value("counters/processes"));
	do {
		left = sensor_value("counters/processes") +
			sensor_value("counters/images") +
			sensor_value("counters/lineages");
		if (left)
			usleep(10000);
	} while (left && deadline_left_ms(deadline));
	EXPECT_EQ(0, left)
		TH_LOG("cycle %u: processes, images or lineages are kept while nothing is armed",
		       cycle);
}

TEST_F_TIMEOUT(module_life_cycles, armed_and_disarmed, 3600)
{
	unsigned int count = cycles(), snapshots = 1, i;

	ASSERT_EQ(0, ledger_begin(&self->ledger, say, NULL));
	ASSERT_EQ(0, sensor_load(PARAMETERS));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	read_until_whole(_metadata, self, snapshots);
	for (i = 0; i < count; i++) {
		ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"))
			TH_LOG("cycle %u", i);
		expect_empty(_metadata, i);
		ASSERT_EQ(0, stream_drain(&self->stream, ledger_visit,
					  &self->ledger))
			TH_LOG("cycle %u: %s", i, self->stream.error);
		EXPECT_EQ(0, self->ledger.problems)
			TH_LOG("cycle %u", i);
		/* What was created and ended meanwhile, nobody saw. */
		ledger_end(&self->ledger);
		ASSERT_EQ(0, ledger_begin(&self->ledger, say, NULL));
		let_pass(self, i % 5);
		ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"))
			TH_LOG("cycle %u", i);
		if (i % 2)
			read_until_whole(_metadata, self, 1);
	}
	if (!self->ledger.snapshots)
		read_until_whole(_metadata, self, 1);
	stop(_metadata, self);
	EXPECT_EQ(0, self->ledger.problems);
	EXPECT_EQ(0, self->stream.lapped);
	EXPECT_EQ(0, self->stream.lost);
	ledger_end(&self->ledger);
}

/* Hooks come and go with the events that are chosen, under load. */
TEST_F_TIMEOUT(module_life_cycles, events_chosen_and_given_back, 3600)
{
	unsigned int count = cycles() * 2, i;

	ASSERT_EQ(0, sensor_load("ring_kib=65536"));
	for (i = 0; i < count; i++) {
		ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
			TH_LOG("cycle %u: %s", i, self->stream.error);
		ASSERT_EQ(0, stream_skip(&self->stream));
		ASSERT_EQ(0, life_choose(&self->stream, LIFE_TYPES_ALL,
					 PROCMON_EVENTS_THREADS))
			TH_LOG("cycle %u", i);
		EXPECT_STREQ("armed", hook_state("ptrace"));
		/* One by each of them may have been under way before. */
		let_pass(self, FORKERS + 1 + i % 7);
		ASSERT_EQ(0, stream_drain(&self->stream, NULL, NULL))
			TH_LOG("cycle %u: %s", i, self->stream.error);
		EXPECT_LT(0, self->stream.by_type[PROCMON_TYPE_FORK])
			TH_LOG("cycle %u", i);
		stream_close(&self->stream);
		EXPECT_STREQ("off", hook_state("ptrace"))
			TH_LOG("cycle %u: nobody wants it any more", i);
	}
	stop(_metadata, self);
	EXPECT_EQ(0, sensor_value("counters/lost"));
}

TEST_HARNESS_MAIN
