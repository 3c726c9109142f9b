// SPDX-License-Identifier: GPL-2.0-only
/*
 * life_stress.c - processes that come, change and go; see life_stress.h.
 *
 * A stressor is a function that does one round and returns whether it went as
 * it had to. All of its children are gone when it returns.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "life_stress.h"
#include "load.h"

#define SOMEBODY	1000
#define BROOD		16

static char tiny[256];

/* ended() - Did the child end with this wait status, with a core or without? */
static bool ended(pid_t child, int expected)
{
	int status;

	return child > 0 && waitpid(child, &status, __WALL) == child &&
		(status & ~0x80) == expected;
}

static bool stress_fork(unsigned int round)
{
	pid_t child = fork();

	if (!child)
		_exit(round & 0x7f);
	return ended(child, (round & 0x7f) << 8);
}

static bool stress_vfork(unsigned int round)
{
	pid_t child = vfork();

	if (!child)
		_exit(round & 0x3f);
	return ended(child, (round & 0x3f) << 8);
}

static int do_nothing(void *argument)
{
	(void)argument;
	return 0;
}

/* clone() with the flags that change what the kernel tells. */
static bool stress_clone(unsigned int round)
{
	static const int flags[] = {
		SIGCHLD, CLONE_VM | SIGCHLD, CLONE_FS | CLONE_FILES | SIGUSR1,
		0, CLONE_NEWUSER | SIGCHLD, CLONE_NEWPID | SIGCHLD,
		CLONE_NEWUTS | SIGCHLD,
	};
	static char stack[65536] __attribute__((aligned(16)));

	return ended(clone(do_nothing, stack + sizeof(stack),
			   flags[round % (sizeof(flags) / sizeof(*flags))],
			   NULL), 0);
}

/* A child whose parent is its creator's parent. */
static bool stress_clone_parent(unsigned int round)
{
	static char stack[65536] __attribute__((aligned(16)));
	pid_t creator = fork();
	bool good = true;
	int status, left;

	(void)round;
	if (!creator)
		_exit(clone(do_nothing, stack + sizeof(stack),
			    CLONE_PARENT | SIGCHLD, NULL) < 0);
	if (creator < 0)
		return false;
	for (left = 2; left; left--)
		good &= waitpid(-1, &status, __WALL) > 0 && !status;
	return good;
}

static void *thread_nothing(void *argument)
{
	if (argument)
		prctl(PR_SET_NAME, argument);
	return NULL;
}

static bool stress_threads(unsigned int round)
{
	pid_t child = fork();
	pthread_t threads[3];
	unsigned int i;

	if (child)
		return ended(child, 0);
	for (i = 0; i < 3; i++)
		if (pthread_create(&threads[i], NULL, thread_nothing,
				   round % 2 ? "named thread" : NULL))
			_exit(1);
	/* Sometimes they are still there when the process ends. */
	for (i = 0; round % 3 && i < 3; i++)
		pthread_join(threads[i], NULL);
	_exit(0);
}

static void *exit_last(void *argument)
{
	(void)argument;
	usleep(1000);
	syscall(SYS_exit, 7);
	return NULL;
}

/* The leader goes first; from Linux 5.18 on the code is that of the last. */
static bool stress_leader_first(unsigned int round)
{
	pid_t child = fork();
	pthread_t thread;
	int status;

	(void)round;
	if (child)
		return child > 0 && waitpid(child, &status, 0) == child &&
			(status == 3 << 8 || status == 7 << 8);
	if (pthread_create(&thread, NULL, exit_last, NULL))
		_exit(1);
	syscall(SYS_exit, 3);
	_exit(1);
}

static void run_tiny_here(void)
{
	char *argv[] = { "tiny", "stress", NULL };
	char *envp[] = { NULL };

	execve(tiny, argv, envp);
	_exit(127);
}

static bool stress_exec(unsigned int round)
{
	pid_t child = round % 2 ? vfork() : fork();

	if (!child) {
		if (round % 5 == 4) {
			execl("/nonexistent/program", "program", NULL);
			_exit(errno);
		}
		run_tiny_here();
	}
	return ended(child, round % 5 == 4 ? ENOENT << 8 : 0);
}

static void *thread_exec(void *argument)
{
	(void)argument;
	run_tiny_here();
	return NULL;
}

