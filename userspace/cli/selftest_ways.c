// SPDX-License-Identifier: GPL-2.0-only
/*
 * selftest_ways.c - the ways to call for an exec, as a table. It must not know
 * who watches.
 *
 * Each is called in a process of its own and may do there as it likes. What it
 * executes is procmonctl, which prints its version to nowhere and ends. Files
 * are in memory: nothing is left behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "selftest.h"

#ifndef MFD_EXEC
#define MFD_EXEC		0x0010U
#endif
#define CHECK_FLAG		0x10000	/* AT_EXECVE_CHECK */
#define BAD_FLAG		0x1	/* nobody's */

#define STACK_BYTES		(64 * 1024)
/* The kernel reads so much of a script's first line. */
#define SCRIPT_PATH_MAX		200
/* Pages of the longest argument that the kernel takes: MAX_ARG_STRLEN. */
#define ARGUMENT_PAGES		32

#define ARGUMENTS(program)						\
	{ (char *)"procmonctl", (char *)"--version",			\
	  (char *)(program)->token, NULL }

/* Not those of the C library: one may emulate a call by another. */
static int call_execve(const char *path, char *const *arguments)
{
	return syscall(SYS_execve, path, arguments, environ) < 0 ? errno : 0;
}

static int call_execveat(int dirfd, const char *path, char *const *arguments,
			 unsigned int flags)
{
	return syscall(SYS_execveat, dirfd, path, arguments, environ, flags) <
	       0 ? errno : 0;
}

static int by_execve(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);

	return call_execve(program->path, arguments);
}

static int by_execveat(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);
	const char *name = strrchr(program->path, '/');
	char directory[4096];
	int fd;

	if (!name || snprintf(directory, sizeof(directory), "%.*s/",
			      (int)(name - program->path), program->path) >=
	    (int)sizeof(directory))
		return ENAMETOOLONG;
	fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	return call_execveat(fd, name + 1, arguments, 0);
}

static int open_program(const struct selftest_program *program)
{
	return open(program->path, O_PATH | O_CLOEXEC);
}

static int by_descriptor(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);
	int fd = open_program(program);

	if (fd < 0)
		return errno;
	return call_execveat(fd, "", arguments, AT_EMPTY_PATH);
}

/* What a task that shares the memory of its maker is to do. */
struct shared {
	const struct selftest_program *program;
	_Atomic int result;
};

#define RUNNING		(-2)

static int share_main(void *argument)
{
	struct shared *shared = argument;

	alarm(SELFTEST_TRY_SECONDS);
	shared->result = by_execve(shared->program);
	return 0;
}

/* With clone(2): the C library wraps threads and vfork(2) in more. */
static int share(struct shared *shared, int flags)
{
	char *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

	if (stack == MAP_FAILED)
		return -1;
	return clone(share_main, stack + STACK_BYTES, flags, shared);
}

/* The thread's exec ends this one. */
static int by_thread(const struct selftest_program *program)
{
	struct shared shared = { program, RUNNING };

	if (share(&shared, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
		  CLONE_THREAD | CLONE_SYSVSEM) < 0)
		return errno;
	while (shared.result == RUNNING)
		usleep(1000);
	return shared.result;
}

static int by_vfork(const struct selftest_program *program)
{
	struct shared shared = { program, RUNNING };
	pid_t child = share(&shared, CLONE_VM | CLONE_VFORK | SIGCHLD);

	if (child < 0)
		return errno;
	waitpid(child, NULL, 0);
	if (shared.result == RUNNING)
		_exit(0);
	return shared.result;
}

