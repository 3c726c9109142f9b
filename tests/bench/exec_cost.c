// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_cost.c - what an exec costs: with the vfork, exit and wait that it takes
 * to have one after the other; or by itself, if it fails. Prints one line for
 * each round: nanoseconds of the clock for one turn. Where the clock counts
 * instructions, these are instructions. It must not know what else runs, nor
 * why.
 *
 *	exec_cost ROUNDS TURNS ERROR PROGRAM
 *
 * ERROR: 0, or the errno with which each exec must fail.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* The program exits with 0, a child that has no program with its errno. */
static void succeed(char *const argv[])
{
	int status;
	pid_t child = vfork();

	if (!child) {
		execv(argv[0], argv);
		_exit(errno);
	}
	if (child < 0 || waitpid(child, &status, 0) != child) {
		fprintf(stderr, "exec_cost: %s: %s\n", argv[0],
			strerror(errno));
		exit(1);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr,
			"exec_cost: %s: ended with wait status %#x instead of exit status 0\n",
			argv[0], status);
		exit(1);
	}
}

/* In this process itself: what has to be created for it is not its cost. */
static void fail(char *const argv[], int error)
{
	execv(argv[0], argv);
	if (errno != error) {
		fprintf(stderr,
			"exec_cost: %s: failed with errno %d instead of %d\n",
			argv[0], errno, error);
		exit(1);
	}
}

static void turn(char *const argv[], int error)
{
	if (error)
		fail(argv, error);
	else
		succeed(argv);
}

static unsigned long number(const char *text, unsigned long min)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || end == text || *end || value < min) {
		fprintf(stderr, "exec_cost: '%s': not a number from %lu on\n",
			text, min);
		exit(2);
	}
	return value;
}

int main(int argc, char **argv)
{
	unsigned long rounds, turns, i;
	uint64_t begin;
	int error;

	if (argc != 5) {
		fputs("exec_cost: usage: exec_cost ROUNDS TURNS ERROR PROGRAM\n",
		      stderr);
		return 2;
	}
	rounds = number(argv[1], 1);
	turns = number(argv[2], 1);
	error = number(argv[3], 0);
	/* What the first turns load is there for all that follow. */
	for (i = 0; i < 20; i++)
		turn(argv + 4, error);
	while (rounds--) {
		begin = now_ns();
		for (i = 0; i < turns; i++)
			turn(argv + 4, error);
		printf("%llu\n",
		       (unsigned long long)((now_ns() - begin) / turns));
		fflush(stdout);
	}
	return 0;
}
