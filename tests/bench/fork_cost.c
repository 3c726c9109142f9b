// SPDX-License-Identifier: GPL-2.0-only
/*
 * fork_cost.c - what fork, exit and wait cost together, with no exec. Prints one
 * line for each round: nanoseconds of the clock for one turn. Where the clock
 * counts instructions, these are instructions. It must not know what else
 * runs, nor why.
 *
 *	fork_cost ROUNDS TURNS
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

static void turn(void)
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(0);
	if (child < 0 || waitpid(child, &status, 0) != child) {
		fprintf(stderr, "fork_cost: fork: %s\n", strerror(errno));
		exit(1);
	}
	if (status) {
		fprintf(stderr,
			"fork_cost: a child ended with wait status %#x instead of 0\n",
			status);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	unsigned long rounds, turns, i;
	uint64_t begin;

	if (argc != 3) {
		fputs("fork_cost: usage: fork_cost ROUNDS TURNS\n", stderr);
		return 2;
	}
	rounds = number_from(argv[1], 1);
	turns = number_from(argv[2], 1);
	/* What the first turns load is there for all that follow. */
	for (i = 0; i < 20; i++)
		turn();
	while (rounds--) {
		begin = clock_now_ns();
		for (i = 0; i < turns; i++)
			turn();
		printf("%llu\n",
		       (unsigned long long)((clock_now_ns() - begin) / turns));
		fflush(stdout);
	}
	return 0;
}
