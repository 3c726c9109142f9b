/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec_fail.h - execs that fail: why (exec_fail_cases.c), who calls and how
 * (exec_fail_call.c), and what the record of one must say
 * (exec_fail_compare.c).
 */
#ifndef EXEC_FAIL_H
#define EXEC_FAIL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "stream.h"
#include "truth.h"

/**
 * struct exec_caller - A way to call.
 * @name: for people.
 * @program: of the directory of the tests.
 * @gate: CALLER_NATIVE or CALLER_INT80.
 * @is_at: calls execveat(2).
 * @origin: enum procmon_origin.
 */
struct exec_caller {
	const char *name;
	const char *program;
	const char *gate;
	bool is_at;
	unsigned int origin;
};

extern const struct exec_caller exec_caller_execve, exec_caller_execveat,
	exec_caller_int80_execve, exec_caller_int80_execveat,
	exec_caller_program32_execve, exec_caller_program32_execveat;

/**
 * exec_caller_absent() - Why this machine has no such caller; NULL: it has.
 * @caller: the caller.
 * @programs: directory of the test programs.
 */
const char *exec_caller_absent(const struct exec_caller *caller,
			       const char *programs);

struct attempt;

/**
 * struct exec_fail_case - A reason to fail.
 * @name: for people.
 * @error: errno that the caller must get; 0: the program runs.
 * @file: in the attempt's directory; from there it is relative for execveat(2)
 *	and absolute for execve(2). NULL: @filename.
 * @filename: as it is.
 * @trick: of exec_fail_caller.h; NULL: CALLER_PLAIN.
 * @flags: of execveat(2).
 * @only_at: execve(2) has no such thing.
 * @by_file: dirfd is CALLER_FILE_FD instead of CALLER_DIRECTORY_FD.
 * @dirfd: dirfd is this number, unless it is 0.
 * @unless: where it need not fail, the reason; the test then says so.
 * @prepare: makes @file; in the test. Return: false, and @problem is set.
 * @child: in the process that becomes the caller, last. Return: NULL, or the
 *	name of the call that failed.
 */
struct exec_fail_case {
	const char *name;
	int error;
	const char *file;
	const char *filename;
	const char *trick;
	unsigned int flags;
	bool only_at;
	bool by_file;
	int dirfd;
	const char *unless;
	bool (*prepare)(struct attempt *attempt, const char *path);
	const char *(*child)(struct attempt *attempt);
};

extern const struct exec_fail_case exec_fail_cases[];
extern const size_t exec_fail_case_count;

/**
 * struct attempt - One call, and what is known of it.
 * @what: why it fails.
 * @caller: who calls.
 * @programs: directory of the test programs.
 * @directory: where the files are.
 * @filename: as passed; NULL: no address.
 * @argv: block of arguments as passed.
 * @argv_len: its bytes; those that can be read.
 * @argc: arguments in it.
 * @argv_faults: what is behind cannot be read.
 * @dirfd: as passed, or AT_FDCWD.
 * @flags: as passed, or 0.
 * @fd: open for the time of the attempt; -1: none.
 * @pid: the caller.
 * @error: what it got; 0: the program ran instead.
 * @truth: what is known of it.
 * @problem: what went wrong.
 */
struct attempt {
	const struct exec_fail_case *what;
	const struct exec_caller *caller;
	const char *programs;
	const char *directory;
	char filename_text[8192];
	const char *filename;
	const char *argv;
	size_t argv_len;
	unsigned int argc;
	bool argv_faults;
	int dirfd;
	unsigned int flags;
	int fd;
	pid_t pid;
	int error;
	struct truth *truth;
	char problem[1024];
};

/* Return: false. */
__attribute__((format(printf, 2, 3)))
bool attempt_problem(struct attempt *attempt, const char *format, ...);

/**
 * attempt_run() - Call, and gather the truth.
 * @attempt: @what, @caller, @programs, @directory and @truth are set.
 * Return: did all go well? @error says what the caller got.
 */
bool attempt_run(struct attempt *attempt);

/**
 * attempt_compare() - The record of a call that failed.
 * @attempt: a call that ran.
 * @record: an EXEC_FAIL record of the process.
 * @say: called with a line for each difference.
 * @argument: for it.
 * Return: differences.
 */
unsigned int attempt_compare(const struct attempt *attempt,
			     const struct procmon_header *record,
			     void (*say)(void *argument, const char *line),
			     void *argument);

#endif /* EXEC_FAIL_H */
