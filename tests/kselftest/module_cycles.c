// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_cycles.c - the module comes and goes: again and again while programs
 * are executed, with a reader inside read(), with a task that stands between
 * its exec and its first instruction. Loads the module itself.
 *
 * PROCMON_CYCLES: how many percent of 200 cycles; 20 unless told, since each
 * takes seconds on an emulated machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "mechanism.h"
#include "sensor.h"
#include "stream.h"

#define CYCLES		200
#define EACH		1000000
/* For what must come to an end by itself, ms. */
#define PATIENCE_MS	30000

FIXTURE(module_cycles)
{
};

FIXTURE_SETUP(module_cycles)
{
	if (sensor_loaded()) {
		ASSERT_EQ(0, sensor_unload());
	}
}

FIXTURE_TEARDOWN(module_cycles)
{
	if (sensor_loaded()) {
		EXPECT_EQ(0, sensor_unload());
	}
}

struct first {
	unsigned int records;
	uint16_t type;
	uint64_t seq;
};

static void note_first(const struct procmon_header *record, void *context)
{
	struct first *first = context;

	if (!first->records++) {
		first->type = record->type;
		first->seq = record->seq;
	}
}

/* How often, of so many times. */
static unsigned int part_of(unsigned int cycles)
{
	return scaled(cycles * number_from_environment("PROCMON_CYCLES", 20) /
		      100);
}

TEST_F_TIMEOUT(module_cycles, while_programs_are_executed, 3600)
{
	unsigned int cycles = part_of(CYCLES), cycle, before;
	uint64_t highest = 0;
	uint64_t execs = 0;
	struct stream stream;
	struct first first;
	struct load load;
	int cpus = sysconf(_SC_NPROCESSORS_ONLN);

	/* On the other processor, where there is one. */
	ASSERT_EQ(0, load_start(&load, 2, EACH, cpus > 1 ? 1 : -1));
	for (cycle = 0; cycle < cycles; cycle++) {
		/* Large enough that who wakes up late finds the first record. */
		ASSERT_EQ(0, sensor_load("ring_kib=4096"))
			TH_LOG("cycle %u", cycle);
		ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
			TH_LOG("cycle %u: %s", cycle, stream.error);
		/* Not before an exec began and ended with the sensor there. */
		before = __atomic_load_n(load.done, __ATOMIC_RELAXED);
		while (__atomic_load_n(load.done, __ATOMIC_RELAXED) <
		       before + 3)
			usleep(200);
		memset(&first, 0, sizeof(first));
		ASSERT_EQ(0, stream_drain(&stream, note_first, &first))
			TH_LOG("cycle %u: %s", cycle, stream.error);
		EXPECT_EQ(0, stream.lapped);
		EXPECT_EQ(PROCMON_TYPE_SENSOR_START, first.type)
			TH_LOG("cycle %u: seq %llu", cycle,
			       (unsigned long long)first.seq);
		/* Numbers are for the life of the boot. */
		EXPECT_LT(highest, first.seq)
			TH_LOG("cycle %u", cycle);
		highest = first.seq + first.records - 1;
		EXPECT_LT(0, stream.by_type[PROCMON_TYPE_EXEC])
			TH_LOG("cycle %u", cycle);
		execs += stream.by_type[PROCMON_TYPE_EXEC];
		stream_close(&stream);
		ASSERT_EQ(0, unload_soon(PATIENCE_MS))
			TH_LOG("cycle %u", cycle);
		ASSERT_FALSE(sensor_loaded());
		ASSERT_TRUE(load_running(&load));
	}
	load_stop(&load);
	EXPECT_EQ(0, load_finish(&load));
	TH_LOG("%u cycles, %llu execs read of %u", cycles,
	       (unsigned long long)execs, *load.done);
	load_free(&load);
}

/* Without a reader, and as fast as it goes. */
TEST_F_TIMEOUT(module_cycles, as_fast_as_possible, 3600)
{
	unsigned int cycles = part_of(CYCLES / 4), cycle;
	struct load load;

	ASSERT_EQ(0, load_start(&load, 2, EACH, -1));
	for (cycle = 0; cycle < cycles; cycle++) {
		ASSERT_EQ(0, sensor_load(""))
			TH_LOG("cycle %u", cycle);
		ASSERT_EQ(0, unload_soon(PATIENCE_MS))
			TH_LOG("cycle %u", cycle);
	}
	load_stop(&load);
	EXPECT_EQ(0, load_finish(&load));
	load_free(&load);
}

static pid_t start_reader(struct stream *stream, bool with_poll)
{
	pid_t child = fork();

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (with_poll)
		_exit(stream_wait(stream, -1) ? 7 : 1);
	_exit(read(stream->fd, stream->buffer, stream->size) > 0 ? 7 : 1);
}

static void unload_with_reader(struct __test_metadata *_metadata,
			       bool with_poll)
{
	struct stream stream;
	int result, status;
	pid_t child;

	/* Nothing is told but what it is to be woken by. */
	ASSERT_EQ(0, sensor_load(SENSOR_LOAD_EXECS));
	ASSERT_EQ(0, stream_open(&stream, 0))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_skip(&stream));
	child = start_reader(&stream, with_poll);
	ASSERT_NE(-1, child);
	usleep(300000);
	result = sensor_unload();
	EXPECT_TRUE(result == -EWOULDBLOCK || result == -EBUSY)
		TH_LOG("delete_module: %d", result);
	EXPECT_EQ(0, waitpid(child, &status, WNOHANG));
	/* It was refused, so everything still works. */
	ASSERT_LT(0, run_tiny("still there"));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(7, WEXITSTATUS(status));
	stream_close(&stream);
	EXPECT_EQ(0, unload_soon(PATIENCE_MS));
}

