// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_fail.c - one exec that failed, from the task to the finished record
 * (see capture.h). The task goes on as it was, so all is about the caller; what
 * only a new program would have is marked.
 */
#include <linux/file.h>
#include <linux/sched.h>

#include "capture.h"
#include "compat.h"
#include "compat/exe_file.h"

/*
 * What only a new program has, or would cost too much where there is none: a
 * shell that walks its PATH fails more often than it succeeds. The label alone
 * would cost a fifth of all the rest.
 */
static const u64 inapplicable_fields =
	CAPTURE_SUCCESS_FIELDS |
	FIELD_BIT(PROCMON_FIELD_ENVP) |
	FIELD_BIT(PROCMON_FIELD_ARGV_DIGEST) |
	FIELD_BIT(PROCMON_FIELD_ENV_DIGEST);

static u32 reason_of(int error)
{
	switch (error) {
	case -ENOMEM:
		return PROCMON_REASON_MEMORY;
	case -E2BIG:
		return PROCMON_REASON_BOUND;
	default:
		return PROCMON_REASON_FAULT;
	}
}

/* A text of which only the start may be there. */
static void capture_passed(struct record *record,
			   struct procmon_string *string, u32 field,
			   const void *text, u32 len, int error)
{
	struct procmon_exec *exec = record_exec(record);

	if (error && !len) {
		exec_missing(exec, field, reason_of(error));
		return;
	}
	capture_text(record, string, field, text, len);
	if (!error || !string->off)
		return;
	string->total = len + 1;
	fieldset_add(&exec->truncated, field);
}

/* It was not in memory when the call began; later it may be. */
static bool is_late(const struct exec_call *call, int error)
{
	return error == -EFAULT && !call->waited;
}

static void capture_filename(struct record *record,
			     const struct exec_call *call)
{
	capture_passed(record, &record_exec(record)->filename,
		       PROCMON_FIELD_FILENAME, call->text, call->filename_len,
		       call->filename_error);
}

static void capture_argv(struct record *record, const struct exec_call *call)
{
	struct procmon_exec *exec = record_exec(record);

	capture_passed(record, &exec->argv, PROCMON_FIELD_ARGV,
		       call->text + call->filename_len, call->argv_len,
		       call->argv_error);
	if (call->argv_error)
		exec_missing(exec, PROCMON_FIELD_ARGC,
			     reason_of(call->argv_error));
	else
		exec->argc = call->argc;
}

static void capture_stage1(struct record *record, const struct failed *failed)
{
	struct procmon_exec *exec = record_exec(record);

	exec->flags = PROCMON_EXEC_AS_PASSED;
	exec->error = failed->error;
	capture_common(record, current->pid);
	capture_call(exec, failed->call, PROCMON_REASON_MEMORY);
	capture_missing(exec, inapplicable_fields, PROCMON_REASON_INAPPLICABLE);
}

/* What was not in memory when the call began is read as far as it is now. */
static void read_late(struct capture *capture, bool may_sleep)
{
	const struct exec_call *call = capture->call;
	bool filename = is_late(call, call->filename_error);
	bool argv = is_late(call, call->argv_error);
	struct record *record = &capture->record;
	struct exec_call *again;
	u32 late = 0;

	if (!filename && !argv)
		return;
	again = exec_call_again(call, may_sleep);
	if (again)
		call = again;
	/* If there is no room this is said with each of them. */
	if (may_sleep)
		capture_room(capture, call->filename_len + call->argv_len);
	if (filename) {
		capture_filename(record, call);
		if (record_exec(record)->filename.off)
			late |= PROCMON_EXEC_FILENAME_LATE;
	}
	if (argv) {
		capture_argv(record, call);
		if (record_exec(record)->argv.off)
			late |= PROCMON_EXEC_ARGV_LATE;
	}
	if (again)
		record_exec(record)->flags |= late;
	exec_call_free(again);
}

static void exe_absent(struct procmon_exec *exec)
{
	exec_missing(exec, PROCMON_FIELD_EXE, PROCMON_REASON_FAULT);
	exec_missing(exec, PROCMON_FIELD_EXE_FILE, PROCMON_REASON_FAULT);
	exec_missing(exec, PROCMON_FIELD_EXE_BTIME, PROCMON_REASON_FAULT);
}

/* Stage 2. The task may have been killed in between. */
static void capture_finish(struct capture *capture)
{
	read_late(capture, true);
	if (capture->exe)
		capture_exe_place(capture);
	capture_cgroup_stage2(capture, current);
	capture_fs(capture);
}

