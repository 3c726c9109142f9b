/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * selftest.h - what the parts of the selftest tell each other: a way to call
 * for an exec, what came of it, what the sensor saw of it.
 */
#ifndef PROCMONCTL_SELFTEST_H
#define PROCMONCTL_SELFTEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <libprocmon.h>

/* What a call returns that cannot be tried on this machine. */
#define SELFTEST_NOT_OFFERED	(-1)

/* More ways than there are. */
#define SELFTEST_WAYS_MAX	32
#define SELFTEST_TOKEN_MAX	64

/* A try that takes longer is killed. */
#define SELFTEST_TRY_SECONDS	5

/* Nobody can make a file there. */
#define SELFTEST_NO_FILE	"/proc/self/procmon-selftest"

/**
 * struct selftest_program - What a way is to execute.
 * @path: procmonctl itself.
 * @token: in the arguments; no other exec on this host has it.
 */
struct selftest_program {
	const char *path;
	const char *token;
};

/**
 * struct selftest_way - A way to call for an exec.
 * @name: for people.
 * @call: calls. It is in a process of its own, and returns only if there is no
 *	new program: the errno, 0, or SELFTEST_NOT_OFFERED.
 * @error: errno that is expected; 0: it succeeds.
 * @origin: enum procmon_origin that a record should have.
 * @flags: as given to execveat(2), likewise.
 * @is_script: a script; the file witness should name it.
 * @is_check: returns 0 and executes nothing: there is no record of it.
 */
struct selftest_way {
	const char *name;
	int (*call)(const struct selftest_program *program);
	int error;
	uint32_t origin;
	uint32_t flags;
	bool is_script;
	bool is_check;
};

/* All of them; a NULL name ends them. */
extern const struct selftest_way selftest_ways[];

/* Calls in selftest_compat.c: those of a 32-bit program. */
int selftest_compat_execve(const struct selftest_program *program);
int selftest_compat_execveat(const struct selftest_program *program);
int selftest_compat_enoent(const struct selftest_program *program);

/**
 * enum selftest_end - How a try ended.
 * @SELFTEST_RETURNED: the call returned.
 * @SELFTEST_EXECUTED: there was a new program.
 * @SELFTEST_HUNG: it did not end in time and was killed.
 * @SELFTEST_NOT_TRIED: it was not begun.
 */
enum selftest_end {
	SELFTEST_RETURNED,
	SELFTEST_EXECUTED,
	SELFTEST_HUNG,
	SELFTEST_NOT_TRIED,
};

/**
 * struct selftest_try - What came of a way.
 * @end: how it ended.
 * @result: what the call returned; errno if it was not begun.
 */
struct selftest_try {
	enum selftest_end end;
	int result;
};

/**
 * selftest_run() - Try a way, in a process of its own.
 * @way: the way.
 * @program: what to execute.
 * @ret_try: returned: what came of it. The process is gone, unless the kernel
 *	keeps it in an endless sleep.
 */
void selftest_run(const struct selftest_way *way,
		  const struct selftest_program *program,
		  struct selftest_try *ret_try);

/**
 * struct selftest_sighting - What the stream told of a way.
 * @exec_count: EXEC records.
 * @exec: the last of them.
 * @fail_count: EXEC_FAIL records.
 * @fail: the last of them.
 */
struct selftest_sighting {
	unsigned int exec_count;
	struct procmon_exec exec;
	unsigned int fail_count;
	struct procmon_exec fail;
};

/**
 * struct selftest_stream - The tap.
 * @device: the open device.
 * @token: what all tokens of this run begin with; the number of the way
 *	follows.
 * @lost: records that are missing from the stream.
 * @sightings: by number of the way.
 */
struct selftest_stream {
	struct procmon_device *device;
	char token[SELFTEST_TOKEN_MAX / 2];
	uint64_t lost;
	struct selftest_sighting sightings[SELFTEST_WAYS_MAX];
};

/**
 * selftest_token() - Token of a way.
 * @stream: the tap.
 * @number: number of the way.
 * @ret_token: returned: the token.
 */
void selftest_token(const struct selftest_stream *stream, unsigned int number,
		    char ret_token[SELFTEST_TOKEN_MAX]);

/**
 * selftest_read() - Read all that is there, without waiting.
 * @stream: the tap.
 *
 * Return: 0 or -errno.
 */
int selftest_read(struct selftest_stream *stream);

/**
 * enum selftest_mark - What a witness did.
 * @SELFTEST_NONE: there was nothing for it to see.
 * @SELFTEST_SEEN: it saw it.
 * @SELFTEST_MISSED: it did not.
 * @SELFTEST_WRONG: it told something else than what was.
 * @SELFTEST_OFF: it is off, by configuration or as the sensor is disarmed.
 * @SELFTEST_FAILED: it did not arm.
 * @SELFTEST_FILTERED: it saw it, but such failures are not recorded.
 */
enum selftest_mark {
	SELFTEST_NONE,
	SELFTEST_SEEN,
	SELFTEST_MISSED,
	SELFTEST_WRONG,
	SELFTEST_OFF,
	SELFTEST_FAILED,
	SELFTEST_FILTERED,
	SELFTEST_MARK_COUNT,
};

/**
 * struct selftest_hooks - Which witnesses can see at all.
 * @info: of the device; hooks_armed, hooks_off and hooks_failed.
 * @fail_errno: failures that are not recorded.
 */
struct selftest_hooks {
	struct procmon_info info;
	struct procmon_errno_set fail_errno;
};

/**
 * struct selftest_verdict - What is to be said of a way.
 * @exec: of the exec witness.
 * @file: of the file witness.
 * @syscall: of the syscall witness.
 * @is_bad: something was missed, wrong, or not as expected.
 * @is_tried: it could be tried.
 * @result: for people.
 */
struct selftest_verdict {
	enum selftest_mark exec;
	enum selftest_mark file;
	enum selftest_mark syscall;
	bool is_bad;
	bool is_tried;
	char result[64];
};

/**
 * selftest_judge() - Compare what should have been seen with what was.
 * @way: the way.
 * @tried: what came of it.
 * @sighting: what the stream told.
 * @hooks: which witnesses can see.
 * @ret_verdict: returned: the verdict.
 */
void selftest_judge(const struct selftest_way *way,
		    const struct selftest_try *tried,
		    const struct selftest_sighting *sighting,
		    const struct selftest_hooks *hooks,
		    struct selftest_verdict *ret_verdict);

/**
 * struct selftest_report - All that is to be said.
 * @verdicts: by number of the way.
 * @hooks: which witnesses can see.
 * @lost: records that are missing from the stream.
 * @syscall_state: of the syscall witness, as the module words it.
 */
struct selftest_report {
	struct selftest_verdict verdicts[SELFTEST_WAYS_MAX];
	struct selftest_hooks hooks;
	uint64_t lost;
	const char *syscall_state;
};

void selftest_report_table(const struct selftest_report *report,
			   bool no_headings);
void selftest_report_json(const struct selftest_report *report);

/**
 * selftest_report_is_bad() - Was anything missed?
 * @report: the report.
 */
bool selftest_report_is_bad(const struct selftest_report *report);

#endif /* PROCMONCTL_SELFTEST_H */
