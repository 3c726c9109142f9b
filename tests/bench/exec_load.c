// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_load.c - execs by several processes at once, for some time: as many as
 * possible, or so many in each second. It must not know what else runs, nor
 * why.
 *
 *	exec_load PROCESSES MS RATE SETTLE_MS DIRECTORY PROGRAM
 *
 * A turn is vfork + exec of the program + exit + wait. The processes are spread
 * over the processors. RATE: turns per second of all processes together; what is
 * late is made up for. 0: one turn after the other. SETTLE_MS: be quiet so long
 * at the end: what others do because of the execs, they may do later. The path
 * is given in two parts: whoever counts the execs of it in what a tool wrote is
 * not to find ours.
 *
 * Prints "execs", how many turns there were; "ns", how long they took; and
 * "busy", the nanoseconds that all processors were not idle, SETTLE_MS included.
 */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#define NS_PER_S	1000000000ULL
#define NS_PER_MS	1000000ULL

/**
 * struct plan - What the processes are to do.
 * @processes: how many.
 * @begin: when the first turn is due, ns.
 * @end: when no turn begins any more.
 * @rate: turns per second of all of them; 0: as many as possible.
 * @path: the program.
 * @execs: shared memory: turns so far.
 */
struct plan {
	unsigned long processes;
	uint64_t begin;
	uint64_t end;
	unsigned long rate;
	char path[PATH_MAX];
	unsigned long *execs;
};

static void fail(const char *what)
{
	fprintf(stderr, "exec_load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void turn(const char *path)
{
	char *const argv[] = { (char *)path, NULL };
	pid_t child = vfork();
	int status;

	if (!child) {
		execv(path, argv);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		fail(path);
}

static void sleep_until(uint64_t when)
{
	struct timespec time = { when / NS_PER_S, when % NS_PER_S };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) ==
	       EINTR)
		;
}

static void pin(unsigned long number)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(number % sysconf(_SC_NPROCESSORS_ONLN), &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus))
		fail("sched_setaffinity");
}

/* The turns of all processes alternate. */
static void work(const struct plan *plan, unsigned long number)
{
	uint64_t due = plan->begin;
	unsigned long i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	pin(number);
	for (i = number;; i += plan->processes) {
		if (plan->rate)
			due = plan->begin + i * NS_PER_S / plan->rate;
		if (due >= plan->end || clock_now_ns() >= plan->end)
			break;
		sleep_until(due);
		turn(plan->path);
		__atomic_add_fetch(plan->execs, 1, __ATOMIC_RELAXED);
	}
	_exit(0);
}

static void run(const struct plan *plan)
{
	unsigned long i;
	int status;
	pid_t child;

	for (i = 0; i < plan->processes; i++) {
		child = fork();
		if (!child)
			work(plan, i);
		if (child < 0)
			fail("fork");
	}
	for (i = 0; i < plan->processes; i++)
		if (wait(&status) < 0 || status)
			exit(1);
}

int main(int argc, char **argv)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned long settle_ms;
	uint64_t idle, begin, end;
	struct plan plan;

	if (argc != 7) {
		fputs("exec_load: usage: exec_load PROCESSES MS RATE SETTLE_MS DIRECTORY PROGRAM\n",
		      stderr);
		return 2;
	}
	plan.processes = number_from(argv[1], 1);
	plan.rate = number_from(argv[3], 0);
	settle_ms = number_from(argv[4], 0);
	snprintf(plan.path, sizeof(plan.path), "%s/%s", argv[5], argv[6]);
	plan.execs = mmap(NULL, sizeof(*plan.execs), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (plan.execs == MAP_FAILED)
		fail("mmap");

	idle = clock_idle_ns();
	begin = clock_now_ns();
	plan.begin = begin;
	plan.end = begin + number_from(argv[2], 1) * NS_PER_MS;
	run(&plan);
	end = clock_now_ns();
	clock_sleep_ms(settle_ms);
	idle = clock_idle_ns() - idle;
	printf("execs %lu\nns %llu\nbusy %llu\n", *plan.execs,
	       (unsigned long long)(end - begin),
	       (unsigned long long)((clock_now_ns() - begin) * processors -
				    idle));
	return 0;
}
