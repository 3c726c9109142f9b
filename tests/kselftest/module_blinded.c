// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_blinded.c - the kernel is told not to call the sensor's hooks any
 * more, or somebody puts his own in their place: the sensor says so within
 * two seconds, goes on with what is left, and says when it can see again.
 * Loads the module itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "mechanism.h"
#include "modules.h"
#include "sensor.h"
#include "stream.h"

#define KPROBES		"/sys/kernel/debug/kprobes/enabled"
#define FTRACE		"/proc/sys/kernel/ftrace_enabled"
#define OTHER_MODULE	"/procmon/procmon_table_user.ko"
#define OTHER_STANDING	"/sys/module/procmon_table_user/parameters/standing"

/* What the sensor promises. */
#define PROMISE_MS	2000
#define PATIENCE_MS	30000
/* The watchdog looks more often than this. */
#define LOOK_MS		1200

/* What was said of a hook. */
struct said {
	unsigned int lost;
	unsigned int back;
	uint32_t cause;
	uint32_t back_cause;
	uint32_t mechanism;
	uint64_t lost_at;
	uint64_t lost_seq;
	uint64_t since_seq;
};

struct blinded {
	struct said said[PROCMON_HOOK_COUNT];
	unsigned int execs;
	unsigned int failures;
	pid_t pid;
	uint64_t exec_seq;
};

FIXTURE(module_blinded)
{
	struct stream stream;
	struct blinded seen;
};

FIXTURE_SETUP(module_blinded)
{
	self->stream.fd = -1;
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
}

FIXTURE_TEARDOWN(module_blinded)
{
	file_write(KPROBES, "1");
	file_write(FTRACE, "1");
	stream_close(&self->stream);
	if (sensor_loaded())
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
}

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_hook_event *event;
	const struct procmon_exec *fail = as_exec_fail(record);
	const struct procmon_exec *exec = as_exec(record);
	struct blinded *seen = context;
	struct said *said;

	if (exec && (pid_t)exec->identity.tgid == seen->pid) {
		seen->execs++;
		seen->exec_seq = record->seq;
	}
	if (fail && (pid_t)fail->identity.tgid == seen->pid)
		seen->failures++;
	event = as_hook_event(record, PROCMON_TYPE_HOOK_LOST);
	if (event && event->hook < PROCMON_HOOK_COUNT) {
		said = &seen->said[event->hook];
		said->lost++;
		said->cause = event->cause;
		said->mechanism = event->mechanism;
		said->lost_at = record->time_mono;
		said->lost_seq = record->seq;
		said->since_seq = event->since_seq;
	}
	event = as_hook_event(record, PROCMON_TYPE_HOOK_BACK);
	if (event && event->hook < PROCMON_HOOK_COUNT) {
		seen->said[event->hook].back++;
		seen->said[event->hook].back_cause = event->cause;
	}
}

static void load(struct __test_metadata *_metadata,
		 FIXTURE_DATA(module_blinded) *self, unsigned int mechanism)
{
	ASSERT_EQ(0, mechanism_load(mechanism, ""))
		TH_LOG("%s", mechanism_state(mechanism));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
}

/* wait_for() - Read until something was said. Return: in time? */
static bool wait_for(struct __test_metadata *_metadata,
		     FIXTURE_DATA(module_blinded) *self,
		     const unsigned int *said, unsigned int ms)
{
	uint64_t end = now_ns() + ms * 1000000ULL;

	for (;;) {
		ASSERT_EQ(0, stream_drain(&self->stream, look, &self->seen))
			TH_LOG("%s", self->stream.error);
		if (*said)
			return true;
		if (now_ns() > end)
			return false;
		stream_wait(&self->stream, 50);
	}
}

/* see_exec() - Is an exec still reported? */
static void see_exec(struct __test_metadata *_metadata,
		     FIXTURE_DATA(module_blinded) *self)
{
	self->seen.execs = 0;
	self->seen.pid = run_tiny("seen?");
	ASSERT_LT(0, self->seen.pid);
	ASSERT_EQ(0, stream_drain(&self->stream, look, &self->seen))
		TH_LOG("%s", self->stream.error);
	EXPECT_EQ(1, self->seen.execs);
}

/* fail_once() - Return: EXEC_FAIL records of one exec that fails. */
static unsigned int fail_once(struct __test_metadata *_metadata,
			      FIXTURE_DATA(module_blinded) *self)
{
	char *none[] = { NULL };
	int status;

	self->seen.failures = 0;
	self->seen.pid = fork();
	ASSERT_NE(-1, self->seen.pid);
	if (!self->seen.pid) {
		execve("/nonexistent", none, none);
		_exit(0);
	}
	ASSERT_EQ(self->seen.pid, waitpid(self->seen.pid, &status, 0));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &self->seen))
		TH_LOG("%s", self->stream.error);
	return self->seen.failures;
}

