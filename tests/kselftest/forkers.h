/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * forkers.h - processes that create others flat out and let them end, and keep
 * the truth of it. It must not know of the sensor.
 */
#ifndef PROCMON_TESTS_FORKERS_H
#define PROCMON_TESTS_FORKERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define FORKERS_MAX	8

/**
 * struct birth - A process that was created; times are ns, CLOCK_MONOTONIC.
 * @pid: its number.
 * @created_after: it was created behind this moment,
 * @created_before: and before this one.
 * @ended_after: it ended behind this moment,
 * @ended_before: and before this one; 0: it has not.
 */
struct birth {
	pid_t pid;
	uint64_t created_after;
	uint64_t created_before;
	uint64_t ended_after;
	uint64_t ended_before;
};

/**
 * struct forkers - They.
 * @count: how many.
 * @each: births of each at most.
 * @workers: their pids.
 * @births: shared memory: birth i of forker f is at f * @each + i.
 * @done: shared memory: how many births each has had.
 * @stop: shared memory: let all end, and end.
 */
struct forkers {
	unsigned int count;
	unsigned int each;
	pid_t workers[FORKERS_MAX];
	struct birth *births;
	unsigned int *done;
	int *stop;
};

/* Start @count of them. Return: 0 or -1. */
int forkers_start(struct forkers *forkers, unsigned int count,
		  unsigned int each);

/* How many processes they have created so far. */
unsigned int forkers_done(const struct forkers *forkers);

/* Stop them and wait for their end. Return: 0 when all went well, else -1. */
int forkers_stop(struct forkers *forkers);

/* Free what forkers_start() took. */
void forkers_free(struct forkers *forkers);

#endif
