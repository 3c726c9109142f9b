// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_exec_asleep.c - tasks that are asleep inside execve(2), for as long
 * as they like: none of them is missed, and the module can be disarmed and
 * asked to go meanwhile. With each mechanism. Loads the module itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "exec_asleep.h"
#include "load.h"
#include "mechanism.h"
#include "sensor.h"
#include "stream.h"

#define MANY		300
#define SOME		20
/* For what must come to an end by itself, ms. */
#define PATIENCE_MS	30000
/* The watchdog says it within two seconds; the machine may be slow. */
#define WATCHDOG_MS	2000

/* What came of the sleepers, in the stream. */
struct census_asleep {
	const struct sleepers *sleepers;
	unsigned int executed[SLEEPERS_MAX];
	unsigned int failed[SLEEPERS_MAX];
	unsigned int with_origin;
	unsigned int argv_wrong;
	uint64_t hook_lost_at;
	uint32_t hook_lost_cause;
	uint64_t hook_lost_missed;
	unsigned int hook_lost;
	unsigned int hook_back;
};

FIXTURE(module_exec_asleep)
{
	struct sleepers sleepers;
	struct census_asleep census;
	struct stream stream;
};

FIXTURE_VARIANT(module_exec_asleep)
{
	unsigned int mechanism;
};

FIXTURE_VARIANT_ADD(module_exec_asleep, kprobe)
{
	.mechanism = PROCMON_MECHANISM_KPROBE,
};

FIXTURE_VARIANT_ADD(module_exec_asleep, ftrace)
{
	.mechanism = PROCMON_MECHANISM_FTRACE,
};

FIXTURE_VARIANT_ADD(module_exec_asleep, table)
{
	.mechanism = PROCMON_MECHANISM_TABLE,
};

FIXTURE_SETUP(module_exec_asleep)
{
	const char *why = mechanism_absent(variant->mechanism);

	self->stream.fd = -1;
	if (why)
		SKIP(return, "%s: %s", mechanism_name(variant->mechanism), why);
	why = sleepers_absent();
	if (why)
		SKIP(return, "%s", why);
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
	self->census.sleepers = &self->sleepers;
}

FIXTURE_TEARDOWN(module_exec_asleep)
{
	stream_close(&self->stream);
	if (sensor_loaded())
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
}

static void load(struct __test_metadata *_metadata,
		 FIXTURE_DATA(module_exec_asleep) *self,
		 const FIXTURE_VARIANT(module_exec_asleep) *variant,
		 const char *parameters)
{
	ASSERT_EQ(0, mechanism_load(variant->mechanism, parameters))
		TH_LOG("%s", mechanism_state(variant->mechanism));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
}

/* argv_is() - The arguments that number @index was given in the end. */
static bool argv_is(const struct procmon_exec *exec, unsigned int index)
{
	const char *argv = record_bytes(&exec->header, &exec->argv);
	char expected[80] = "tiny";

	sleeper_argument(index, expected + 5, sizeof(expected) - 5);
	return argv && exec->argv.len == 5 + strlen(expected + 5) + 1 &&
		!memcmp(argv, expected, exec->argv.len);
}

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *fail = as_exec_fail(record);
	const struct procmon_exec *exec = as_exec(record);
	const struct procmon_hook_event *event =
		as_hook_event(record, PROCMON_TYPE_HOOK_LOST);
	struct census_asleep *census = context;
	const struct sleepers *sleepers = census->sleepers;
	unsigned int i;

	if (event && event->hook == PROCMON_HOOK_SYSCALL) {
		census->hook_lost++;
		census->hook_lost_cause = event->cause;
		census->hook_lost_missed = event->missed;
		census->hook_lost_at = record->time_mono;
	}
	event = as_hook_event(record, PROCMON_TYPE_HOOK_BACK);
	census->hook_back += event && event->hook == PROCMON_HOOK_SYSCALL;
	if (!exec && !fail)
		return;
	for (i = 0; i < sleepers->count; i++)
		if (sleepers->list[i].pid ==
		    (pid_t)(exec ? exec : fail)->identity.tgid)
			break;
	if (i == sleepers->count)
		return;
	if (exec) {
		census->executed[i]++;
		census->with_origin += exec->origin == PROCMON_ORIGIN_EXECVE;
		census->argv_wrong += !argv_is(exec, i);
	} else {
		census->failed[i]++;
		census->argv_wrong += !argv_is(fail, i) ||
			fail->error != ENOEXEC;
	}
}