/* blind() - Switch something off. */
static void blind(struct __test_metadata *_metadata,
		  FIXTURE_DATA(module_blinded) *self, const char *file,
		  uint64_t *ret_at)
{
	see_exec(_metadata, self);
	EXPECT_EQ(1, fail_once(_metadata, self));
	/* The watchdog sees that all is well up to here. */
	usleep(LOOK_MS * 1000);
	EXPECT_EQ(0, self->seen.said[PROCMON_HOOK_SYSCALL].lost);
	*ret_at = now_ns();
	ASSERT_EQ(0, file_write(file, "0"));
}

/* expect_lost() - The hook is reported lost in time, by the right cause. */
static void expect_lost(struct __test_metadata *_metadata,
			FIXTURE_DATA(module_blinded) *self, unsigned int hook,
			unsigned int cause, uint64_t at)
{
	struct said *said = &self->seen.said[hook];

	ASSERT_TRUE(wait_for(_metadata, self, &said->lost, 2 * PROMISE_MS))
		TH_LOG("no HOOK_LOST of hook %u", hook);
	EXPECT_EQ(1, said->lost);
	EXPECT_EQ(cause, said->cause);
	EXPECT_LT(said->lost_at, at + PROMISE_MS * 1000000ULL)
		TH_LOG("after %llu ms",
		       (unsigned long long)(said->lost_at - at) / 1000000);
	EXPECT_GE(said->since_seq, self->seen.exec_seq);
	EXPECT_LT(said->since_seq, said->lost_seq);
	EXPECT_EQ(0, said->back);
}

static void expect_back(struct __test_metadata *_metadata,
			FIXTURE_DATA(module_blinded) *self, unsigned int hook)
{
	struct said *said = &self->seen.said[hook];

	ASSERT_TRUE(wait_for(_metadata, self, &said->back, 3 * PROMISE_MS))
		TH_LOG("no HOOK_BACK of hook %u", hook);
	EXPECT_EQ(1, said->back);
	EXPECT_EQ(said->cause, said->back_cause);
	EXPECT_EQ(1, said->lost);
}

TEST_F_TIMEOUT(module_blinded, kprobes_switched_off, 300)
{
	uint64_t at;

	if (access(KPROBES, W_OK))
		SKIP(return, "%s: not there", KPROBES);
	load(_metadata, self, PROCMON_MECHANISM_KPROBE);
	blind(_metadata, self, KPROBES, &at);
	expect_lost(_metadata, self, PROCMON_HOOK_SYSCALL,
		    PROCMON_HOOK_CAUSE_DISABLED, at);
	EXPECT_EQ(PROCMON_MECHANISM_KPROBE,
		  self->seen.said[PROCMON_HOOK_SYSCALL].mechanism);
	expect_lost(_metadata, self, PROCMON_HOOK_FILE,
		    PROCMON_HOOK_CAUSE_DISABLED, at);
	EXPECT_STREQ("silent: disabled", hook_state("syscall"));
	EXPECT_STREQ("silent: disabled", hook_state("file"));
	EXPECT_STREQ("armed", hook_state("exec"));
	see_exec(_metadata, self);
	EXPECT_EQ(0, fail_once(_metadata, self));
	ASSERT_EQ(0, file_write(KPROBES, "1"));
	expect_back(_metadata, self, PROCMON_HOOK_SYSCALL);
	expect_back(_metadata, self, PROCMON_HOOK_FILE);
	EXPECT_TRUE(hook_wait("syscall", "armed: kprobe", PROMISE_MS));
	EXPECT_TRUE(hook_wait("file", "armed", PROMISE_MS));
	see_exec(_metadata, self);
	EXPECT_EQ(1, fail_once(_metadata, self));
	EXPECT_EQ(0, self->seen.said[PROCMON_HOOK_EXEC].lost);
}

/* With another mechanism only the file witness is blind. */
TEST_F_TIMEOUT(module_blinded, kprobes_switched_off_beside_ftrace, 300)
{
	const char *why = mechanism_absent(PROCMON_MECHANISM_FTRACE);
	uint64_t at;

	if (why)
		SKIP(return, "ftrace: %s", why);
	if (access(KPROBES, W_OK))
		SKIP(return, "%s: not there", KPROBES);
	load(_metadata, self, PROCMON_MECHANISM_FTRACE);
	blind(_metadata, self, KPROBES, &at);
	expect_lost(_metadata, self, PROCMON_HOOK_FILE,
		    PROCMON_HOOK_CAUSE_DISABLED, at);
	EXPECT_EQ(0, self->seen.said[PROCMON_HOOK_SYSCALL].lost);
	see_exec(_metadata, self);
	EXPECT_EQ(1, fail_once(_metadata, self));
	ASSERT_EQ(0, file_write(KPROBES, "1"));
	expect_back(_metadata, self, PROCMON_HOOK_FILE);
}

