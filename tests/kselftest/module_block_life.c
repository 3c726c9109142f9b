// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_block_life.c - full=block beside what else may stop a task: the holder
 * itself and its children, init processes, kernel helpers, a full memory
 * cgroup, the freezer, a processor that goes. Nobody waits for one another for
 * ever. Loads the module itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "deadline.h"
#include "holding.h"
#include "load.h"
#include "process.h"
#include "sensor.h"
#include "stream.h"

#define GRACE_MS	600000
#define LOAD_BLOCKING	"ring_kib=64 full=block block_ms=60000 "
/* Less than block_ms: who comes back in this time has not waited. */
#define SOON_MS		30000
#define CGROUP		"/sys/fs/cgroup/procmon_block"
#define CORE_PATTERN	"/proc/sys/kernel/core_pattern"
#define ONLINE		"/sys/devices/system/cpu/cpu1/online"

FIXTURE(block_life)
{
	struct holding holding;
	pid_t filler;
};

FIXTURE_SETUP(block_life)
{
	self->filler = -1;
	if (sensor_loaded())
		ASSERT_EQ(0, sensor_unload());
	ASSERT_EQ(0, sensor_load(LOAD_BLOCKING SENSOR_LOAD_EXECS));
	ASSERT_EQ(0, holding_start(&self->holding, GRACE_MS));
	holding_rest(&self->holding, true);
	self->filler = filler_start();
	ASSERT_LT(0, self->filler);
	ASSERT_TRUE(waited_more(0));
	ASSERT_EQ(0, sensor_value("counters/waited_in_vain"));
}

FIXTURE_TEARDOWN(block_life)
{
	filler_end(self->filler);
	holding_end(&self->holding);
	EXPECT_EQ(0, sensor_unload());
}

/* Let go of all who wait: nobody was forgotten, nothing was lost. */
static void expect_end(struct __test_metadata *_metadata,
		       FIXTURE_DATA(block_life) *self)
{
	EXPECT_EQ(0, sensor_value("counters/waited_in_vain"));
	holding_rest(&self->holding, false);
	EXPECT_TRUE(captured_more(10));
	ASSERT_LT(0, run_tiny("room again"));
	EXPECT_EQ(0, sensor_value("counters/waited_in_vain"));
	EXPECT_EQ(0, sensor_value("counters/lost"));
}

/* execute_tiny() - Execute in place. Does not return. */
static void execute_tiny(void)
{
	char *argv[] = { "tiny", "life", NULL };
	char *envp[] = { NULL };
	char path[256];

	execve(beside_us("tiny", path, sizeof(path)), argv, envp);
	_exit(127);
}

/* The status of a child that executes at once, or -ETIMEDOUT. */
static int wait_soon(pid_t pid)
{
	int status;
	int ret = child_wait(pid, deadline_in(SOON_MS), &status);

	return ret ? ret : status;
}

/*
 * We take the place of the holder, whose file is closed but whose hold goes on:
 * what we execute must not wait for us.
 */
TEST_F_TIMEOUT(block_life, holder_and_its_children_do_not_wait, 600)
{
	uint64_t waited;
	struct stream stream;
	pid_t pid;

	kill(self->holding.pid, SIGKILL);
	ASSERT_EQ(self->holding.pid, waitpid(self->holding.pid, NULL, 0));
	self->holding.pid = -1;
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK));
	ASSERT_EQ(0, stream_hold(&stream, GRACE_MS));
	waited = sensor_value("counters/waited");
	pid = fork();
	if (!pid) {
		/* A grandchild too. */
		pid = fork();
		if (!pid)
			execute_tiny();
		if (wait_soon(pid))
			_exit(1);
		execute_tiny();
	}
	EXPECT_EQ(0, wait_soon(pid));
	EXPECT_EQ(waited, sensor_value("counters/waited"));
	/* Others still do. */
	EXPECT_EQ(0, sensor_value("counters/waited_in_vain"));
	stream_close(&stream);
}

static int be_init(void *unused)
{
	(void)unused;
	execute_tiny();
	return 1;
}

TEST_F_TIMEOUT(block_life, init_of_a_container_does_not_wait, 600)
{
	static char stack[65536] __attribute__((aligned(16)));
	pid_t pid = clone(be_init, stack + sizeof(stack),
			  CLONE_NEWPID | SIGCHLD, NULL);

	ASSERT_LT(0, pid);
	EXPECT_EQ(0, wait_soon(pid));
	expect_end(_metadata, self);
}