static void drain(struct __test_metadata *_metadata,
		  FIXTURE_DATA(module_exec_asleep) *self)
{
	ASSERT_EQ(0, stream_drain(&self->stream, look, &self->census))
		TH_LOG("%s", self->stream.error);
}

/* count() - Sleepers that were seen so often; of those that succeed or fail. */
static unsigned int count(FIXTURE_DATA(module_exec_asleep) *self, bool fails,
			  unsigned int times)
{
	const struct sleepers *sleepers = &self->sleepers;
	unsigned int found = 0, i;

	for (i = 0; i < sleepers->count; i++) {
		if (sleepers->list[i].fails != fails)
			continue;
		found += self->census.executed[i] == (fails ? 0 : times) &&
			self->census.failed[i] == (fails ? times : 0);
	}
	return found;
}

TEST_F_TIMEOUT(module_exec_asleep, none_is_missed, 300)
{
	uint64_t calls;

	load(_metadata, self, variant, "");
	calls = sensor_value("counters/exec_calls");
	ASSERT_TRUE(sleepers_start(&self->sleepers, MANY))
		TH_LOG("%s", self->sleepers.problem);
	EXPECT_LE(MANY, sensor_value("counters/calls_in_flight"));
	EXPECT_LE(calls + MANY, sensor_value("counters/exec_calls"));
	/* The watchdog has time to say something that is not so. */
	usleep(WATCHDOG_MS * 1000);
	ASSERT_TRUE(sleepers_wake(&self->sleepers))
		TH_LOG("%s", self->sleepers.problem);
	EXPECT_TRUE(sleepers_finish(&self->sleepers, false))
		TH_LOG("%s", self->sleepers.problem);
	drain(_metadata, self);
	EXPECT_EQ(MANY / 2, count(self, false, 1));
	EXPECT_EQ(MANY / 2, count(self, true, 1));
	EXPECT_EQ(MANY / 2, self->census.with_origin);
	EXPECT_EQ(0, self->census.argv_wrong);
	EXPECT_EQ(0, sensor_value("counters/syscall_missed"));
	EXPECT_EQ(0, sensor_value("counters/calls_unnoted"));
	EXPECT_EQ(0, sensor_value("counters/execs_unseen"));
	EXPECT_EQ(0, sensor_value("counters/calls_in_flight"));
	EXPECT_EQ(0, self->census.hook_lost);
}

/* Fewer places than calls: what is missed is counted, and in the stream. */
TEST_F_TIMEOUT(module_exec_asleep, what_is_missed_is_said, 300)
{
	unsigned int failures;
	uint64_t missed, since;

	if (variant->mechanism != PROCMON_MECHANISM_KPROBE)
		SKIP(return, "%s has room for all calls",
		     mechanism_name(variant->mechanism));
	load(_metadata, self, variant, "kretprobe_max=16");
	since = now_ns();
	ASSERT_TRUE(sleepers_start(&self->sleepers, MANY))
		TH_LOG("%s", self->sleepers.problem);
	EXPECT_TRUE(hook_wait("syscall", "silent: overrun", WATCHDOG_MS));
	/* While they sleep there is no room, though nothing more is missed. */
	usleep(WATCHDOG_MS * 1000);
	EXPECT_STREQ("silent: overrun", hook_state("syscall"));
	drain(_metadata, self);
	EXPECT_EQ(0, self->census.hook_back);
	EXPECT_EQ(1, self->census.hook_lost);
	EXPECT_EQ(PROCMON_HOOK_CAUSE_OVERRUN, self->census.hook_lost_cause);
	EXPECT_LT(since, self->census.hook_lost_at);
	EXPECT_LT(0, self->census.hook_lost_missed);
	missed = sensor_value("counters/syscall_missed");
	EXPECT_LE(MANY - 16, missed);
	ASSERT_TRUE(sleepers_wake(&self->sleepers))
		TH_LOG("%s", self->sleepers.problem);
	EXPECT_TRUE(sleepers_finish(&self->sleepers, false))
		TH_LOG("%s", self->sleepers.problem);
	drain(_metadata, self);
	/* The exec witness sees all of them. */
	EXPECT_EQ(MANY / 2, count(self, false, 1));
	failures = count(self, true, 1);
	EXPECT_EQ(MANY, failures + self->census.with_origin + missed);
	/* It works again, and says so. */
	ASSERT_LT(0, run_tiny("back"));
	EXPECT_TRUE(hook_wait("syscall", "armed: kprobe", 2 * WATCHDOG_MS));
	drain(_metadata, self);
	EXPECT_LE(1, self->census.hook_back);
}

