// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_hook_cycles.c - the syscall witness comes and goes, with each
 * mechanism, while four processes execute programs and fail to: nobody is
 * hurt, nothing is reported twice, nothing is left behind. Loads the module
 * itself.
 *
 * PROCMON_CYCLES: how many percent of 500 times armed and 200 times
 * loaded; 4 unless told, since each takes its time under emulation.
 * PROCMON_LOAD_PERCENT applies on top of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "mechanism.h"
#include "sensor.h"
#include "stream.h"

#define ARM_CYCLES	500
#define LOAD_CYCLES	200
#define PERCENT		4
#define WORKERS		4
/*
 * Emulated processors take turns: one that never rests lets the other wait for
 * a tenth of a second, each time that something is asked of all of them.
 */
#define REST_US		50000
#define PATIENCE_MS	30000
/* 1: the kernel does not let us wait for its grace periods so long. */
#define RCU_EXPEDITED	"/sys/kernel/rcu_expedited"

/**
 * struct mixed_load - Processes that execute, and fail to, in turns.
 * @workers: they.
 * @shared: shared memory.
 */
struct mixed_load {
	pid_t workers[WORKERS];
	struct {
		int stop;
		unsigned int executed;
		unsigned int failed;
		unsigned int wrong;
	} *shared;
};

FIXTURE(module_hook_cycles)
{
	struct mixed_load load;
	struct stream stream;
};

FIXTURE_VARIANT(module_hook_cycles)
{
	unsigned int mechanism;
};

FIXTURE_VARIANT_ADD(module_hook_cycles, kprobe)
{
	.mechanism = PROCMON_MECHANISM_KPROBE,
};

FIXTURE_VARIANT_ADD(module_hook_cycles, ftrace)
{
	.mechanism = PROCMON_MECHANISM_FTRACE,
};

FIXTURE_VARIANT_ADD(module_hook_cycles, table)
{
	.mechanism = PROCMON_MECHANISM_TABLE,
};

static unsigned int cycles(unsigned int all)
{
	unsigned int percent = number_from_environment("PROCMON_CYCLES",
						       PERCENT);

	return scaled(all * percent / 100);
}

/* hurry() - One cycle in five takes the time that it takes. */
static void hurry(unsigned int cycle)
{
	if (cycle % 5 < 2)
		file_write(RCU_EXPEDITED, cycle % 5 ? "1" : "0");
}

