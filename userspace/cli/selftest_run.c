// SPDX-License-Identifier: GPL-2.0-only
/*
 * selftest_run.c - a process for each way, which never outlives its time. It
 * must not know the ways nor who watches.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "selftest.h"

/* How often a process is looked after. */
#define LOOK_NS			1000000L
#define LOOKS_PER_SECOND	1000

/* What the new program prints goes to nowhere, and it has no time to hang. */
static void prepare(void)
{
	const struct rlimit no_core = { 0, 0 };
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t none;
	int fd;

	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGPIPE, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setrlimit(RLIMIT_CORE, &no_core);
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		fd = memfd_create("nowhere", MFD_CLOEXEC);
	if (fd >= 0) {
		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
	}
	alarm(SELFTEST_TRY_SECONDS);
}

static void child(const struct selftest_way *way,
		  const struct selftest_program *program, int report)
{
	int result;

	prepare();
	result = way->call(program);
	_exit(write(report, &result, sizeof(result)) == sizeof(result) ? 0 : 1);
}

/* Return: true: it has ended; false: not within so many seconds. */
static bool wait_for(pid_t process, int seconds, int *ret_status)
{
	const struct timespec pause = { 0, LOOK_NS };
	int looks;

	for (looks = 0; looks < seconds * LOOKS_PER_SECOND; looks++) {
		*ret_status = 0;
		if (waitpid(process, ret_status, WNOHANG) != 0)
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

void selftest_run(const struct selftest_way *way,
		  const struct selftest_program *program,
		  struct selftest_try *ret_try)
{
	int report[2];
	pid_t process;
	ssize_t len;
	int status;

	*ret_try = (struct selftest_try) { .end = SELFTEST_NOT_TRIED };
	if (pipe2(report, O_CLOEXEC | O_NONBLOCK) < 0) {
		ret_try->result = errno;
		return;
	}
	process = fork();
	if (!process)
		child(way, program, report[1]);
	if (process < 0) {
		ret_try->result = errno;
		goto out;
	}
	/* its alarm should end it */
	if (!wait_for(process, SELFTEST_TRY_SECONDS + 1, &status)) {
		kill(process, SIGKILL);
		wait_for(process, 1, &status);
		ret_try->end = SELFTEST_HUNG;
		goto out;
	}
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
		ret_try->end = SELFTEST_HUNG;
		goto out;
	}
	len = read(report[0], &ret_try->result, sizeof(ret_try->result));
	ret_try->end = len == sizeof(ret_try->result) ? SELFTEST_RETURNED :
							SELFTEST_EXECUTED;
out:
	close(report[0]);
	close(report[1]);
}