static void *thread_wait(void *argument)
{
	(void)argument;
	for (;;)
		pause();
	return NULL;
}

/* A thread executes a program and takes over the number of the leader. */
static bool stress_thread_exec(unsigned int round)
{
	pid_t child = fork();
	pthread_t thread, other;

	(void)round;
	if (child)
		return ended(child, 0);
	if (pthread_create(&other, NULL, thread_wait, NULL) ||
	    pthread_create(&thread, NULL, thread_exec, NULL))
		_exit(1);
	for (;;)
		pause();
}

/* Children that nobody waits for, for a while. */
static bool stress_zombie(unsigned int round)
{
	pid_t children[BROOD];
	bool good = true;
	unsigned int i;

	(void)round;
	for (i = 0; i < BROOD; i++) {
		children[i] = fork();
		if (!children[i])
			_exit(i);
	}
	for (i = 0; i < BROOD; i++)
		good &= ended(children[i], i << 8);
	return good;
}

static bool change_ids(unsigned int round)
{
	gid_t groups[] = { 7, 8, 9 };
	/* Nothing changes: nobody may tell of it. */
	bool good = !setresuid(0, 0, 0) && !setresgid(0, 0, 0);

	setfsgid(SOMEBODY + 5);
	setfsuid(SOMEBODY + 6);
	good &= !setgroups(round % 4, groups);
	good &= !setresgid(SOMEBODY + round % 3, SOMEBODY + 1, SOMEBODY + 2);
	good &= !setresuid(0, SOMEBODY, 0) && !setresuid(-1, 0, -1);
	good &= !setregid(SOMEBODY, SOMEBODY);
	if (round % 2)
		good &= !setuid(SOMEBODY);
	else
		good &= !setresuid(SOMEBODY + 1, SOMEBODY + 2, SOMEBODY + 3);
	return good;
}

static bool stress_ids(unsigned int round)
{
	pid_t child = fork();

	if (!child)
		_exit(!change_ids(round));
	return ended(child, 0);
}

static bool stress_session(unsigned int round)
{
	pid_t child = fork();

	(void)round;
	if (!child)
		_exit(setsid() != getpid() || setsid() != -1);
	return ended(child, 0);
}

static void take_all(int signal)
{
	int error = errno;

	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = error;
}

/* Their ends are taken by a handler, or by nobody. */
static bool stress_sigchld(unsigned int round)
{
	pid_t child = fork();
	unsigned int i;

	if (child)
		return ended(child, 0);
	signal(SIGCHLD, round % 2 ? take_all : SIG_IGN);
	for (i = 0; i < BROOD / 2; i++)
		if (!fork())
			_exit(i);
	while (waitpid(-1, NULL, 0) > 0 || errno != ECHILD)
		;
	_exit(0);
}

/* Two forks and a session between: what it leaves behind is taken by us. */
static bool stress_daemon(unsigned int round)
{
	pid_t middle = fork();
	int status;

	(void)round;
	if (!middle) {
		setsid();
		if (!fork()) {
			prctl(PR_SET_NAME, "daemon");
			_exit(5);
		}
		_exit(0);
	}
	/* Either may be first. */
	return middle > 0 && waitpid(-1, &status, 0) > 0 &&
		waitpid(-1, &status, 0) > 0;
}

static bool trace_once(pid_t child, unsigned int round)
{
	int status;

	if (round % 2) {
		if (ptrace(PTRACE_SEIZE, child, NULL, NULL) ||
		    ptrace(PTRACE_INTERRUPT, child, NULL, NULL))
			return false;
	} else if (ptrace(PTRACE_ATTACH, child, NULL, NULL)) {
		return false;
	}
	return waitpid(child, &status, 0) == child && WIFSTOPPED(status) &&
		!ptrace(PTRACE_DETACH, child, NULL, NULL);
}

static bool stress_ptrace(unsigned int round)
{
	pid_t child = fork();
	bool good;

	if (!child) {
		if (round % 5 == 4) {
			ptrace(PTRACE_TRACEME, 0, NULL, NULL);
			_exit(0);
		}
		for (;;)
			pause();
	}
	if (child > 0 && round % 5 == 4)
		return ended(child, 0);
	good = child > 0 && trace_once(child, round) &&
		trace_once(child, round + 1);
	kill(child, SIGKILL);
	return ended(child, SIGKILL) && good;
}