/* execute() - Return: 0: it ran; the error of the exec. */
static int execute(const char *path)
{
	char *argv[] = { "tiny", "cycle", NULL };
	char *envp[] = { NULL };
	int status;
	pid_t pid = vfork();

	if (!pid) {
		execve(path, argv, envp);
		_exit(errno);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void work(struct mixed_load *load)
{
	char path[256];

	beside_us("tiny", path, sizeof(path));
	while (!__atomic_load_n(&load->shared->stop, __ATOMIC_RELAXED)) {
		if (execute(path))
			__atomic_add_fetch(&load->shared->wrong, 1,
					   __ATOMIC_RELAXED);
		__atomic_add_fetch(&load->shared->executed, 1,
				   __ATOMIC_RELAXED);
		if (execute("/nonexistent/program") != ENOENT)
			__atomic_add_fetch(&load->shared->wrong, 1,
					   __ATOMIC_RELAXED);
		__atomic_add_fetch(&load->shared->failed, 1, __ATOMIC_RELAXED);
		usleep(REST_US);
	}
	_exit(0);
}

static void start_load(struct __test_metadata *_metadata,
		       struct mixed_load *load)
{
	unsigned int i;

	load->shared = mmap(NULL, sizeof(*load->shared),
			    PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, load->shared);
	for (i = 0; i < WORKERS; i++) {
		load->workers[i] = fork();
		ASSERT_NE(-1, load->workers[i]);
		if (!load->workers[i]) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			work(load);
		}
	}
	/* They take all the time there is; who arms is not to wait for it. */
	ASSERT_EQ(0, setpriority(PRIO_PROCESS, 0, -20));
}

/* stop_load() - Every exec of it went as it had to. */
static void stop_load(struct __test_metadata *_metadata,
		      struct mixed_load *load)
{
	unsigned int i;
	int status;

	__atomic_store_n(&load->shared->stop, 1, __ATOMIC_RELAXED);
	for (i = 0; i < WORKERS; i++) {
		EXPECT_EQ(load->workers[i],
			  waitpid(load->workers[i], &status, 0));
		EXPECT_EQ(0, status);
	}
	EXPECT_EQ(0, load->shared->wrong);
	EXPECT_LT(0, load->shared->executed);
	EXPECT_LT(0, load->shared->failed);
}

/* let_pass() - Until some more execs came to their end, of both sorts. */
static void let_pass(struct mixed_load *load, unsigned int count)
{
	unsigned int executed = __atomic_load_n(&load->shared->executed,
						__ATOMIC_RELAXED);
	unsigned int failed = __atomic_load_n(&load->shared->failed,
					      __ATOMIC_RELAXED);

	while (__atomic_load_n(&load->shared->executed, __ATOMIC_RELAXED) <
	       executed + count ||
	       __atomic_load_n(&load->shared->failed, __ATOMIC_RELAXED) <
	       failed + count)
		usleep(500);
}

FIXTURE_SETUP(module_hook_cycles)
{
	const char *why = mechanism_absent(variant->mechanism);

	self->stream.fd = -1;
	if (why)
		SKIP(return, "%s: %s", mechanism_name(variant->mechanism), why);
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
}

FIXTURE_TEARDOWN(module_hook_cycles)
{
	file_write(RCU_EXPEDITED, "0");
	stream_close(&self->stream);
	if (sensor_loaded())
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
}

/* What was seen in one period of the sensor. */
struct period {
	unsigned int executed;
	unsigned int failed;
	unsigned int other_errors;
	struct {
		uint32_t tgid;
		uint64_t start;
	} last[4096];
	unsigned int count;
	unsigned int twice;
};

/* look() - A process of the load fails or executes, and only once. */
static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *fail = as_exec_fail(record);
	const struct procmon_exec *exec = as_exec(record);
	struct period *period = context;
	const struct procmon_identity *who;
	unsigned int i;

	if (!exec && !fail)
		return;
	if (exec)
		period->executed++;
	else
		period->failed++;
	if (fail && fail->error != ENOENT)
		period->other_errors++;
	who = exec ? &exec->identity : &fail->identity;
	for (i = 0; i < period->count; i++)
		if (period->last[i].tgid == who->tgid &&
		    period->last[i].start == who->start_boottime)
			period->twice++;
	if (period->count == ARRAY_SIZE(period->last))
		period->count = 0;
	period->last[period->count].tgid = who->tgid;
	period->last[period->count++].start = who->start_boottime;
}

/* expect_clean() - After all came to its end. */
static void expect_clean(struct __test_metadata *_metadata)
{
	struct counters counters;

	EXPECT_EQ(0, sensor_value("counters/calls_in_flight"));
	EXPECT_EQ(0, sensor_value("counters/calls_unwitnessed"));
	EXPECT_EQ(0, sensor_value("counters/execs_unseen"));
	EXPECT_EQ(0, sensor_value("counters/calls_unnoted"));
	EXPECT_EQ(0, sensor_value("counters/lost"));
	ASSERT_EQ(0, sensor_counters(&counters));
	EXPECT_TRUE(counters_balance(&counters));
}

