// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_asleep.c - processes that stand still inside execve(2); see
 * exec_asleep.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "exec_asleep.h"
#include "files.h"
#include "load.h"
#include "process.h"

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd	438
#endif

#define PAGE		4096
/* Where each has its userfaultfd. */
#define SLEEPER_FD	50

__attribute__((format(printf, 2, 3)))
static bool failed(struct sleepers *sleepers, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sleepers->problem, sizeof(sleepers->problem), format,
		  arguments);
	va_end(arguments);
	return false;
}

const char *sleepers_absent(void)
{
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (fd < 0)
		return errno == EPERM ? "userfaultfd needs root" :
			"this kernel has no userfaultfd";
	close(fd);
	return NULL;
}

void sleeper_argument(unsigned int index, char *buffer, size_t size)
{
	snprintf(buffer, size, "asleep-%u-%u", (unsigned int)getpid(), index);
}

/* sleep_in_exec() - In the child. Return: its exit status. */
static int sleep_in_exec(const struct sleepers *sleepers, bool fails,
			 int ready)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = {
		.range = { .start = (unsigned long)sleepers->page, .len = PAGE },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	char *none[] = { NULL };
	char path[256];
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	beside_us("tiny", path, sizeof(path));
	fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) ||
	    ioctl(fd, UFFDIO_REGISTER, &range) ||
	    dup3(fd, SLEEPER_FD, O_CLOEXEC) < 0 || write(ready, "R", 1) != 1)
		return 1;
	execve(fails ? sleepers->text : path, (char **)sleepers->page, none);
	return errno;
}

/* take_fd() - Its userfaultfd, and wait until it is asleep. */
static bool take_fd(struct sleepers *sleepers, struct sleeper *sleeper)
{
	struct pollfd wait = { .events = POLLIN };
	int pidfd = syscall(SYS_pidfd_open, sleeper->pid, 0);

	if (pidfd < 0)
		return failed(sleepers, "pidfd_open: %s", strerror(errno));
	sleeper->fd = syscall(SYS_pidfd_getfd, pidfd, SLEEPER_FD, 0);
	close(pidfd);
	if (sleeper->fd < 0)
		return failed(sleepers, "pidfd_getfd: %s", strerror(errno));
	wait.fd = sleeper->fd;
	if (poll(&wait, 1, DEADLINE_DEFAULT_MS) != 1)
		return failed(sleepers, "%d does not come to sleep",
			      sleeper->pid);
	return true;
}

bool sleepers_start(struct sleepers *sleepers, unsigned int count)
{
	struct sleeper *sleeper;
	int ready[2];
	char byte;
	unsigned int i;

	memset(sleepers, 0, sizeof(*sleepers));
	snprintf(sleepers->text, sizeof(sleepers->text), "/tmp/asleep.%d",
		 getpid());
	errno = -content_write(sleepers->text, "no program\n", 11, 0755);
	if (errno)
		return failed(sleepers, "%s: %s", sleepers->text,
			      strerror(errno));
	sleepers->page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (sleepers->page == MAP_FAILED || pipe2(ready, O_CLOEXEC))
		return failed(sleepers, "mmap, pipe: %s", strerror(errno));
	for (i = 0; i < count; i++) {
		sleeper = &sleepers->list[i];
		sleeper->fails = i % 2;
		sleeper->fd = -1;
		sleeper->pid = fork();
		if (sleeper->pid < 0)
			return failed(sleepers, "fork: %s", strerror(errno));
		if (!sleeper->pid)
			_exit(sleep_in_exec(sleepers, sleeper->fails,
					    ready[1]));
		sleepers->count++;
	}
	close(ready[1]);
	for (i = 0; i < count; i++)
		if (read(ready[0], &byte, 1) != 1)
			return failed(sleepers, "%u did not come so far",
				      count - i);
	close(ready[0]);
	for (i = 0; i < count; i++)
		if (!take_fd(sleepers, &sleepers->list[i]))
			return false;
	return true;
}

bool sleepers_wake(struct sleepers *sleepers)
{
	static char content[PAGE] __attribute__((aligned(PAGE)));
	struct uffdio_copy copy = {
		.dst = (unsigned long)sleepers->page,
		.src = (unsigned long)content, .len = PAGE,
	};
	char **argv = (char **)content;
	unsigned int i;

	for (i = 0; i < sleepers->count; i++) {
		memset(content, 0, sizeof(content));
		argv[0] = sleepers->page + 256;
		argv[1] = sleepers->page + 512;
		strcpy(content + 256, "tiny");
		sleeper_argument(i, content + 512, 256);
		copy.copy = 0;
		if (ioctl(sleepers->list[i].fd, UFFDIO_COPY, &copy))
			return failed(sleepers, "UFFDIO_COPY for %d: %s",
				      sleepers->list[i].pid, strerror(errno));
		sleepers->list[i].is_awake = true;
	}
	return true;
}

void sleepers_kill(struct sleepers *sleepers)
{
	unsigned int i;

	for (i = 0; i < sleepers->count; i++)
		kill(sleepers->list[i].pid, SIGKILL);
}

bool sleepers_finish(struct sleepers *sleepers, bool is_killed)
{
	uint64_t deadline = deadline_in(3 * DEADLINE_DEFAULT_MS);
	unsigned int bad = 0, i;
	int status, error;

	for (i = 0; i < sleepers->count; i++) {
		struct sleeper *sleeper = &sleepers->list[i];

		error = child_wait(sleeper->pid, deadline, &status);
		if (sleeper->fd >= 0)
			close(sleeper->fd);
		if (!error && (is_killed ? WIFSIGNALED(status) :
			       WIFEXITED(status) && WEXITSTATUS(status) ==
			       (sleeper->fails ? ENOEXEC : 0)))
			continue;
		bad++;
		failed(sleepers, "%d, number %u, ended with %#x, %d",
		       sleeper->pid, i, status, error);
	}
	munmap(sleepers->page, PAGE);
	unlink(sleepers->text);
	return !bad;
}
