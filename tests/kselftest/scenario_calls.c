// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_calls.c - scenarios that differ in the call
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exec_target.h"
#include "files.h"
#include "scenario.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK	0x10000
#endif

/* direct_execve() - The instruction itself, no C library. */
static long direct_execve(const char *path, char *const argv[],
			  char *const envp[])
{
#if defined(__x86_64__)
	long result;

	asm volatile("syscall"
		     : "=a" (result)
		     : "0" (SYS_execve), "D" (path), "S" (argv), "d" (envp)
		     : "rcx", "r11", "memory");
	return result;
#elif defined(__aarch64__)
	register long number asm("x8") = SYS_execve;
	register long x0 asm("x0") = (long)path;
	register char *const *x1 asm("x1") = argv;
	register char *const *x2 asm("x2") = envp;

	asm volatile("svc #0"
		     : "+r" (x0)
		     : "r" (number), "r" (x1), "r" (x2)
		     : "memory");
	return x0;
#else
#error "how does this architecture call the kernel?"
#endif
}

static int execute_direct(struct scene *scene)
{
	errno = -direct_execve(scene->target, scene->argv, scene->envp);
	return scene_failed(scene, "execve instruction");
}

const struct scenario scenario_direct_syscall = {
	.child = execute_direct,
};

#ifdef __x86_64__

/* runs_32bit() - Can this kernel run the 32-bit program at all? */
static bool runs_32bit(struct scene *scene)
{
	char path[2 * PATH_MAX];
	int status;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/exec_target32", scene->programs);
	pid = fork();
	if (!pid) {
		execl(path, path, "probe", NULL);
		_exit(errno == ENOEXEC ? 2 : 1);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return scene_problem(scene, "fork: %s", strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		return scene_skip(scene, "this kernel runs no 32-bit programs");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != EXEC_TARGET_STATUS)
		return scene_problem(scene, "%s: status %#x", path, status);
	return true;
}

static bool prepare_program_32bit(struct scene *scene)
{
	scene_path(scene, "program32");
	return scene_copy(scene, "exec_target32", 0755) &&
		scene_argv_default(scene);
}

/*
 * low_copy() - Copy to where 32 bits reach; the rest of a page follows.
 */
static char *low_copy(const char *text, char **room)
{
	char *copy = *room;

	*room = stpcpy(copy, text) + 1;
	return copy;
}

/* execute_int80() - The old gate, from a program of 64 bits. */
static int execute_int80(struct scene *scene)
{
	unsigned int *pointers;
	char *page, *room, *path;
	unsigned int count = 0, argv, envp;
	int i, result;

	page = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (page == MAP_FAILED)
		return scene_failed(scene, "mmap");
	pointers = (unsigned int *)page;
	room = page + 4096;
	path = low_copy(scene->target, &room);
	argv = (unsigned long)&pointers[count];
	for (i = 0; scene->argv[i]; i++)
		pointers[count++] = (unsigned long)low_copy(scene->argv[i],
							    &room);
	pointers[count++] = 0;
	envp = (unsigned long)&pointers[count];
	for (i = 0; scene->envp[i]; i++)
		pointers[count++] = (unsigned long)low_copy(scene->envp[i],
							    &room);
	pointers[count++] = 0;
	/* 11 is execve there. */
	asm volatile("int $0x80"
		     : "=a" (result)
		     : "0" (11), "b" (path), "c" (argv), "d" (envp)
		     : "r8", "r9", "r10", "r11", "memory");
	errno = -result;
	return scene_failed(scene, "int $0x80");
}

static bool prepare_int80_64bit(struct scene *scene)
{
	return runs_32bit(scene) && scene_argv_default(scene);
}

/* Two records: of the 32-bit caller and of what it executes. */
static bool prepare_int80_32bit(struct scene *scene)
{
	const char *caller[] = { scene->path, EXEC_TARGET_INT80, scene->target,
				 scene->marker, NULL };

	if (!runs_32bit(scene))
		return false;
	scene_path(scene, "caller32");
	if (!scene_copy(scene, "exec_target32", 0755))
		return false;
	scene_expect(scene, caller);
	scene_argv(scene);
	scene_expect(scene, caller + 2);
	return true;
}

static bool prepare_32bit(struct scene *scene)
{
	return runs_32bit(scene) && prepare_program_32bit(scene);
}

static bool check_compat(struct scene *scene,
			 const struct procmon_record *record)
{
	if (procmon_field_missing(&record->exec, PROCMON_FIELD_ORIGIN, NULL))
		return scene_problem(scene, "origin is missing");
	return SCENE_NUMBER_IS(scene, record, origin,
			       PROCMON_ORIGIN_COMPAT_EXECVE);
}

#else

/* Only x86 has these. */
static bool prepare_x86(struct scene *scene)
{
	return scene_skip(scene, "only x86 has it");
}

#define prepare_32bit prepare_x86
#define prepare_int80_64bit prepare_x86
#define prepare_int80_32bit prepare_x86
#define execute_int80 scene_execute_target
#define check_compat NULL

#endif

const struct scenario scenario_program_32bit = {
	.prepare = prepare_32bit,
	.child = scene_execute_path,
};

const struct scenario scenario_int80_64bit_caller = {
	.prepare = prepare_int80_64bit,
	.child = execute_int80,
	.check = check_compat,
};

const struct scenario scenario_int80_32bit_caller = {
	.prepare = prepare_int80_32bit,
	.child = scene_execute_path,
	.check = check_compat,
};

/* A path that starts at a descriptor; the working directory is another. */
static int execute_in_directory(struct scene *scene)
{
	int fd = open(scene->directory, O_PATH | O_DIRECTORY);

	if (fd < 0 || chdir("/"))
		return scene_failed(scene, "open");
	syscall(SYS_execveat, fd, strrchr(scene->target, '/') + 1, scene->argv,
		scene->envp, 0);
	return scene_failed(scene, "execveat");
}

static bool check_in_directory(struct scene *scene,
			       const struct procmon_record *record)
{
	return SCENE_STRING_IS(scene, record, exe, scene->target) &&
		SCENE_STRING_IS(scene, record, cwd, "/");
}

const struct scenario scenario_execveat_directory = {
	.child = execute_in_directory,
	.check = check_in_directory,
};

static void *execute_in_thread(void *argument)
{
	struct scene *scene = argument;

	scene->shared->caller_tid = syscall(SYS_gettid);
	_exit(scene_execute_target(scene));
}

static int execute_by_thread(struct scene *scene)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, execute_in_thread, scene);
	if (!errno)
		pthread_join(thread, NULL);
	return scene_failed(scene, "thread");
}