/* They are asked to die instead. */
TEST_F_TIMEOUT(module_exec_asleep, killed_ones_leave_nothing_behind, 300)
{
	unsigned int i;

	load(_metadata, self, variant, "");
	ASSERT_TRUE(sleepers_start(&self->sleepers, SOME))
		TH_LOG("%s", self->sleepers.problem);
	EXPECT_LE(SOME, sensor_value("counters/calls_in_flight"));
	sleepers_kill(&self->sleepers);
	EXPECT_TRUE(sleepers_finish(&self->sleepers, true))
		TH_LOG("%s", self->sleepers.problem);
	drain(_metadata, self);
	EXPECT_EQ(0, sensor_value("counters/calls_in_flight"));
	/* None was executed; that each tried may be said, once. */
	for (i = 0; i < SOME; i++) {
		EXPECT_EQ(0, self->census.executed[i]);
		EXPECT_GE(1, self->census.failed[i]);
	}
	stream_close(&self->stream);
	if (variant->mechanism == PROCMON_MECHANISM_TABLE)
		EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	EXPECT_EQ(0, unload_soon(PATIENCE_MS));
}

/* Refused, or clean; and nobody is hurt, whatever it was. */
TEST_F_TIMEOUT(module_exec_asleep, unload_meanwhile, 300)
{
	int first, second = 0;

	load(_metadata, self, variant, "");
	stream_close(&self->stream);
	ASSERT_TRUE(sleepers_start(&self->sleepers, SOME))
		TH_LOG("%s", self->sleepers.problem);
	first = sensor_unload();
	EXPECT_TRUE(!first || first == -EWOULDBLOCK || first == -EBUSY)
		TH_LOG("delete_module: %d", first);
	if (first) {
		/* The wrappers must not go while somebody is in them. */
		EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
		second = sensor_unload();
		EXPECT_TRUE(!second || second == -EWOULDBLOCK ||
			    second == -EBUSY)
			TH_LOG("delete_module: %d", second);
	}
	TH_LOG("unload is %s, after disarming %s", first ? "refused" : "clean",
	       second ? "refused" : "clean");
	ASSERT_TRUE(sleepers_wake(&self->sleepers))
		TH_LOG("%s", self->sleepers.problem);
	EXPECT_TRUE(sleepers_finish(&self->sleepers, false))
		TH_LOG("%s", self->sleepers.problem);
	if (sensor_loaded())
		EXPECT_EQ(0, unload_soon(PATIENCE_MS));
	/* As new. */
	load(_metadata, self, variant, "");
	ASSERT_LT(0, run_tiny("again"));
	drain(_metadata, self);
	EXPECT_LE(1, self->stream.by_type[PROCMON_TYPE_EXEC]);
}

/* Disarmed and armed again while they sleep. */
TEST_F_TIMEOUT(module_exec_asleep, disarm_meanwhile, 300)
{
	load(_metadata, self, variant, "");
	ASSERT_TRUE(sleepers_start(&self->sleepers, SOME))
		TH_LOG("%s", self->sleepers.problem);
	EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	EXPECT_STREQ("disarmed", hook_state("syscall"));
	EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
	EXPECT_TRUE(hook_wait("syscall", "armed: ", 0))
		TH_LOG("%s", hook_state("syscall"));
	ASSERT_TRUE(sleepers_wake(&self->sleepers))
		TH_LOG("%s", self->sleepers.problem);
	EXPECT_TRUE(sleepers_finish(&self->sleepers, false))
		TH_LOG("%s", self->sleepers.problem);
	drain(_metadata, self);
	/* Each success once; a failure once at most: it began before. */
	EXPECT_EQ(SOME / 2, count(self, false, 1));
	EXPECT_EQ(SOME / 2, count(self, true, 0) + count(self, true, 1));
	EXPECT_EQ(0, sensor_value("counters/calls_in_flight"));
	stream_close(&self->stream);
	EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	EXPECT_EQ(0, unload_soon(PATIENCE_MS));
}

TEST_HARNESS_MAIN
