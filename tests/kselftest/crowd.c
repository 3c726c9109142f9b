// SPDX-License-Identifier: GPL-2.0-only
/*
 * crowd.c - many processes at once; see crowd.h.
 */
#include <errno.h>
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

#include "crowd.h"
#include "load.h"

/* How often memory is looked at. */
#define LOOK_EVERY	64

unsigned long meminfo_kib(const char *name)
{
	size_t len = strlen(name);
	unsigned long kib = 0;
	char line[256];
	FILE *file;

	file = fopen("/proc/meminfo", "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, name, len) && line[len] == ':')
			kib = strtoul(line + len + 1, NULL, 10);
	fclose(file);
	return kib;
}

unsigned long long kmalloc_bytes(void)
{
	unsigned long long bytes = 0, active, all, size;
	char line[512], name[128];
	FILE *file;

	file = fopen("/proc/slabinfo", "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, "kmalloc", 7) &&
		    sscanf(line, "%127s %llu %llu %llu", name, &active, &all,
			   &size) == 4)
			bytes += active * size;
	fclose(file);
	return bytes;
}

/*
 * All of them are on one stack at once: each writes there what all the others
 * do, and none ever returns.
 */
static int stand(void *argument)
{
	(void)argument;
	for (;;)
		pause();
	return 0;
}

static pid_t join_sharing(void)
{
	static char stack[16384] __attribute__((aligned(16)));

	return clone(stand, stack + sizeof(stack),
		     CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
		     SIGCHLD, NULL);
}

static pid_t join_executing(const char *path)
{
	char *argv[] = { "sleeper", "one of a crowd", NULL };
	char *envp[] = { NULL };
	pid_t child = vfork();

	if (!child) {
		execve(path, argv, envp);
		_exit(127);
	}
	return child;
}

static void lead(struct crowd *crowd, unsigned int wanted, bool execute,
		 unsigned long spare_kib)
{
	struct rlimit no_limit = { RLIM_INFINITY, RLIM_INFINITY };
	pid_t child = 0, *children = malloc(wanted * sizeof(*children));
	char path[256];
	unsigned int count = 0, i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_NPROC, &no_limit);
	beside_us("sleeper", path, sizeof(path));
	while (children && count < wanted &&
	       !__atomic_load_n(&crowd->shared->disperse, __ATOMIC_RELAXED)) {
		if (!(count % LOOK_EVERY) &&
		    meminfo_kib("MemAvailable") < spare_kib)
			break;
		child = execute ? join_executing(path) : join_sharing();
		if (child < 0)
			break;
		children[count++] = child;
		crowd->shared->count = count;
	}
	__atomic_store_n(&crowd->shared->enough, 1, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&crowd->shared->disperse, __ATOMIC_RELAXED))
		usleep(10000);
	for (i = 0; i < count; i++)
		kill(children[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	_exit(0);
}

int crowd_gather(struct crowd *crowd, unsigned int wanted, bool execute,
		 unsigned long spare_kib)
{
	crowd->head = -1;
	crowd->shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (crowd->shared == MAP_FAILED)
		return -1;
	crowd->head = fork();
	if (!crowd->head)
		lead(crowd, wanted, execute, spare_kib);
	if (crowd->head < 0)
		return -1;
	while (!__atomic_load_n(&crowd->shared->enough, __ATOMIC_ACQUIRE)) {
		if (waitpid(crowd->head, NULL, WNOHANG))
			return -1;
		usleep(10000);
	}
	return crowd->shared->count;
}

int crowd_disperse(struct crowd *crowd)
{
	int status = -1;

	if (crowd->head <= 0)
		return -1;
	__atomic_store_n(&crowd->shared->disperse, 1, __ATOMIC_RELAXED);
	if (waitpid(crowd->head, &status, 0) != crowd->head)
		status = -1;
	munmap(crowd->shared, 4096);
	crowd->head = 0;
	return status ? -1 : 0;
}