static bool check_thread(struct scene *scene,
			 const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;

	if (!(exec->flags & PROCMON_EXEC_THREAD))
		return scene_problem(scene, "flags %#x lack THREAD",
				     exec->flags);
	return SCENE_NUMBER_IS(scene, record, old_tid,
			       scene->shared->caller_tid) &&
		SCENE_NUMBER_IS(scene, record, identity.tid,
				exec->identity.tgid);
}

const struct scenario scenario_nonleader_thread = {
	.child = execute_by_thread,
	.check = check_thread,
};

/* wait_for() - A grandchild ended as it should: so do we. */
static int wait_for(struct scene *scene, pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return scene_failed(scene, "fork");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int execute_in_vfork(struct scene *scene)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(scene_execute_target(scene));
	return wait_for(scene, pid);
}

const struct scenario scenario_vfork_child = {
	.child = execute_in_vfork,
};

static int execute_traced(struct scene *scene)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		return scene_failed(scene, "ptrace");
	raise(SIGSTOP);
	return scene_execute_target(scene);
}

/* stopped() - Wait until the child stops with this. */
static bool stopped(pid_t child, int event)
{
	int status;

	return waitpid(child, &status, 0) == child && WIFSTOPPED(status) &&
		status >> 8 == event;
}

/* overwrite_arguments() - What a tracer can do before the first instruction. */
static bool overwrite_arguments(struct scene *scene, pid_t child)
{
	size_t len = scene->expect[0].len;
	char path[64], text[4096], *bytes, *at;
	unsigned long start = 0;
	bool good;
	int fd, i;

	snprintf(path, sizeof(path), "/proc/%d/stat", child);
	if (content_read(path, text, sizeof(text)) < 0)
		return false;
	/* Field 48 is arg_start; the second may hold anything but ends here. */
	at = strrchr(text, ')');
	for (i = 2; at && i < 48; i++)
		at = strchr(at + 1, ' ');
	if (at)
		start = strtoul(at, NULL, 10);
	bytes = malloc(len);
	memset(bytes, 'X', len);
	snprintf(path, sizeof(path), "/proc/%d/mem", child);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	good = start && pwrite(fd, bytes, len, start) == (ssize_t)len;
	close(fd);
	free(bytes);
	return good;
}

/* trace() - Follow the child, and lie about its arguments. */
static bool trace(struct scene *scene, pid_t child)
{
	if (!stopped(child, SIGSTOP) ||
	    ptrace(PTRACE_SETOPTIONS, child, NULL,
		   PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) ||
	    ptrace(PTRACE_CONT, child, NULL, NULL) ||
	    !stopped(child, SIGTRAP | PTRACE_EVENT_EXEC << 8))
		return scene_problem(scene, "the child cannot be traced");
	if (!overwrite_arguments(scene, child))
		return scene_problem(scene, "the child's arguments cannot be changed");
	if (ptrace(PTRACE_DETACH, child, NULL, NULL))
		return scene_problem(scene, "detach: %s", strerror(errno));
	return true;
}

static bool check_tracer(struct scene *scene,
			 const struct procmon_record *record)
{
	return SCENE_NUMBER_IS(scene, record, identity.tracer_tgid, getpid());
}

const struct scenario scenario_ptrace = {
	.child = execute_traced,
	.parent = trace,
	.check = check_tracer,
};

/* Nothing is executed, so nothing may be said. */
static bool prepare_nothing(struct scene *scene)
{
	scene_argv_default(scene);
	scene->expect_count = 0;
	return true;
}

static bool prepare_execve_check(struct scene *scene)
{
	char *argv[] = { "check", NULL };

	if (syscall(SYS_execveat, AT_FDCWD, "/nonexistent", argv, scene->envp,
		    AT_EXECVE_CHECK) && errno == EINVAL)
		return scene_skip(scene, "this kernel has no AT_EXECVE_CHECK");
	return prepare_nothing(scene);
}

static int execute_check(struct scene *scene)
{
	if (syscall(SYS_execveat, AT_FDCWD, scene->target, scene->argv,
		    scene->envp, AT_EXECVE_CHECK))
		return scene_failed(scene, "execveat(AT_EXECVE_CHECK)");
	return EXEC_TARGET_STATUS;
}

const struct scenario scenario_execve_check = {
	.prepare = prepare_execve_check,
	.child = execute_check,
};

static int execute_and_fail(struct scene *scene)
{
	if (!execve("/nonexistent/program", scene->argv, scene->envp) ||
	    errno != ENOENT)
		return scene_failed(scene, "execve of what is not there");
	if (!execve(scene->directory, scene->argv, scene->envp) ||
	    errno != EACCES)
		return scene_failed(scene, "execve of a directory");
	return EXEC_TARGET_STATUS;
}

const struct scenario scenario_failed_exec = {
	.prepare = prepare_nothing,
	.child = execute_and_fail,
};