/* Closes a record that stage 2 will not see, marking what only it can read. */
static void capture_settle(struct capture *capture)
{
	struct record *record = &capture->record;
	struct procmon_exec *exec = record_exec(record);

	read_late(capture, false);
	if (capture->exe && !exec->exe.off)
		exec_missing(exec, PROCMON_FIELD_EXE, PROCMON_REASON_BOUND);
	capture_cgroup_settle(record, PROCMON_REASON_BOUND);
	capture_missing(exec, CAPTURE_LATE_FIELDS, PROCMON_REASON_UNARMED);
}

/**
 * capture_fail_look() - Look at the current task, whose call failed.
 * @ret_failed: filled in, for capture_fail_done().
 * @call: the call, ended; NULL if there was no memory for it.
 * @error: errno.
 *
 * Context: The task that called. Does not sleep.
 */
void capture_fail_look(struct failed *ret_failed, struct exec_call *call,
		       u32 error)
{
	ret_failed->call = call;
	ret_failed->error = error;
	ret_failed->exe = compat_exe_file_get(current->mm);
	ret_failed->may_stall =
		(ret_failed->exe && capture_file_may_stall(ret_failed->exe)) ||
		(call && (is_late(call, call->filename_error) ||
			  is_late(call, call->argv_error)));
}

/**
 * capture_fail_done() - Free what is left of a call that failed.
 * @failed: from capture_fail_look().
 *
 * Context: Task context.
 */
void capture_fail_done(struct failed *failed)
{
	exec_call_free(failed->call);
	if (failed->exe)
		fput(failed->exe);
}

/**
 * capture_fail_begin() - Stage 1: all that could be changed later.
 * @failed: the call; it and the file of it belong to the capture from now on.
 * @two_stages: there will be a stage 2, @finish of the capture. If not,
 *	@settle at once.
 *
 * Context: The task that called, when the call has failed. Does not sleep.
 * Return: The capture, or NULL if there is no memory: capture_fail_tombstone().
 */
struct capture *capture_fail_begin(struct failed *failed, bool two_stages)
{
	struct exec_call *call = failed->call;
	struct capture *capture;
	struct record *record;

	if (!call)
		return NULL;
	capture = capture_alloc(PROCMON_TYPE_EXEC_FAIL,
				call->filename_len + call->argv_len,
				two_stages);
	if (!capture)
		return NULL;
	capture->finish = capture_finish;
	capture->settle = capture_settle;
	record = &capture->record;
	capture_stage1(record, failed);
	if (!is_late(call, call->filename_error))
		capture_filename(record, call);
	if (!is_late(call, call->argv_error))
		capture_argv(record, call);
	if (failed->exe)
		capture_exe_stage1(record, failed->exe, NULL);
	else
		exe_absent(record_exec(record));
	/* Last, so that a long path takes no room that others count on. */
	capture_cgroup_stage1(record, current);
	capture->call = call;
	capture->exe = failed->exe;
	failed->call = NULL;
	failed->exe = NULL;
	return capture;
}

/**
 * capture_fail_tombstone() - A call that there is no memory for.
 * @record: filled in: all that has a fixed size; strings are marked absent.
 * @bytes: sizeof(struct procmon_exec) bytes, aligned to 8.
 * @failed: the call.
 *
 * Context: The task that called, when the call has failed. Does not sleep.
 */
void capture_fail_tombstone(struct record *record, void *bytes,
			    const struct failed *failed)
{
	struct procmon_exec *exec = bytes;

	record_start(record, bytes, sizeof(*exec), PROCMON_TYPE_EXEC_FAIL,
		     sizeof(*exec));
	exec->header.flags = PROCMON_RECORD_TOMBSTONE;
	capture_stage1(record, failed);
	if (failed->exe)
		capture_file(&exec->exe_file, failed->exe);
	else
		exec_missing(exec, PROCMON_FIELD_EXE_FILE,
			     PROCMON_REASON_FAULT);
	capture_cgroup_stage1(record, current);
	capture_cgroup_settle(record, PROCMON_REASON_MEMORY);
	if (failed->call && !failed->call->argv_error)
		exec->argc = failed->call->argc;
	else
		exec_missing(exec, PROCMON_FIELD_ARGC, PROCMON_REASON_MEMORY);
	exec_missing(exec, PROCMON_FIELD_FILENAME, PROCMON_REASON_MEMORY);
	exec_missing(exec, PROCMON_FIELD_ARGV, PROCMON_REASON_MEMORY);
	exec_missing(exec, PROCMON_FIELD_EXE, PROCMON_REASON_MEMORY);
	capture_missing(exec, CAPTURE_LATE_FIELDS, PROCMON_REASON_MEMORY);
}
