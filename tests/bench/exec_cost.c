// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_cost.c - what an exec costs: with the vfork, exit and wait that it takes
 * to have one after the other; or by itself, if it fails. Prints one line for
 * each round: nanoseconds of the clock for one turn. Where the clock counts
 * instructions, these are instructions. It must not know what else runs, nor
 * why.
 *
 *	exec_cost ROUNDS TURNS ERROR SETTLE_MS DIRECTORY PROGRAM [BYTES]
 *
 * ERROR: 0, or the errno with which each exec must fail. SETTLE_MS: after each
 * round wait so long, and count all that the machine did meanwhile: what others
 * do because of the execs, they may do later. 0: count the turns alone. The
 * path is given in two parts: whoever counts the execs of it in what a tool
 * wrote is not to find ours. BYTES: of one more argument.
 *
 * The program has /dev/null for its input and outputs, as a service has: what
 * it costs to tell of them is not to depend on where the results go.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

/* Where ours go; the program does not inherit them. */
static FILE *results;
static FILE *errors;

/* keep() - Another descriptor for where @fd leads. */
static FILE *keep(int fd)
{
	int other = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	FILE *file = other < 0 ? NULL : fdopen(other, "w");

	if (!file) {
		fprintf(stderr, "exec_cost: descriptor %d: %s\n", fd,
			strerror(errno));
		exit(1);
	}
	return file;
}

static void take_service_descriptors(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int fd;

	results = keep(STDOUT_FILENO);
	errors = keep(STDERR_FILENO);
	for (fd = 0; fd < 3; fd++) {
		if (null < 0 || dup2(null, fd) < 0) {
			fprintf(errors, "exec_cost: /dev/null: %s\n",
				strerror(errno));
			exit(1);
		}
	}
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
		fprintf(errors, "exec_cost: %s: %s\n", argv[0],
			strerror(errno));
		exit(1);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(errors,
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
		fprintf(errors,
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

/* In nanoseconds, with what the machine does in @settle_ms behind it. */
static uint64_t round_cost(unsigned long turns, char *const argv[], int error,
			   unsigned long settle_ms)
{
	uint64_t begin, idle = 0;
	unsigned long i;

	if (settle_ms)
		idle = clock_idle_ns();
	begin = clock_now_ns();
	for (i = 0; i < turns; i++)
		turn(argv, error);
	if (settle_ms) {
		clock_sleep_ms(settle_ms);
		begin += clock_idle_ns() - idle;
	}
	return clock_now_ns() - begin;
}

static char *argument(unsigned long bytes)
{
	char *text = malloc(bytes + 1);

	if (!text) {
		fprintf(errors, "exec_cost: argument of %lu bytes: %s\n",
			bytes, strerror(errno));
		exit(1);
	}
	memset(text, 'x', bytes);
	text[bytes] = '\0';
	return text;
}

int main(int argc, char **argv)
{
	unsigned long rounds, turns, settle_ms, i;
	char path[PATH_MAX];
	char *program[] = { path, NULL, NULL };
	int error;

	if (argc < 7 || argc > 8) {
		fputs("exec_cost: usage: exec_cost ROUNDS TURNS ERROR SETTLE_MS DIRECTORY PROGRAM [BYTES]\n",
		      stderr);
		return 2;
	}
	rounds = number_from(argv[1], 1);
	turns = number_from(argv[2], 1);
	error = number_from(argv[3], 0);
	settle_ms = number_from(argv[4], 0);
	take_service_descriptors();
	snprintf(path, sizeof(path), "%s/%s", argv[5], argv[6]);
	if (argc == 8)
		program[1] = argument(number_from(argv[7], 1));
	/* What the first turns load is there for all that follow. */
	for (i = 0; i < 20; i++)
		turn(program, error);
	if (settle_ms)
		clock_sleep_ms(settle_ms);
	while (rounds--) {
		fprintf(results, "%llu\n",
			(unsigned long long)round_cost(turns, program, error,
						       settle_ms) / turns);
		fflush(results);
	}
	return 0;
}
