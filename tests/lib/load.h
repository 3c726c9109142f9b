/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * load.h - processes that execute a small program again and again, and a
 * census that finds each of these execs among the records. It must not know
 * what a test expects of them.
 */
#ifndef PROCMON_TESTS_LOAD_H
#define PROCMON_TESTS_LOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/procmon.h>

#define LOAD_PROCESSES_MAX	8

/**
 * struct load_exec - One exec of the load.
 * @pid: of the process.
 * @started: just before it was created, ns, CLOCK_MONOTONIC.
 * @ended: just after it was waited for; 0: it has not come to that.
 */
struct load_exec {
	pid_t pid;
	uint64_t started;
	uint64_t ended;
};

/**
 * struct load - A load.
 * @id: in the argument of each exec.
 * @processes: that run at once.
 * @each: execs of each of them at most.
 * @execs: shared memory; exec i of process p is at p * @each + i.
 * @done: shared memory: execs that came to their end.
 * @stop: shared memory: the processes end before @each.
 * @workers: their pids.
 */
struct load {
	unsigned int id;
	unsigned int processes;
	unsigned int each;
	struct load_exec *execs;
	unsigned int *done;
	int *stop;
	pid_t workers[LOAD_PROCESSES_MAX];
};

/**
 * struct census - Which execs of a load were seen.
 * @load: the load.
 * @seen: how often each was seen, as in @load->execs.
 * @times: time_mono of its record.
 * @argument_wrong: records that are of no exec of the load, though their
 *	argument says so.
 * @tombstones: tombstones with no argument to go by.
 * @tombstone_count: how many.
 */
struct census {
	const struct load *load;
	unsigned int *seen;
	uint64_t *times;
	unsigned int argument_wrong;
	struct {
		pid_t tgid;
		uint64_t time_mono;
	} *tombstones;
	unsigned int tombstone_count;
};

/* Now, ns, CLOCK_MONOTONIC. */
uint64_t now_ns(void);

/* The number in the environment variable @name, or @normal. */
unsigned int number_from_environment(const char *name, unsigned int normal);

/**
 * scaled() - A number of execs, fitted to the machine.
 * @normal: how many on a machine of ordinary speed.
 * Return: as many percent of it as PROCMON_LOAD_PERCENT says; at least 1.
 */
unsigned int scaled(unsigned int normal);

/**
 * beside_us() - Path of a file in the directory of the running program.
 * @name: its name.
 * @path: filled in.
 * @size: of @path.
 * Return: @path.
 */
const char *beside_us(const char *name, char *path, size_t size);

/**
 * run_program() - Execute a program and wait for its end.
 * @path: the program.
 * @argv: its arguments.
 * Return: its wait status, -1 if there was none; @pid, if not NULL, is set.
 */
int run_program(const char *path, char *const argv[], pid_t *pid);

/* Execute tiny once, with one argument. Return: its pid, -1 on failure. */
pid_t run_tiny(const char *argument);

/**
 * load_start() - Start a load.
 * @load: filled in.
 * @processes: how many at once.
 * @each: execs of each.
 * @cpu: run all of them there; -1: anywhere.
 * Return: 0 or -1.
 */
int load_start(struct load *load, unsigned int processes, unsigned int each,
	       int cpu);

/**
 * load_running() - Whether a process of the load is still there.
 * @load: a load.
 */
bool load_running(struct load *load);

/**
 * load_finish() - Wait for the end of the load.
 * @load: a load.
 * Return: 0 when every exec succeeded, else -1.
 */
int load_finish(struct load *load);

/* Tell the processes of the load to stop after the exec that is under way. */
void load_stop(struct load *load);

/* Free what load_start() took; the load must have come to its end. */
void load_free(struct load *load);

/* Begin a census of @load. Return: 0 or -1. */
int census_begin(struct census *census, const struct load *load);

/* A stream_visit; @context is the census. */
void census_visit(const struct procmon_header *record, void *context);

/**
 * census_end() - Assign the tombstones.
 * @census: a census; its load has come to its end.
 * Return: tombstones that are of no exec of the load.
 */
unsigned int census_end(struct census *census);

/**
 * census_count() - How many execs of the load were seen so many times.
 * @census: a census.
 * @times: how often.
 * Return: how many of the execs that came to their end were seen @times times.
 */
unsigned int census_count(const struct census *census, unsigned int times);

/* Free what census_begin() took. */
void census_free(struct census *census);

#endif
