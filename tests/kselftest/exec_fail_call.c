// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_fail_call.c - start a caller, let it call, and gather what is known of
 * it from /proc while it waits. It must not know why the call fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "exec_fail.h"
#include "exec_fail_caller.h"
#include "exec_target.h"
#include "files.h"
#include "load.h"
#include "process.h"

const struct exec_caller exec_caller_execve = {
	.name = "execve", .program = "exec_fail_caller",
	.gate = CALLER_NATIVE, .origin = PROCMON_ORIGIN_EXECVE,
};

const struct exec_caller exec_caller_execveat = {
	.name = "execveat", .program = "exec_fail_caller",
	.gate = CALLER_NATIVE, .is_at = true,
	.origin = PROCMON_ORIGIN_EXECVEAT,
};

const struct exec_caller exec_caller_int80_execve = {
	.name = "execve by int $0x80", .program = "exec_fail_caller",
	.gate = CALLER_INT80, .origin = PROCMON_ORIGIN_COMPAT_EXECVE,
};

const struct exec_caller exec_caller_int80_execveat = {
	.name = "execveat by int $0x80", .program = "exec_fail_caller",
	.gate = CALLER_INT80, .is_at = true,
	.origin = PROCMON_ORIGIN_COMPAT_EXECVEAT,
};

const struct exec_caller exec_caller_program32_execve = {
	.name = "execve of a 32-bit program", .program = "exec_fail_caller32",
	.gate = CALLER_NATIVE, .origin = PROCMON_ORIGIN_COMPAT_EXECVE,
};

const struct exec_caller exec_caller_program32_execveat = {
	.name = "execveat of a 32-bit program",
	.program = "exec_fail_caller32", .gate = CALLER_NATIVE, .is_at = true,
	.origin = PROCMON_ORIGIN_COMPAT_EXECVEAT,
};

bool attempt_problem(struct attempt *attempt, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(attempt->problem, sizeof(attempt->problem), format,
		  arguments);
	va_end(arguments);
	return false;
}

const char *exec_caller_absent(const struct exec_caller *caller,
			       const char *programs)
{
	bool is_compat = caller->origin == PROCMON_ORIGIN_COMPAT_EXECVE ||
		caller->origin == PROCMON_ORIGIN_COMPAT_EXECVEAT;
	char path[2 * PATH_MAX];
	char *argv[] = { "caller", NULL };
	int status;

#ifndef __x86_64__
	if (!strcmp(caller->gate, CALLER_INT80))
		return "only x86 has int $0x80";
#endif
	if (!is_compat)
		return NULL;
	snprintf(path, sizeof(path), "%s/exec_fail_caller32", programs);
	status = run_program(path, argv, NULL);
	/* With no arguments it ends with 2. */
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		return NULL;
	return "this kernel runs no 32-bit programs";
}

/* The arguments of the exec: one is empty, one has bytes of all sorts. */
static const char *const arguments[] = {
	"a program", "second", "", "a line\nand \xff\x01\x1b[31m", NULL
};

/* block() - A list of strings as one block. */
static char *block(const char *const *list, size_t *ret_len)
{
	size_t len = 0, i;
	char *bytes, *at;

	for (i = 0; list[i]; i++)
		len += strlen(list[i]) + 1;
	bytes = malloc(len + 1);
	if (!bytes)
		abort();
	at = bytes;
	for (i = 0; list[i]; i++)
		at = stpcpy(at, list[i]) + 1;
	*ret_len = len;
	return bytes;
}

/* say_arguments() - Which ones the caller's memory holds. */
static void say_arguments(struct attempt *attempt, const char *trick)
{
	static char letters[CALLER_LONG_LEN + 1];
	const char *list[] = { arguments[0], arguments[1], arguments[2],
			       arguments[3], NULL };

	if (!strcmp(trick, CALLER_LONG_ARGUMENT)) {
		memset(letters, CALLER_LONG_BYTE, CALLER_LONG_LEN);
		list[1] = letters;
	}
	if (!strcmp(trick, CALLER_BAD_ELEMENT))
		list[1] = NULL;
	if (!strcmp(trick, CALLER_BAD_ARGV))
		list[0] = NULL;
	attempt->argv_faults = !list[0] || !list[1];
	for (attempt->argc = 0; list[attempt->argc]; attempt->argc++)
		;
	attempt->argv = block(list, &attempt->argv_len);
}

/* say_call() - What is passed. */
static bool say_call(struct attempt *attempt)
{
	const struct exec_fail_case *what = attempt->what;
	bool is_at = attempt->caller->is_at;
	char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", attempt->directory,
		 what->file ? what->file : "by descriptor");
	attempt->dirfd = AT_FDCWD;
	attempt->flags = 0;
	if (is_at) {
		attempt->flags = what->flags;
		attempt->dirfd = what->dirfd ? what->dirfd :
			what->by_file ? CALLER_FILE_FD : CALLER_DIRECTORY_FD;
	}
	snprintf(attempt->filename_text, sizeof(attempt->filename_text), "%s",
		 !what->file ? what->filename : is_at ? what->file : path);
	attempt->filename = attempt->filename_text;
	if (what->trick && !strcmp(what->trick, CALLER_BAD_FILENAME))
		attempt->filename = NULL;
	say_arguments(attempt, what->trick ? what->trick : CALLER_PLAIN);
	attempt->fd = -1;
	return !what->prepare || what->prepare(attempt, path);
}