TEST_F_TIMEOUT(module_cycles, reader_inside_read, 300)
{
	unload_with_reader(_metadata, false);
}

TEST_F_TIMEOUT(module_cycles, reader_inside_poll, 300)
{
	unload_with_reader(_metadata, true);
}

TEST_F_TIMEOUT(module_cycles, reader_is_killed_inside_read, 300)
{
	struct stream stream;
	int status, result;
	pid_t child;

	ASSERT_EQ(0, sensor_load(SENSOR_LOAD_EXECS));
	child = fork();
	ASSERT_NE(-1, child);
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (stream_open(&stream, 0) || stream_skip(&stream))
			_exit(1);
		read(stream.fd, stream.buffer, stream.size);
		_exit(2);
	}
	usleep(500000);
	result = sensor_unload();
	EXPECT_TRUE(result == -EWOULDBLOCK || result == -EBUSY);
	ASSERT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(0, unload_soon(PATIENCE_MS));
}

/* The file of a holder that was closed must not hold the module for ever. */
TEST_F_TIMEOUT(module_cycles, during_grace, 300)
{
	struct stream stream;

	ASSERT_EQ(0, sensor_load("grace_ms=3600000"));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_hold(&stream, 0));
	stream_close(&stream);
	EXPECT_NE(0, sensor_value("ring/holder"));
	EXPECT_EQ(0, unload_soon(PATIENCE_MS));
}

/* At the moment of the unload the timer of the grace may be running out. */
TEST_F_TIMEOUT(module_cycles, while_grace_runs_out, 600)
{
	struct stream stream;
	unsigned int i;

	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, sensor_load("ring_kib=64"));
		ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
			TH_LOG("%s", stream.error);
		ASSERT_EQ(0, stream_hold(&stream, 1 + i % 5));
		stream_close(&stream);
		usleep(i % 5 * 1000);
		ASSERT_EQ(0, unload_soon(PATIENCE_MS));
	}
}

static pid_t stop_in_exec(struct __test_metadata *_metadata)
{
	char path[256];
	char *argv[] = { "tiny", "stopped", NULL };
	pid_t child;
	int status;

	beside_us("tiny", path, sizeof(path));
	child = fork();
	ASSERT_NE(-1, child);
	if (!child) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) || raise(SIGSTOP))
			_exit(1);
		execv(path, argv);
		_exit(127);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	ASSERT_TRUE(WIFSTOPPED(status));
	ASSERT_EQ(0, ptrace(PTRACE_SETOPTIONS, child, NULL,
			    PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, child, NULL, NULL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	ASSERT_EQ(SIGTRAP | PTRACE_EVENT_EXEC << 8, status >> 8);
	return child;
}

/* The exec witness has run, the task work has not. */
TEST_F_TIMEOUT(module_cycles, task_stopped_in_exec, 300)
{
	int result, status;
	pid_t child;

	ASSERT_EQ(0, sensor_load(""));
	child = stop_in_exec(_metadata);
	result = sensor_unload();
	EXPECT_TRUE(!result || result == -EWOULDBLOCK || result == -EBUSY)
		TH_LOG("delete_module: %d", result);
	TH_LOG("unload is %s", result ? "refused" : "clean");
	/* Whatever is left to run in it runs now. */
	ASSERT_EQ(0, ptrace(PTRACE_CONT, child, NULL, NULL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	if (sensor_loaded()) {
		EXPECT_EQ(0, unload_soon(PATIENCE_MS));
	}
	ASSERT_EQ(0, sensor_load(""));
	EXPECT_EQ(0, unload_soon(PATIENCE_MS));
}

TEST_F_TIMEOUT(module_cycles, task_killed_in_exec_is_reported, 300)
{
	struct stream stream;
	int status;
	pid_t child;

	ASSERT_EQ(0, sensor_load(""));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_skip(&stream));
	child = stop_in_exec(_metadata);
	ASSERT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_TRUE(stream_wait(&stream, 10000));
	ASSERT_EQ(0, stream_drain(&stream, NULL, NULL))
		TH_LOG("%s", stream.error);
	EXPECT_EQ(1, stream.by_type[PROCMON_TYPE_EXEC]);
	stream_close(&stream);
	EXPECT_EQ(0, unload_soon(PATIENCE_MS));
}

/* Disarming must not wait for such a task either, nor lose it. */
TEST_F_TIMEOUT(module_cycles, disarmed_while_task_is_stopped_in_exec, 300)
{
	struct stream stream;
	int status;
	pid_t child;

	ASSERT_EQ(0, sensor_load(""));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_skip(&stream));
	child = stop_in_exec(_metadata);
	EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, child, NULL, NULL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	ASSERT_EQ(0, stream_drain(&stream, NULL, NULL))
		TH_LOG("%s", stream.error);
	/* It was executed while the sensor was armed. */
	EXPECT_EQ(1, stream.by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(1, stream.by_type[PROCMON_TYPE_SENSOR_STOP]);
	stream_close(&stream);
	EXPECT_EQ(0, unload_soon(PATIENCE_MS));
}

TEST_HARNESS_MAIN
