/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life_stress.h - processes that come, change and go in every way that the
 * kernel tells of, each way in a process of its own. It must not know who
 * listens.
 */
#ifndef PROCMON_TESTS_LIFE_STRESS_H
#define PROCMON_TESTS_LIFE_STRESS_H

#include <stdbool.h>
#include <sys/types.h>

#define LIFE_STRESS_MAX	24

/**
 * struct life_stress - Stressors that run at once.
 * @count: how many ways there are.
 * @names: of them, for people.
 * @workers: their processes.
 * @rounds: shared memory: how often each did what it does.
 * @failures: shared memory: how often it could not.
 * @stop: shared memory: they end after the round that is under way.
 */
struct life_stress {
	unsigned int count;
	const char *names[LIFE_STRESS_MAX];
	pid_t workers[LIFE_STRESS_MAX];
	unsigned int *rounds;
	unsigned int *failures;
	int *stop;
};

/**
 * life_stress_start() - Start all of them, or one.
 * @stress: filled in.
 * @only: name of the only one to start; NULL: all.
 * Return: 0 or -1.
 */
int life_stress_start(struct life_stress *stress, const char *only);

/**
 * life_stress_stop() - Stop all and wait for their end.
 * @stress: that was started.
 * Return: how many of them did not end well.
 */
unsigned int life_stress_stop(struct life_stress *stress);

/* Free what life_stress_start() took. */
void life_stress_free(struct life_stress *stress);

#endif
