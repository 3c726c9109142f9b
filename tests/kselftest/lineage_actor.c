// SPDX-License-Identifier: GPL-2.0-only
/*
 * lineage_actor.c - does what a test tells it; see lineage_actor.h. It must not
 * know what is expected of it.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lineage_actor.h"

#define ARGUMENTS_MAX	64

static uint32_t role;
static struct actor_order order;
static int actor_argc;
static char **actor_argv;

static void answer(int result)
{
	struct actor_answer message = { result, getpid() };

	if (send(ACTOR_FIRST_FD + role, &message, sizeof(message),
		 MSG_NOSIGNAL) != sizeof(message))
		_exit(1);
}

/* Return: -errno of the exec; with a role for the new program. */
static int execute(uint32_t new_role)
{
	char *argv[ARGUMENTS_MAX + 1], environment[32];
	char *const envp[] = { environment, NULL };
	char *at = order.arguments, *end = at + order.argument_bytes;
	unsigned int count = 0;

	snprintf(environment, sizeof(environment), ACTOR_ENVIRONMENT "=%u",
		 new_role);
	while (at < end && count < ARGUMENTS_MAX) {
		argv[count++] = at;
		at += strlen(at) + 1;
	}
	argv[count] = NULL;
	execve(order.path, argv, envp);
	return -errno;
}

static void take_role(void)
{
	role = order.role;
	answer(0);
}

static void serve(void);

static void *fork_here(void *ret_result)
{
	pid_t child = fork();

	if (!child) {
		take_role();
		serve();
	}
	*(int *)ret_result = child < 0 ? -errno : 0;
	return NULL;
}

static void *execute_here(void *ret_result)
{
	*(int *)ret_result = execute(role);
	return NULL;
}

static int in_thread(void *(*what)(void *))
{
	pthread_t thread;
	int result = 0, error;

	error = pthread_create(&thread, NULL, what, &result);
	if (!error)
		error = pthread_join(thread, NULL);
	return error ? -error : result;
}

static int fork_sibling(void)
{
	pid_t child = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL,
			      NULL, NULL);

	if (!child) {
		take_role();
		serve();
	}
	return child < 0 ? -errno : 0;
}

/* The numbers go round; once more than round is in vain. */
static int fork_until(void)
{
	unsigned int tries = 70000;
	pid_t child;

	while (tries--) {
		child = fork();
		if (!child && (uint32_t)getpid() == order.number) {
			take_role();
			serve();
		}
		if (!child)
			_exit(0);
		if (child < 0)
			return -errno;
		if ((uint32_t)child == order.number)
			return 0;
		if (waitpid(child, NULL, 0) != child)
			return -ECHILD;
	}
	return -ESRCH;
}

static int vfork_and_execute(void)
{
	volatile int result = 0;
	pid_t child = vfork();

	if (!child) {
		result = execute(order.role);
		_exit(1);
	}
	return child < 0 ? -errno : result;
}

static int scribble(void)
{
	int i;

	for (i = 0; i < actor_argc; i++)
		memset(actor_argv[i], 'X', strlen(actor_argv[i]));
	return prctl(PR_SET_NAME, "innocent") ? -errno : 0;
}

static int reap(void)
{
	int count = 0;

	while (waitpid(-1, NULL, WNOHANG) > 0)
		count++;
	return count;
}

static int obey(void)
{
	int result = 0;

	switch (order.verb) {
	case ACTOR_FORK:
		fork_here(&result);
		return result;
	case ACTOR_FORK_SIBLING:
		return fork_sibling();
	case ACTOR_FORK_IN_THREAD:
		return in_thread(fork_here);
	case ACTOR_FORK_UNTIL:
		return fork_until();
	case ACTOR_EXEC:
	case ACTOR_EXEC_FAIL:
		return execute(role);
	case ACTOR_EXEC_IN_THREAD:
		return in_thread(execute_here);
	case ACTOR_VFORK_EXEC:
		return vfork_and_execute();
	case ACTOR_SUBREAPER:
		return prctl(PR_SET_CHILD_SUBREAPER, 1) ? -errno : 0;
	case ACTOR_SET_UID:
		return setresuid(order.number, -1, -1) ? -errno : 0;
	case ACTOR_SCRIBBLE:
		return scribble();
	case ACTOR_REAP:
		return reap();
	case ACTOR_END:
		_exit(0);
	}
	return -EINVAL;
}

static void serve(void)
{
	for (;;) {
		if (recv(ACTOR_FIRST_FD + role, &order, sizeof(order), 0) <= 0)
			_exit(0);
		answer(obey());
	}
}

int main(int argc, char **argv)
{
	const char *text = getenv(ACTOR_ENVIRONMENT);

	if (!text)
		return 2;
	role = strtoul(text, NULL, 10);
	actor_argc = argc;
	actor_argv = argv;
	/* Told to executed programs as to created processes. */
	answer(0);
	serve();
}