/* An executable file in memory. Return: it, or -1. */
static int memory_file(const char *text)
{
	int fd = memfd_create("procmon-selftest", MFD_EXEC);

	/* before 6.3 each is executable, and there is no such flag */
	if (fd < 0)
		fd = memfd_create("procmon-selftest", 0);
	if (fd >= 0 && write(fd, text, strlen(text)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int by_script(const struct selftest_program *program)
{
	char *const arguments[] = { (char *)"script", (char *)program->token,
				    NULL };
	char text[SCRIPT_PATH_MAX + 64];
	int result;
	int fd;

	snprintf(text, sizeof(text), "#!%s --version\n",
		 strlen(program->path) <= SCRIPT_PATH_MAX &&
		 !strpbrk(program->path, " \t\n") ? program->path :
						    "/proc/self/exe");
	fd = memory_file(text);
	if (fd < 0)
		return SELFTEST_NOT_OFFERED;
	result = call_execveat(fd, "", arguments, AT_EMPTY_PATH);
	/* vm.memfd_noexec */
	return result == EACCES ? SELFTEST_NOT_OFFERED : result;
}

/* Printable: for other bytes older kernels look for a module. */
static int no_program(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);
	int fd = memory_file("no program: procmon selftest\n");
	int result;

	if (fd < 0)
		return SELFTEST_NOT_OFFERED;
	result = call_execveat(fd, "", arguments, AT_EMPTY_PATH);
	return result == EACCES ? SELFTEST_NOT_OFFERED : result;
}

static int no_file(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);

	return call_execve(SELFTEST_NO_FILE, arguments);
}

static int no_file_at(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);

	return call_execveat(AT_FDCWD, SELFTEST_NO_FILE, arguments,
			     AT_SYMLINK_NOFOLLOW);
}

static int directory(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);

	return call_execve("/", arguments);
}

static int bad_pointer(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);

	return call_execve((const char *)1, arguments);
}

static int bad_flags(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);

	return call_execveat(AT_FDCWD, program->path, arguments, BAD_FLAG);
}

static int long_argument(const struct selftest_program *program)
{
	char *arguments[] = { (char *)"procmonctl", (char *)"--version",
			      (char *)program->token, NULL, NULL };
	size_t len = ARGUMENT_PAGES * (size_t)sysconf(_SC_PAGESIZE);

	arguments[3] = malloc(len + 1);
	if (!arguments[3])
		return ENOMEM;
	memset(arguments[3], 'x', len);
	arguments[3][len] = '\0';
	return call_execve(program->path, arguments);
}

/* Since 6.14; before, this is a bad flag. */
static int check_only(const struct selftest_program *program)
{
	char *const arguments[] = ARGUMENTS(program);
	int fd = open_program(program);
	int result;

	if (fd < 0)
		return errno;
	result = call_execveat(fd, "", arguments, AT_EMPTY_PATH | CHECK_FLAG);
	return result == EINVAL ? SELFTEST_NOT_OFFERED : result;
}

#define EXECVE		.origin = PROCMON_ORIGIN_EXECVE
#define EXECVEAT	.origin = PROCMON_ORIGIN_EXECVEAT
#define COMPAT_EXECVE	.origin = PROCMON_ORIGIN_COMPAT_EXECVE
#define COMPAT_EXECVEAT	.origin = PROCMON_ORIGIN_COMPAT_EXECVEAT

const struct selftest_way selftest_ways[] = {
	{ "execve", by_execve, EXECVE },
	{ "execve in a vfork child", by_vfork, EXECVE },
	{ "execve in a thread", by_thread, EXECVE },
	{ "execveat with a path", by_execveat, EXECVEAT },
	{ "execveat of a descriptor", by_descriptor, EXECVEAT,
	  .flags = AT_EMPTY_PATH },
	{ "#! script in memory", by_script, EXECVEAT, .flags = AT_EMPTY_PATH,
	  .is_script = true },
	{ "execve, 32-bit caller", selftest_compat_execve, COMPAT_EXECVE },
	{ "execveat, 32-bit caller", selftest_compat_execveat,
	  COMPAT_EXECVEAT },
	{ "ENOENT", no_file, EXECVE, .error = ENOENT },
	{ "ENOENT, execveat", no_file_at, EXECVEAT, .error = ENOENT,
	  .flags = AT_SYMLINK_NOFOLLOW },
	{ "ENOENT, 32-bit caller", selftest_compat_enoent,
	  COMPAT_EXECVE, .error = ENOENT },
	{ "EACCES, a directory", directory, EXECVE, .error = EACCES },
	{ "ENOEXEC, a text", no_program, EXECVEAT, .error = ENOEXEC,
	  .flags = AT_EMPTY_PATH },
	{ "E2BIG, an argument", long_argument, EXECVE, .error = E2BIG },
	{ "EFAULT, a pointer", bad_pointer, EXECVE, .error = EFAULT },
	{ "EINVAL, execveat", bad_flags, EXECVEAT, .error = EINVAL,
	  .flags = BAD_FLAG },
	{ "AT_EXECVE_CHECK", check_only, .is_check = true },
	{ .name = NULL },
};

_Static_assert(sizeof(selftest_ways) / sizeof(selftest_ways[0]) <=
	       SELFTEST_WAYS_MAX, "more ways than a stream has place for");