/* Where kprobes stand on ftrace, this blinds them, too. */
TEST_F_TIMEOUT(module_blinded, ftrace_switched_off, 300)
{
	uint64_t at;
	int result;

	if (access(FTRACE, W_OK))
		SKIP(return, "%s: not there", FTRACE);
	load(_metadata, self, PROCMON_MECHANISM_KPROBE);
	see_exec(_metadata, self);
	EXPECT_EQ(1, fail_once(_metadata, self));
	usleep(LOOK_MS * 1000);
	at = now_ns();
	result = file_write(FTRACE, "0");
	if (result == -EOPNOTSUPP)
		SKIP(return, "this kernel does not let ftrace be switched off");
	ASSERT_EQ(0, result);
	if (fail_once(_metadata, self)) {
		/* The probes are breakpoints: nothing has changed for them. */
		usleep(PROMISE_MS * 1000);
		see_exec(_metadata, self);
		EXPECT_EQ(1, fail_once(_metadata, self));
		EXPECT_EQ(0, self->seen.said[PROCMON_HOOK_SYSCALL].lost);
		EXPECT_EQ(0, self->seen.said[PROCMON_HOOK_FILE].lost);
		EXPECT_EQ(0, file_write(FTRACE, "1"));
		SKIP(return, "kprobes do not stand on ftrace on this machine: nothing is blinded, and nothing was said");
	}
	expect_lost(_metadata, self, PROCMON_HOOK_SYSCALL,
		    PROCMON_HOOK_CAUSE_DISABLED, at);
	expect_lost(_metadata, self, PROCMON_HOOK_FILE,
		    PROCMON_HOOK_CAUSE_DISABLED, at);
	see_exec(_metadata, self);
	ASSERT_EQ(0, file_write(FTRACE, "1"));
	expect_back(_metadata, self, PROCMON_HOOK_SYSCALL);
	expect_back(_metadata, self, PROCMON_HOOK_FILE);
	see_exec(_metadata, self);
	EXPECT_EQ(1, fail_once(_metadata, self));
}

/* The mechanism ftrace does not let it be switched off. */
TEST_F_TIMEOUT(module_blinded, ftrace_cannot_be_switched_off, 300)
{
	const char *why = mechanism_absent(PROCMON_MECHANISM_FTRACE);
	int result;

	if (why)
		SKIP(return, "ftrace: %s", why);
	load(_metadata, self, PROCMON_MECHANISM_FTRACE);
	result = file_write(FTRACE, "0");
	/* For our sake, or for everybody's. */
	EXPECT_TRUE(result == -EBUSY || result == -EOPNOTSUPP)
		TH_LOG("%d", result);
	usleep(PROMISE_MS * 1000);
	see_exec(_metadata, self);
	EXPECT_EQ(1, fail_once(_metadata, self));
	EXPECT_EQ(0, self->seen.said[PROCMON_HOOK_SYSCALL].lost);
}

/* Somebody else's function stands in the table now, and calls ours. */
TEST_F_TIMEOUT(module_blinded, slot_replaced, 300)
{
	const char *why = mechanism_absent(PROCMON_MECHANISM_TABLE);
	uint64_t at;

	if (why)
		SKIP(return, "table: %s", why);
	load(_metadata, self, PROCMON_MECHANISM_TABLE);
	see_exec(_metadata, self);
	EXPECT_EQ(1, fail_once(_metadata, self));
	usleep(LOOK_MS * 1000);
	at = now_ns();
	ASSERT_EQ(0, module_load(OTHER_MODULE, ""))
		TH_LOG("%s", OTHER_MODULE);
	expect_lost(_metadata, self, PROCMON_HOOK_SYSCALL,
		    PROCMON_HOOK_CAUSE_REPLACED, at);
	EXPECT_STREQ("silent: replaced", hook_state("syscall"));
	see_exec(_metadata, self);
	/* It goes on for as long as the other one calls it. */
	EXPECT_EQ(1, fail_once(_metadata, self));
	ASSERT_EQ(0, file_write(OTHER_STANDING, "0"));
	ASSERT_EQ(0, module_unload("procmon_table_user"));
	expect_back(_metadata, self, PROCMON_HOOK_SYSCALL);
	EXPECT_TRUE(hook_wait("syscall", "armed: table", PROMISE_MS));
	see_exec(_metadata, self);
	EXPECT_EQ(1, fail_once(_metadata, self));
}

/* The file witness is off: nothing is said of it. */
TEST_F_TIMEOUT(module_blinded, nothing_is_said_of_what_is_off, 300)
{
	if (access(KPROBES, W_OK))
		SKIP(return, "%s: not there", KPROBES);
	ASSERT_EQ(0, sensor_load("hook=none file_witness=0"));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, file_write(KPROBES, "0"));
	usleep(PROMISE_MS * 1000);
	see_exec(_metadata, self);
	ASSERT_EQ(0, file_write(KPROBES, "1"));
	usleep(PROMISE_MS * 500);
	ASSERT_EQ(0, stream_drain(&self->stream, look, &self->seen));
	EXPECT_EQ(0, self->stream.by_type[PROCMON_TYPE_HOOK_LOST]);
	EXPECT_EQ(0, self->stream.by_type[PROCMON_TYPE_HOOK_BACK]);
}

TEST_HARNESS_MAIN
