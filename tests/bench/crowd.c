// SPDX-License-Identifier: GPL-2.0-only
/*
 * crowd.c - so many processes that live and do nothing, until this one ends. It
 * must not know what they are for.
 *
 *	crowd COUNT
 *
 * Prints "ready" when they are all there.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "clock.h"

static void rest(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	unsigned long count, i;
	pid_t child;

	if (argc != 2) {
		fputs("crowd: usage: crowd COUNT\n", stderr);
		return 2;
	}
	count = number_from(argv[1], 1);
	/* Who waits for none of its children has no zombies. */
	signal(SIGCHLD, SIG_IGN);
	for (i = 0; i < count; i++) {
		child = fork();
		if (!child)
			rest();
		if (child < 0) {
			fprintf(stderr, "crowd: process %lu of %lu: %s\n", i,
				count, strerror(errno));
			return 1;
		}
	}
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
