// SPDX-License-Identifier: GPL-2.0-only
/*
 * process.c - children of a test and how they end
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "process.h"

int child_wait(pid_t pid, uint64_t deadline, int *ret_status)
{
	struct pollfd wait = { .events = POLLIN };
	int result, status;

	wait.fd = syscall(SYS_pidfd_open, pid, 0);
	if (wait.fd < 0)
		return -errno;
	do {
		result = poll(&wait, 1, deadline_left_ms(deadline));
	} while (result < 0 && errno == EINTR);
	close(wait.fd);
	if (result <= 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (result <= 0)
		return -ETIMEDOUT;
	if (ret_status)
		*ret_status = status;
	return 0;
}

pid_t child_spawn(const char *path, char *const argv[], char *const envp[])
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid) {
		execve(path, argv, envp);
		_exit(127);
	}
	return pid;
}