static bool stress_comm(unsigned int round)
{
	char name[24];
	pid_t child = fork();
	int fd;

	if (child)
		return ended(child, 0);
	snprintf(name, sizeof(name), "name %u of many", round);
	if (prctl(PR_SET_NAME, name))
		_exit(1);
	fd = open("/proc/self/comm", O_WRONLY);
	if (fd < 0 || write(fd, "\xff\n\"new\" ", 8) != 8)
		_exit(2);
	prctl(PR_SET_NAME, "");
	_exit(0);
}

static bool stress_coredump(unsigned int round)
{
	static const int signals[] = { SIGABRT, SIGSEGV, SIGQUIT, SIGTRAP };
	int signal = signals[round % 4];
	pid_t child = fork();

	if (!child) {
		raise(signal);
		_exit(1);
	}
	return ended(child, signal);
}

static bool stress_kill(unsigned int round)
{
	int signal = round % 2 ? SIGKILL : SIGTERM;
	pid_t child = fork();

	if (!child)
		for (;;)
			pause();
	if (child > 0)
		kill(child, signal);
	return ended(child, signal);
}

static const struct {
	const char *name;
	bool (*round)(unsigned int round);
} stressors[] = {
	{ "fork", stress_fork },
	{ "vfork", stress_vfork },
	{ "clone", stress_clone },
	{ "clone_parent", stress_clone_parent },
	{ "threads", stress_threads },
	{ "leader_first", stress_leader_first },
	{ "exec", stress_exec },
	{ "thread_exec", stress_thread_exec },
	{ "zombie", stress_zombie },
	{ "ids", stress_ids },
	{ "session", stress_session },
	{ "sigchld", stress_sigchld },
	{ "daemon", stress_daemon },
	{ "ptrace", stress_ptrace },
	{ "comm", stress_comm },
	{ "coredump", stress_coredump },
	{ "kill", stress_kill },
};

#define STRESSORS	(sizeof(stressors) / sizeof(*stressors))
_Static_assert(STRESSORS <= LIFE_STRESS_MAX, "more stressors than room");

static void work(struct life_stress *stress, unsigned int which)
{
	struct rlimit no_core = { 0, 0 };

	/* A test that fails leaves nobody behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Who started us may have a better one, to keep up with us. */
	setpriority(PRIO_PROCESS, 0, 0);
	/* What loses its parent comes to us. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	setrlimit(RLIMIT_CORE, &no_core);
	/* With it one child tells of its end. */
	signal(SIGUSR1, SIG_IGN);
	while (!__atomic_load_n(stress->stop, __ATOMIC_RELAXED)) {
		if (!stressors[which].round(stress->rounds[which]))
			stress->failures[which]++;
		stress->rounds[which]++;
	}
	_exit(0);
}

int life_stress_start(struct life_stress *stress, const char *only)
{
	unsigned int i;

	beside_us("tiny", tiny, sizeof(tiny));
	memset(stress, 0, sizeof(*stress));
	stress->rounds = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (stress->rounds == MAP_FAILED)
		return -1;
	stress->failures = stress->rounds + LIFE_STRESS_MAX;
	stress->stop = (int *)(stress->failures + LIFE_STRESS_MAX);
	stress->count = STRESSORS;
	for (i = 0; i < STRESSORS; i++) {
		stress->names[i] = stressors[i].name;
		if (only && strcmp(only, stressors[i].name))
			continue;
		stress->workers[i] = fork();
		if (!stress->workers[i])
			work(stress, i);
		if (stress->workers[i] < 0)
			return -1;
	}
	return 0;
}

unsigned int life_stress_stop(struct life_stress *stress)
{
	unsigned int bad = 0, i;
	int status;

	__atomic_store_n(stress->stop, 1, __ATOMIC_RELAXED);
	for (i = 0; i < stress->count; i++) {
		if (stress->workers[i] <= 0)
			continue;
		if (waitpid(stress->workers[i], &status, 0) < 0 || status) {
			fprintf(stderr,
				"# stressor %s ended with wait status %#x\n",
				stress->names[i], status);
			bad++;
		}
		stress->workers[i] = 0;
	}
	return bad;
}

void life_stress_free(struct life_stress *stress)
{
	munmap(stress->rounds, 4096);
}