TEST_F_TIMEOUT(block_life, kernel_helper_does_not_wait, 600)
{
	uint64_t captured = sensor_value("counters/captured");
	char before[256], pattern[300], path[256];
	uint64_t deadline = deadline_in(SOON_MS);
	pid_t pid;

	ASSERT_EQ(0, file_read(CORE_PATTERN, before, sizeof(before)));
	snprintf(pattern, sizeof(pattern), "|%s",
		 beside_us("tiny", path, sizeof(path)));
	ASSERT_EQ(0, file_write(CORE_PATTERN, pattern));
	pid = fork();
	if (!pid) {
		raise(SIGSEGV);
		_exit(0);
	}
	/* It ends when its helper has, which reads nothing. */
	EXPECT_EQ(0, child_wait(pid, deadline, NULL));
	EXPECT_EQ(0, file_write(CORE_PATTERN, before));
	EXPECT_LT(captured, sensor_value("counters/captured"));
	expect_end(_metadata, self);
}

/* A cgroup with a filler of its own in it. */
static pid_t filler_in_cgroup(struct __test_metadata *_metadata)
{
	uint64_t waited = sensor_value("counters/waited");
	pid_t pid;

	ASSERT_EQ(0, mkdir(CGROUP, 0755));
	pid = fork();
	if (!pid) {
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (file_write(CGROUP "/cgroup.procs", "0"))
			_exit(1);
		while (run_tiny("cgroup") > 0)
			;
		_exit(1);
	}
	ASSERT_LT(0, pid);
	ASSERT_TRUE(waited_more(waited));
	return pid;
}

static void remove_cgroup(struct __test_metadata *_metadata, pid_t filler)
{
	uint64_t deadline = deadline_in(SOON_MS);
	int ret;

	filler_end(filler);
	do {
		ret = rmdir(CGROUP);
		usleep(10000);
	} while (ret && errno == EBUSY && deadline_left_ms(deadline));
	EXPECT_EQ(0, ret);
}

TEST_F_TIMEOUT(block_life, frozen_cgroup, 600)
{
	char events[256];
	uint64_t deadline;
	pid_t pid;

	if (access("/sys/fs/cgroup/cgroup.procs", F_OK))
		SKIP(return, "/sys/fs/cgroup is no cgroup2");
	pid = filler_in_cgroup(_metadata);
	ASSERT_EQ(0, file_write(CGROUP "/cgroup.freeze", "1"));
	usleep(300000);
	/* Room comes while it is to be frozen; then it can be. */
	holding_rest(&self->holding, false);
	deadline = deadline_in(SOON_MS);
	do {
		ASSERT_LT(0, deadline_left_ms(deadline));
		usleep(10000);
		ASSERT_EQ(0, file_read(CGROUP "/cgroup.events", events,
				       sizeof(events)));
	} while (!strstr(events, "frozen 1"));
	/* Nobody waits for one that is frozen. */
	ASSERT_LT(0, run_tiny("beside the frozen"));
	ASSERT_EQ(0, file_write(CGROUP "/cgroup.freeze", "0"));
	expect_end(_metadata, self);
	remove_cgroup(_metadata, pid);
}

TEST_F_TIMEOUT(block_life, full_memory_cgroup, 600)
{
	pid_t pid;

	if (access("/sys/fs/cgroup/cgroup.procs", F_OK))
		SKIP(return, "/sys/fs/cgroup is no cgroup2");
	if (file_write("/sys/fs/cgroup/cgroup.subtree_control", "+memory"))
		SKIP(return, "this kernel has no memory cgroups");
	pid = filler_in_cgroup(_metadata);
	/*
	 * Who waits is in it. From now on it has to give memory back before it
	 * goes on, and there is none. At memory.max it would only be killed.
	 */
	ASSERT_EQ(0, file_write(CGROUP "/memory.high", "0"));
	usleep(500000);
	ASSERT_LE(1, sensor_value("counters/waited"));
	holding_rest(&self->holding, false);
	ASSERT_LT(0, run_tiny("beside the full"));
	EXPECT_EQ(0, sensor_value("counters/lost"));
	remove_cgroup(_metadata, pid);
	EXPECT_EQ(0, file_write("/sys/fs/cgroup/cgroup.subtree_control",
				"-memory"));
}

TEST_F_TIMEOUT(block_life, processor_goes_and_comes, 600)
{
	unsigned int turn;

	if (access(ONLINE, W_OK))
		SKIP(return, "no processor here can be taken offline");
	for (turn = 0; turn < 4; turn++) {
		ASSERT_EQ(0, file_write(ONLINE, turn % 2 ? "1" : "0"));
		usleep(200000);
	}
	expect_end(_metadata, self);
}

TEST_HARNESS_MAIN
