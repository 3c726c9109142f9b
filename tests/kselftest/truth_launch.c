// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_launch.c - execute the probe in a situation, and gather what is known
 * of it: before, from itself, from outside. It must not know what the
 * situation is.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "files.h"
#include "process.h"
#include "sha256.h"
#include "truth.h"

/* What the child says once it is as the situation wants it. */
#define READY	'R'
/* What the test answers, then and when it has seen enough of the probe. */
#define GO	'G'

bool launch_skip(struct launch *launch, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(launch->skip, sizeof(launch->skip), format, arguments);
	va_end(arguments);
	return false;
}

bool launch_problem(struct launch *launch, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(launch->problem, sizeof(launch->problem), format, arguments);
	va_end(arguments);
	return false;
}

void launch_path(struct launch *launch, const char *name)
{
	snprintf(launch->probe, sizeof(launch->probe), "%.4000s/%s",
		 launch->directory, name);
}

bool launch_copy(struct launch *launch, const char *program, mode_t mode)
{
	char from[2 * PATH_MAX];
	int error;

	snprintf(from, sizeof(from), "%s/%s", launch->programs, program);
	error = content_copy(from, launch->probe, mode);
	if (error)
		return launch_problem(launch, "copy to %s: %s", launch->probe,
				      strerror(-error));
	return true;
}

bool launch_replace_fd(int fd, int place)
{
	if (fd < 0 || dup2(fd, place) != place)
		return false;
	if (fd != place)
		close(fd);
	return true;
}

/* read_until() - Read until @end is the end of it, or the deadline. */
static bool read_until(int fd, char *text, size_t size, const char *end)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	uint64_t deadline = deadline_in(DEADLINE_DEFAULT_MS);
	size_t used = 0, end_len = strlen(end);
	ssize_t count;

	while (used < size - 1) {
		if (poll(&wait, 1, deadline_left_ms(deadline)) <= 0)
			break;
		count = read(fd, text + used, size - 1 - used);
		if (count <= 0)
			break;
		used += count;
		text[used] = '\0';
		if (used >= end_len && !strcmp(text + used - end_len, end))
			return true;
	}
	text[used] = '\0';
	return false;
}

/* note_before() - The last thing in the child but the exec. */
static void note_before(struct launch_shared *shared)
{
	struct rusage usage;

	shared->caller_tid = syscall(SYS_gettid);
	shared->before_securebits = prctl(PR_GET_SECUREBITS);
	getrusage(RUSAGE_THREAD, &usage);
	shared->before_min_faults = usage.ru_minflt;
	shared->before_maj_faults = usage.ru_majflt;
	shared->before_mono = clock_ns(CLOCK_MONOTONIC);
	shared->before_boot = clock_ns(CLOCK_BOOTTIME);
	shared->before_real = clock_ns(CLOCK_REALTIME);
}

static void *execute(void *argument)
{
	struct launch *launch = argument;

	note_before(launch->shared);
	if (launch->origin == PROCMON_ORIGIN_EXECVEAT)
		fexecve(launch->dirfd, launch->argv, launch->envp);
	else
		execve(launch->probe, launch->argv, launch->envp);
	dprintf(launch->report_fd, "execve %s: %s", launch->probe,
		strerror(errno));
	_exit(1);
}

static int child_failed(struct launch *launch, const char *call)
{
	dprintf(launch->report_fd, "%s: %s", call, strerror(errno));
	return 1;
}

/* pin() - So that the test knows the CPU: the last one that may be used. */
static bool pin(struct launch_shared *shared)
{
	cpu_set_t set;
	int cpu;

	if (sched_getaffinity(0, sizeof(set), &set))
		return false;
	for (cpu = CPU_SETSIZE - 1; cpu > 0 && !CPU_ISSET(cpu, &set); cpu--)
		;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	shared->cpu = cpu;
	return !sched_setaffinity(0, sizeof(set), &set);
}

