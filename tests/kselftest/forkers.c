// SPDX-License-Identifier: GPL-2.0-only
/*
 * forkers.c - processes that create others flat out; see forkers.h.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "forkers.h"
#include "load.h"

/* So many of each live at once, at most. */
#define BROOD	24

static size_t bytes(const struct forkers *forkers)
{
	return 4096 + sizeof(struct birth) * forkers->count * forkers->each;
}

/* create() - Some end at once, some live until they are told not to. */
static bool create(struct birth *birth, bool ends_at_once)
{
	pid_t pid;

	birth->created_after = now_ns();
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (ends_at_once)
			_exit(0);
		for (;;)
			pause();
	}
	if (pid < 0)
		return false;
	/* Not in the child: it has the same memory. */
	birth->pid = pid;
	birth->created_before = now_ns();
	birth->ended_after = birth->created_after;
	return true;
}

static bool finish(struct birth *birth, bool ends_at_once)
{
	if (!ends_at_once) {
		birth->ended_after = now_ns();
		kill(birth->pid, SIGKILL);
	}
	if (waitpid(birth->pid, NULL, 0) != birth->pid)
		return false;
	birth->ended_before = now_ns();
	return true;
}

static void work(struct forkers *forkers, unsigned int which)
{
	struct birth *births = forkers->births + which * forkers->each;
	struct { struct birth *birth; bool ends; } brood[BROOD] = { 0 }, *one;
	unsigned int seed = which + 1, next = 0, i;
	bool good = true;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Who started us may have a better one, to keep up with us. */
	setpriority(PRIO_PROCESS, 0, 0);
	while (good && next < forkers->each &&
	       !__atomic_load_n(forkers->stop, __ATOMIC_RELAXED)) {
		one = &brood[rand_r(&seed) % BROOD];
		if (one->birth) {
			good = finish(one->birth, one->ends);
			one->birth = NULL;
			continue;
		}
		one->ends = rand_r(&seed) % 2;
		good = create(&births[next], one->ends);
		if (!good) {
			perror("# forkers: fork");
			break;
		}
		one->birth = &births[next++];
		__atomic_store_n(&forkers->done[which], next,
				 __ATOMIC_RELEASE);
	}
	for (i = 0; i < BROOD; i++)
		if (brood[i].birth)
			good &= finish(brood[i].birth, brood[i].ends);
	_exit(!good);
}

int forkers_start(struct forkers *forkers, unsigned int count,
		  unsigned int each)
{
	unsigned int i;
	char *shared;

	memset(forkers, 0, sizeof(*forkers));
	forkers->count = count;
	forkers->each = each;
	shared = mmap(NULL, bytes(forkers), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (shared == MAP_FAILED)
		return -1;
	forkers->done = (unsigned int *)shared;
	forkers->stop = (int *)(forkers->done + FORKERS_MAX);
	forkers->births = (struct birth *)(shared + 4096);
	for (i = 0; i < count; i++) {
		forkers->workers[i] = fork();
		if (!forkers->workers[i])
			work(forkers, i);
		if (forkers->workers[i] < 0)
			return -1;
	}
	return 0;
}

unsigned int forkers_done(const struct forkers *forkers)
{
	unsigned int done = 0, i;

	for (i = 0; i < forkers->count; i++)
		done += __atomic_load_n(&forkers->done[i], __ATOMIC_ACQUIRE);
	return done;
}

int forkers_stop(struct forkers *forkers)
{
	unsigned int i;
	int status, result = 0;

	__atomic_store_n(forkers->stop, 1, __ATOMIC_RELAXED);
	for (i = 0; i < forkers->count; i++) {
		if (forkers->workers[i] <= 0)
			continue;
		if (waitpid(forkers->workers[i], &status, 0) < 0 || status)
			result = -1;
		forkers->workers[i] = 0;
	}
	return result;
}

void forkers_free(struct forkers *forkers)
{
	if (forkers->births)
		munmap(forkers->done, bytes(forkers));
	forkers->births = NULL;
}