/* become_caller() - In the child. Return: the name of what failed. */
static const char *become_caller(struct attempt *attempt, int report, int go)
{
	const struct exec_fail_case *what = attempt->what;
	const char *trick = what->trick ? what->trick : CALLER_PLAIN;
	char program[2 * PATH_MAX], dirfd[16], flags[16];
	char *argv[] = {
		"caller", (char *)attempt->caller->gate,
		attempt->caller->is_at ? CALLER_EXECVEAT : CALLER_EXECVE,
		dirfd, flags, (char *)trick, attempt->filename_text,
		(char *)arguments[0], (char *)arguments[1],
		(char *)arguments[2], (char *)arguments[3], NULL
	};
	char *envp[] = { NULL };
	const char *failed;
	int directory;
	cpu_set_t cpus;

	snprintf(dirfd, sizeof(dirfd), "%d", attempt->dirfd);
	snprintf(flags, sizeof(flags), "%u", attempt->flags);
	snprintf(program, sizeof(program), "%s/%s", attempt->programs,
		 attempt->caller->program);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus))
		return "sched_setaffinity";
	directory = open(attempt->directory, O_PATH | O_CLOEXEC);
	if (dup2(report, CALLER_REPORT_FD) < 0 || dup2(go, CALLER_GO_FD) < 0 ||
	    dup2(directory, CALLER_DIRECTORY_FD) < 0)
		return "dup2";
	/* A program that runs after all does not keep the pipe. */
	fcntl(CALLER_REPORT_FD, F_SETFD, FD_CLOEXEC);
	if (attempt->fd >= 0 && what->by_file &&
	    dup3(attempt->fd, CALLER_FILE_FD, 0) < 0)
		return "dup3";
	if (chdir(attempt->directory))
		return "chdir";
	failed = what->child ? what->child(attempt) : NULL;
	if (failed)
		return failed;
	/* The first exec must not close the pipe either. */
	fcntl(CALLER_REPORT_FD, F_SETFD, 0);
	execve(program, argv, envp);
	return "execve of the caller";
}