TEST_F_TIMEOUT(module_hook_cycles, armed_and_disarmed, 3600)
{
	unsigned int count = cycles(ARM_CYCLES), i;
	static struct period period;
	char state[64];

	snprintf(state, sizeof(state), "armed: %s",
		 mechanism_name(variant->mechanism));
	ASSERT_EQ(0, mechanism_load(variant->mechanism, ""))
		TH_LOG("%s", mechanism_state(variant->mechanism));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	start_load(_metadata, &self->load);
	for (i = 0; i < count; i++) {
		hurry(i);
		/* In the midst of it, and at once. */
		if (i % 4)
			let_pass(&self->load, i % 3);
		ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"))
			TH_LOG("cycle %u", i);
		if (!(i % 5))
			let_pass(&self->load, 1);
		ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"))
			TH_LOG("cycle %u", i);
		ASSERT_STREQ(state, hook_state("syscall"))
			TH_LOG("cycle %u", i);
		ASSERT_EQ(0, stream_drain(&self->stream, look, &period))
			TH_LOG("cycle %u: %s", i, self->stream.error);
		ASSERT_EQ(0, self->load.shared->wrong)
			TH_LOG("cycle %u", i);
	}
	let_pass(&self->load, 3);
	stop_load(_metadata, &self->load);
	ASSERT_EQ(0, stream_drain(&self->stream, look, &period))
		TH_LOG("%s", self->stream.error);
	EXPECT_EQ(0, self->stream.lapped);
	EXPECT_EQ(0, period.twice);
	EXPECT_EQ(0, period.other_errors);
	EXPECT_LT(0, period.executed);
	EXPECT_LT(0, period.failed);
	EXPECT_EQ(count, self->stream.by_type[PROCMON_TYPE_SENSOR_STOP]);
	EXPECT_EQ(count + 1, self->stream.by_type[PROCMON_TYPE_SENSOR_START]);
	EXPECT_EQ(0, self->stream.by_type[PROCMON_TYPE_HOOK_LOST]);
	expect_clean(_metadata);
	TH_LOG("%u cycles, %u execs and %u failures read of %u and %u", count,
	       period.executed, period.failed, self->load.shared->executed,
	       self->load.shared->failed);
}

/* unload() - With a table, disarm first: it holds the module. */
static int unload(unsigned int mechanism)
{
	int result = 0;

	if (mechanism == PROCMON_MECHANISM_TABLE)
		result = file_write(SENSOR_SYSFS "/armed", "0");
	return result ? result : unload_soon(PATIENCE_MS);
}

TEST_F_TIMEOUT(module_hook_cycles, loaded_and_unloaded, 3600)
{
	unsigned int count = cycles(LOAD_CYCLES), i, failed = 0;
	static struct period period;

	start_load(_metadata, &self->load);
	for (i = 0; i < count; i++) {
		hurry(i);
		ASSERT_EQ(0, mechanism_load(variant->mechanism, ""))
			TH_LOG("cycle %u: %s", i,
			       mechanism_state(variant->mechanism));
		if (i % 2) {
			ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
				TH_LOG("%s", self->stream.error);
			/* One by each worker may have been under way before. */
			let_pass(&self->load, WORKERS + 1);
			memset(&period, 0, sizeof(period));
			ASSERT_EQ(0, stream_drain(&self->stream, look,
						  &period))
				TH_LOG("cycle %u: %s", i, self->stream.error);
			EXPECT_EQ(0, period.twice);
			EXPECT_LT(0, period.executed)
				TH_LOG("cycle %u", i);
			EXPECT_LT(0, period.failed)
				TH_LOG("cycle %u", i);
			failed += period.failed;
			EXPECT_EQ(0, sensor_value("counters/execs_unseen"));
			stream_close(&self->stream);
		}
		ASSERT_EQ(0, unload(variant->mechanism))
			TH_LOG("cycle %u", i);
		ASSERT_EQ(0, self->load.shared->wrong)
			TH_LOG("cycle %u", i);
	}
	stop_load(_metadata, &self->load);
	TH_LOG("%u cycles, %u failures read", count, failed);
}

TEST_HARNESS_MAIN
