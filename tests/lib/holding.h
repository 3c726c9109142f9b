/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * holding.h - a process that holds the ring, and processes that wait for room
 * in it. It must not know what a test expects of them.
 */
#ifndef TESTS_HOLDING_H
#define TESTS_HOLDING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct holding - A process that holds.
 * @pid: it.
 * @shared: shared memory, see there.
 */
struct holding {
	pid_t pid;
	/**
	 * @resting: set by the test: it reads and acknowledges nothing.
	 * @stopping: set by the test: it reads what there is, and ends.
	 * @ready: it holds.
	 * @failed: something went wrong, which it has said.
	 * @execs: EXEC records that it got.
	 * @tombstones: of these.
	 * @lost: numbers that LOST records told it of.
	 * @resumed_ns: when it had acknowledged what there was after it
	 *	last rested, of CLOCK_MONOTONIC; 0: it rests.
	 */
	struct {
		int resting;
		int stopping;
		int ready;
		int failed;
		uint64_t execs;
		uint64_t tombstones;
		uint64_t lost;
		uint64_t resumed_ns;
	} *shared;
};

/**
 * holding_start() - Start it. It reads and acknowledges.
 * @holding: filled in.
 * @grace_ms: for how long its hold outlives it.
 *
 * Return: 0 or -1; holding_end() is due in any case.
 */
int holding_start(struct holding *holding, uint32_t grace_ms);

/* Let it read on, or not. */
void holding_rest(struct holding *holding, bool resting);

/**
 * holding_resume() - Let it read on, and wait until it has.
 * @holding: it; rests.
 *
 * Return: when it had acknowledged what there was, ns of CLOCK_MONOTONIC; 0: it
 * did not.
 */
uint64_t holding_resume(struct holding *holding);

/**
 * holding_finish() - Let it read the rest, and end.
 * @holding: it; @shared stays.
 *
 * Return: 0; or -1: it failed, or did not come to its end.
 */
int holding_finish(struct holding *holding);

/* Kill it if it is there, and give back what holding_start() took. */
void holding_end(struct holding *holding);

/**
 * filler_start() - Start a process that executes again and again.
 *
 * Return: its pid; it leads a process group, to be ended with filler_end().
 */
pid_t filler_start(void);

/* Kill the processes of a filler and wait for it. */
void filler_end(pid_t pid);

/**
 * captured_more() - Wait until more was captured: nobody is stuck.
 * @records: how much more.
 *
 * Return: whether it was.
 */
bool captured_more(unsigned int records);

/**
 * waited_more() - Wait until somebody waits for room.
 * @before: counters/waited before.
 *
 * Return: whether more have waited since.
 */
bool waited_more(uint64_t before);

#endif /* TESTS_HOLDING_H */
