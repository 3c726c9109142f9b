/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * relay_run.h - a procmon-relay that a test starts, kills and ends, in a place
 * of its own. It must not know what the relay is to do.
 */
#ifndef PROCMON_TESTS_RELAY_RUN_H
#define PROCMON_TESTS_RELAY_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Where a test has its files; RELAY_DISK is a file system that it may fill. */
#define RELAY_PLACE	"/run/procmon-relay-test"
#define RELAY_DISK	RELAY_PLACE "/disk"

/* How long anything is waited for; only failures take so long. */
#define RELAY_PATIENCE_MS	240000

/**
 * struct relay_run - A relay.
 * @pid: it; 0: none runs.
 * @output: what its standard output is; -1: that of the test.
 */
struct relay_run {
	pid_t pid;
	int output;
};

/* Whether there is a program to run. PROCMON_RELAY names another one. */
bool relay_is_there(void);

/* Make the place. Return: 0 or -1. */
int relay_place_make(void);

/* Take away what is mounted there. */
void relay_place_leave(void);

/**
 * relay_configure() - Write its configuration.
 * @sinks: the sections of its sinks.
 *
 * Return: 0 or -errno.
 */
int relay_configure(const char *sinks);

/**
 * relay_start() - Start it.
 * @relay: none runs.
 *
 * Return: 0 or -1.
 */
int relay_start(struct relay_run *relay);

/**
 * relay_kill() - Kill it, and wait for its end.
 * @relay: one that may run.
 *
 * Return: 0; -1: it had ended by itself, or did not run.
 */
int relay_kill(struct relay_run *relay);

/**
 * relay_stop() - End it as an administrator does.
 * @relay: it runs.
 *
 * Return: wait status; -1: it did not run.
 */
int relay_stop(struct relay_run *relay);

/* What relays have said, for people; good until the next call. */
const char *relay_said(void);

/* Wait until relays have said these words. Return: whether they have. */
bool relay_says(const char *words);

/**
 * sensor_reaches() - Wait for a number of the sensor.
 * @name: as sensor_value() takes it.
 * @value: at least.
 *
 * Return: whether it came to that.
 */
bool sensor_reaches(const char *name, uint64_t value);

/* Whether it has no capability, and is another user. */
bool relay_is_harmless(const struct relay_run *relay);

#endif