/* child() - In the process that will execute. Return: exit status. */
static int child(struct launch *launch, const struct situation *situation)
{
	const char *failed;
	pthread_t thread;
	char byte;

	if (!pin(launch->shared))
		return child_failed(launch, "sched_setaffinity");
	prctl(PR_SET_NAME, "before the exec");
	if (launch->is_traced && ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		return child_failed(launch, "ptrace");
	failed = situation->child ? situation->child(launch) : NULL;
	if (failed)
		return child_failed(launch, failed);
	byte = READY;
	if (write(launch->report_fd, &byte, 1) != 1 ||
	    read(launch->go_fd, &byte, 1) != 1)
		return 1;
	if (!launch->by_thread)
		execute(launch);
	errno = pthread_create(&thread, NULL, execute, launch);
	if (!errno)
		pthread_join(thread, NULL);
	return child_failed(launch, "pthread_create");
}

/* parent_of_init() - The probe is to be the first in its pid namespace. */
static int parent_of_init(struct launch *launch,
			  const struct situation *situation)
{
	int status;
	pid_t pid;

	if (unshare(CLONE_NEWPID))
		return child_failed(launch, "unshare");
	pid = fork();
	if (pid < 0)
		return child_failed(launch, "fork");
	if (!pid) {
		while (!launch->shared->pid)
			sched_yield();
		_exit(child(launch, situation));
	}
	launch->shared->pid = pid;
	if (waitpid(pid, &status, 0) != pid)
		return child_failed(launch, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* see_stop() - At the end of the exec nothing of the program has run. */
static bool see_stop(struct launch *launch, pid_t pid)
{
	const char *failed;
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return launch_problem(launch, "the probe did not stop");
	failed = outside_memory(launch->truth, pid);
	if (failed)
		return launch_problem(launch, "%s", failed);
	if (ptrace(PTRACE_CONT, pid, NULL, NULL))
		return launch_problem(launch, "PTRACE_CONT: %s",
				      strerror(errno));
	return true;
}

/* say_how() - What the one who executes knows. */
static void say_how(struct launch *launch, pid_t pid)
{
	const char *filename = launch->filename[0] ? launch->filename :
		launch->probe;
	bool by_other = launch->interpreter[0];
	struct truth *truth = launch->truth;
	bool by_fd = launch->origin == PROCMON_ORIGIN_EXECVEAT;

	truth_number(truth, "origin", launch->origin);
	/* As fexecve() of the C library calls. */
	truth_number(truth, "execveat_flags", by_fd ? AT_EMPTY_PATH : 0);
	truth_number(truth, "dirfd",
		     (int64_t)(by_fd ? launch->dirfd : AT_FDCWD));
	truth_number(truth, "flags.AS_PASSED", 0);
	truth_text(truth, "filename", filename);
	truth_text(truth, "interp", by_other ? launch->interpreter : filename);
	truth_number(truth, "old_tid", launch->new_pid_namespace ? pid :
		     launch->shared->caller_tid);
	truth_number(truth, "flags.THREAD", launch->by_thread);
	truth_number(truth, "exe_file.flags.OVERLAY_UPPER", launch->is_upper);
	truth_number(truth, "header.cpu", launch->shared->cpu);
	truth_number(truth, "header.type", PROCMON_TYPE_EXEC);
	truth_number(truth, "header.flags", 0);
	truth_number(truth, "header.fixed_len", sizeof(struct procmon_exec));
	truth_number(truth, "identity.reserved", 0);
	truth_number(truth, "error", 0);
	truth_number(truth, "creds_before.securebits",
		     launch->shared->before_securebits);
}

/* say_range() - From what the child noted to what the probe said. */
static void say_range(struct truth *truth, const char *name, uint64_t low,
		      const char *after, uint64_t offset_s)
{
	const struct truth_value *high = truth_find(truth, after);
	uint64_t offset = offset_s * 1000000000;

	if (high)
		truth_range(truth, name, low - offset, high->high - offset);
}

static void say_ranges(struct launch *launch)
{
	const struct launch_shared *shared = launch->shared;
	struct truth *truth = launch->truth;

	say_range(truth, "header.time_mono", shared->before_mono,
		  "after_mono", launch->mono_offset);
	say_range(truth, "time_boot", shared->before_boot, "after_boot",
		  launch->boot_offset);
	say_range(truth, "time_real", shared->before_real, "after_real", 0);
	say_range(truth, "min_faults", shared->before_min_faults,
		  "after_min_faults", 0);
	say_range(truth, "maj_faults", shared->before_maj_faults,
		  "after_maj_faults", 0);
}

/* parameter_kib() - A bound of the module, bytes. */
static size_t parameter_kib(const char *name)
{
	char path[128], text[32];

	snprintf(path, sizeof(path), "/sys/module/procmon/parameters/%s",
		 name);
	if (content_read(path, text, sizeof(text)) < 1)
		return SIZE_MAX;
	return strtoul(text, NULL, 10) * 1024;
}

/* say_digest() - Of a block that is too large to be kept whole. */
static void say_digest(struct truth *truth, const char *block,
		       const char *digest, size_t bound)
{
	const struct truth_value *value = truth_find(truth, block);
	unsigned char bytes[SHA256_BYTES];

	if (!value || value->len <= bound) {
		truth_absent(truth, digest);
		return;
	}
	sha256(value->bytes, value->len, bytes);
	truth_bytes(truth, digest, bytes, sizeof(bytes));
}

/* say_script() - The file asked for, if another one runs. */
static const char *say_script(struct launch *launch)
{
	struct truth *truth = launch->truth;

	if (!launch->interpreter[0]) {
		truth_absent(truth, "script");
		outside_no_file(truth, "script_file");
		return NULL;
	}
	truth_text(truth, "script", launch->probe);
	return outside_file(truth, "script_file", launch->probe);
}

static bool see_outside(struct launch *launch, pid_t pid)
{
	const char *failed;

	say_ranges(launch);
	failed = outside_process(launch->truth, pid);
	if (!failed)
		failed = outside_files(launch->truth, pid);
	if (!failed)
		failed = say_script(launch);
	if (failed)
		return launch_problem(launch, "%s cannot be read: %s", failed,
				      strerror(errno));
	say_how(launch, pid);
	say_digest(launch->truth, "argv", "argv_digest",
		   parameter_kib("argv_kib"));
	say_digest(launch->truth, "envp", "env_digest",
		   parameter_kib("env_kib"));
	return true;
}

/* follow() - In the test: from READY to what is known. */
static bool follow(struct launch *launch, int report, int go)
{
	static char text[65536];
	char ready[] = { READY, '\0' }, byte = GO;
	const char *failed;
	pid_t pid;

	if (!read_until(report, text, sizeof(text), ready))
		return launch_problem(launch, "in the child: %s", text);
	pid = launch->shared->pid;
	failed = outside_before(launch->truth, pid);
	if (failed)
		return launch_problem(launch, "%s cannot be read: %s", failed,
				      strerror(errno));
	if (write(go, &byte, 1) != 1)
		return launch_problem(launch, "the child is gone");
	if (launch->is_traced && !see_stop(launch, pid))
		return false;
	if (!read_until(report, text, sizeof(text), "end\n"))
		return launch_problem(launch, "in the probe: %s", text);
	if (!truth_parse(launch->truth, text))
		return launch_problem(launch, "the report is malformed");
	if (!see_outside(launch, pid))
		return false;
	if (write(go, &byte, 1) != 1)
		return launch_problem(launch, "the probe is gone");
	return true;
}

bool launch_run(struct launch *launch, const struct situation *situation)
{
	static char variable[64];
	int report[2], go[2], status = 0, error;
	bool good;
	pid_t pid;

	/* They are inherited, and known to the probe by their numbers. */
	if (pipe(report) || pipe(go))
		return launch_problem(launch, "pipe: %s", strerror(errno));
	fcntl(report[0], F_SETFD, FD_CLOEXEC);
	fcntl(go[1], F_SETFD, FD_CLOEXEC);
	launch->report_fd = report[1];
	launch->go_fd = go[0];
	snprintf(variable, sizeof(variable), "PROCMON_PROBE=%d,%d", report[1],
		 go[0]);
	launch->envp[0] = variable;
	pid = fork();
	if (pid < 0)
		return launch_problem(launch, "fork: %s", strerror(errno));
	if (!pid) {
		close(report[0]);
		close(go[1]);
		if (launch->new_pid_namespace)
			_exit(parent_of_init(launch, situation));
		launch->shared->pid = getpid();
		_exit(child(launch, situation));
	}
	close(report[1]);
	close(go[0]);
	good = follow(launch, report[0], go[1]);
	if (!good)
		kill(pid, SIGKILL);
	error = child_wait(pid, deadline_in(DEADLINE_DEFAULT_MS), &status);
	close(report[0]);
	close(go[1]);
	if (good && (error || status))
		return launch_problem(launch, "the probe ended with %#x, %d",
				      status, error);
	return good;
}