/* status_number() - A number of /proc/PID/status. */
static uint64_t status_number(pid_t pid, const char *name)
{
	char path[64], text[8192], *at;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	if (content_read(path, text, sizeof(text)) < 0)
		return UINT64_MAX;
	at = strstr(text, name);
	return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

/* Fields that only a new program has, or that are not kept of a failure. */
static const char *const without_source[] = {
	"prev_comm", "creds_before.uid", "creds_before.euid",
	"creds_before.suid", "creds_before.fsuid", "creds_before.gid",
	"creds_before.egid", "creds_before.sgid", "creds_before.fsgid",
	"creds_before.cap_permitted", "creds_before.cap_effective",
	"creds_before.cap_inheritable", "creds_before.cap_bounding",
	"creds_before.cap_ambient", "creds_before.securebits",
	"creds_before.user_ns", "envp", "envc", "argv_digest", "env_digest",
	"interp", "script", "fds", "sockets", "fd_count", "exe_caps.permitted",
	"exe_caps.inheritable", "exe_caps.effective", "exe_caps.rootid",
	"exe_file.flags.CAPS", "exe_file.flags.WRITABLE",
	"exe_file.flags.OVERLAY_UPPER", "verity_digest", "verity_algorithm",
	"ima_digest", "ima_algorithm", "elf_interp_dev_major",
	"elf_interp_dev_minor", "elf_interp_ino", "flags.SECUREEXEC",
	"lsm_label",
};

/* say_caller() - What is known of a caller like ours. */
static void say_caller(struct attempt *attempt)
{
	struct truth *truth = attempt->truth;
	pid_t pid = attempt->pid;
	struct utsname names;
	struct rlimit limit;
	size_t i;

	for (i = 0; i < sizeof(without_source) / sizeof(without_source[0]); i++)
		truth_absent(truth, without_source[i]);
	outside_no_file(truth, "script_file");
	truth_number(truth, "header.type", PROCMON_TYPE_EXEC_FAIL);
	truth_number(truth, "header.flags", 0);
	truth_number(truth, "header.fixed_len", sizeof(struct procmon_exec));
	truth_number(truth, "header.cpu", 0);
	truth_number(truth, "identity.reserved", 0);
	/* All are in our own pid namespace, the initial one. */
	truth_number(truth, "identity.ns_tgid", pid);
	truth_number(truth, "identity.ns_tid", pid);
	truth_number(truth, "identity.ns_ppid", getpid());
	truth_number(truth, "identity.ns_pgid", getpgid(pid));
	truth_number(truth, "identity.ns_sid", getsid(pid));
	truth_number(truth, "old_tid", pid);
	truth_number(truth, "flags.NS_INIT", 0);
	truth_number(truth, "flags.THREAD", 0);
	truth_number(truth, "flags.SESSION_LEADER", getsid(pid) == pid);
	truth_number(truth, "flags.NO_NEW_PRIVS",
		     status_number(pid, "NoNewPrivs:"));
	truth_number(truth, "flags.AS_PASSED", 1);
	truth_number(truth, "seccomp_mode", status_number(pid, "\nSeccomp:"));
	truth_number(truth, "dumpable", 1);
	truth_number(truth, "creds.securebits", prctl(PR_GET_SECUREBITS));
	truth_number(truth, "origin", attempt->caller->origin);
	truth_number(truth, "execveat_flags", attempt->flags);
	truth_number(truth, "dirfd", (int64_t)attempt->dirfd);
	truth_number(truth, "error", attempt->error);
	uname(&names);
	truth_text(truth, "nodename", names.nodename);
	getrlimit(RLIMIT_NOFILE, &limit);
	truth_number(truth, "rlimit_nofile", limit.rlim_cur);
	truth_number(truth, "rlimit_nofile_max", limit.rlim_max);
}

/* see_caller() - While it waits. */
static bool see_caller(struct attempt *attempt)
{
	const char *failed = outside_process(attempt->truth, attempt->pid);

	if (!failed)
		failed = outside_files(attempt->truth, attempt->pid);
	if (!failed)
		failed = outside_memory(attempt->truth, attempt->pid);
	if (failed)
		return attempt_problem(attempt, "%s of %d cannot be read: %s",
				       failed, attempt->pid, strerror(errno));
	say_caller(attempt);
	/* Compared by code of its own: they can be cut. */
	truth_forget(attempt->truth, "argv");
	truth_forget(attempt->truth, "argc");
	truth_forget(attempt->truth, "filename");
	return true;
}

/* times() - From when to when it can have been. */
static void times(struct attempt *attempt, const uint64_t before[3])
{
	truth_range(attempt->truth, "header.time_mono", before[0],
		    clock_ns(CLOCK_MONOTONIC));
	truth_range(attempt->truth, "time_boot", before[1],
		    clock_ns(CLOCK_BOOTTIME));
	truth_range(attempt->truth, "time_real", before[2],
		    clock_ns(CLOCK_REALTIME));
}

/* follow() - In the test: from the start of the caller to its end. */
static bool follow(struct attempt *attempt, int report, int go)
{
	struct pollfd wait = { .fd = report, .events = POLLIN };
	const uint64_t before[3] = {
		clock_ns(CLOCK_MONOTONIC), clock_ns(CLOCK_BOOTTIME),
		clock_ns(CLOCK_REALTIME),
	};
	ssize_t count;

	if (write(go, "G", 1) != 1)
		return attempt_problem(attempt, "the caller is gone");
	if (poll(&wait, 1, DEADLINE_DEFAULT_MS) != 1)
		return attempt_problem(attempt, "the caller does not answer");
	count = read(report, &attempt->error, sizeof(attempt->error));
	times(attempt, before);
	if (!count)
		attempt->error = 0;
	else if (count != sizeof(attempt->error))
		return attempt_problem(attempt, "the caller says %zd bytes",
				       count);
	if (count && !see_caller(attempt))
		return false;
	if (count && write(go, "G", 1) != 1)
		return attempt_problem(attempt, "the caller is gone");
	return true;
}

bool attempt_run(struct attempt *attempt)
{
	int report[2], go[2], status = 0, error;
	const char *failed;
	bool good;

	attempt->problem[0] = '\0';
	if (!say_call(attempt))
		return false;
	if (pipe2(report, O_CLOEXEC) || pipe2(go, O_CLOEXEC))
		return attempt_problem(attempt, "pipe: %s", strerror(errno));
	attempt->pid = fork();
	if (attempt->pid < 0)
		return attempt_problem(attempt, "fork: %s", strerror(errno));
	if (!attempt->pid) {
		failed = become_caller(attempt, report[1], go[0]);
		fprintf(stderr, "# %s: %s\n", failed, strerror(errno));
		_exit(126);
	}
	close(report[1]);
	close(go[0]);
	good = follow(attempt, report[0], go[1]);
	close(report[0]);
	close(go[1]);
	if (attempt->fd >= 0)
		close(attempt->fd);
	if (!good)
		kill(attempt->pid, SIGKILL);
	error = child_wait(attempt->pid, deadline_in(DEADLINE_DEFAULT_MS),
			   &status);
	if (!good)
		return false;
	if (error || !WIFEXITED(status) ||
	    (WEXITSTATUS(status) && WEXITSTATUS(status) != EXEC_TARGET_STATUS))
		return attempt_problem(attempt, "the caller ended with %#x",
				       status);
	return true;
}
