// SPDX-License-Identifier: GPL-2.0-only
/*
 * holding.c - a process that holds the ring, and processes that wait for room
 * in it (see holding.h).
 */
#include "holding.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "load.h"
#include "process.h"
#include "sensor.h"
#include "stream.h"

#define LOOK_US	5000

static int get(const int *flag)
{
	return __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}

static void set(int *flag, int value)
{
	__atomic_store_n(flag, value, __ATOMIC_RELEASE);
}

static void fail(struct holding *holding, const char *what)
{
	fprintf(stderr, "# holder: %s\n", what);
	set(&holding->shared->failed, 1);
	_exit(1);
}

static void take_records(struct holding *holding, struct stream *stream)
{
	if (stream_drain(stream, NULL, NULL))
		fail(holding, stream->error);
	holding->shared->execs = stream->by_type[PROCMON_TYPE_EXEC];
	holding->shared->tombstones = stream->tombstones;
	holding->shared->lost = stream->lost;
	if (stream_ack(stream, stream->expected_seq - 1))
		fail(holding, "acknowledging failed");
}

static void hold(struct holding *holding, uint32_t grace_ms)
{
	uint64_t resumed_ns = 0;
	struct stream stream;
	int stopping;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (stream_open(&stream, O_NONBLOCK))
		fail(holding, stream.error);
	if (stream_hold(&stream, grace_ms))
		fail(holding, "holding failed");
	take_records(holding, &stream);
	set(&holding->shared->ready, 1);
	do {
		stopping = get(&holding->shared->stopping);
		if (get(&holding->shared->resting)) {
			resumed_ns = 0;
		} else {
			take_records(holding, &stream);
			if (!resumed_ns)
				resumed_ns = clock_ns(CLOCK_MONOTONIC);
		}
		__atomic_store_n(&holding->shared->resumed_ns, resumed_ns,
				 __ATOMIC_RELEASE);
		usleep(LOOK_US);
	} while (!stopping);
	_exit(0);
}

int holding_start(struct holding *holding, uint32_t grace_ms)
{
	uint64_t deadline = deadline_in(DEADLINE_DEFAULT_MS);

	holding->pid = -1;
	holding->shared = mmap(NULL, sizeof(*holding->shared),
			       PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (holding->shared == MAP_FAILED)
		return -1;
	holding->pid = fork();
	if (!holding->pid)
		hold(holding, grace_ms);
	while (holding->pid > 0 && !get(&holding->shared->ready)) {
		if (get(&holding->shared->failed) ||
		    !deadline_left_ms(deadline))
			return -1;
		usleep(LOOK_US);
	}
	return holding->pid > 0 ? 0 : -1;
}

void holding_rest(struct holding *holding, bool resting)
{
	set(&holding->shared->resting, resting);
}

uint64_t holding_resume(struct holding *holding)
{
	uint64_t deadline = deadline_in(DEADLINE_DEFAULT_MS);
	uint64_t resumed_ns;

	holding_rest(holding, false);
	do {
		resumed_ns = __atomic_load_n(&holding->shared->resumed_ns,
					     __ATOMIC_ACQUIRE);
	} while (!resumed_ns && deadline_left_ms(deadline));
	return resumed_ns;
}

int holding_finish(struct holding *holding)
{
	int status;

	holding_rest(holding, false);
	set(&holding->shared->stopping, 1);
	if (child_wait(holding->pid, deadline_in(DEADLINE_DEFAULT_MS), &status))
		status = -1;
	holding->pid = -1;
	return status ? -1 : 0;
}

void holding_end(struct holding *holding)
{
	if (holding->pid > 0) {
		kill(holding->pid, SIGKILL);
		waitpid(holding->pid, NULL, 0);
	}
	if (holding->shared != MAP_FAILED)
		munmap(holding->shared, sizeof(*holding->shared));
}

pid_t filler_start(void)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (run_tiny("fill") > 0)
		;
	_exit(1);
}

void filler_end(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static bool grows_beyond(const char *counter, uint64_t limit)
{
	uint64_t deadline = deadline_in(3 * DEADLINE_DEFAULT_MS);

	while (sensor_value(counter) <= limit) {
		if (!deadline_left_ms(deadline))
			return false;
		usleep(LOOK_US);
	}
	return true;
}

bool captured_more(unsigned int records)
{
	return grows_beyond("counters/captured",
			    sensor_value("counters/captured") + records - 1);
}

bool waited_more(uint64_t before)
{
	return grows_beyond("counters/waited", before);
}
