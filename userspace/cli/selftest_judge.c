// SPDX-License-Identifier: GPL-2.0-only
/*
 * selftest_judge.c - compares what a way should have left in the stream with
 * what is there. It must not know where either is from.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "names.h"
#include "selftest.h"

static void say(struct selftest_verdict *verdict, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What was said first is the reason of what follows. */
static void say(struct selftest_verdict *verdict, const char *format, ...)
{
	va_list arguments;

	if (*verdict->result)
		return;
	va_start(arguments, format);
	vsnprintf(verdict->result, sizeof(verdict->result), format, arguments);
	va_end(arguments);
}

static const char *error_name(int error, char *buffer, size_t size)
{
	const char *name = names_find(&errno_names, (uint64_t)error);

	if (name)
		return name;
	snprintf(buffer, size, "error %d", error);
	return buffer;
}

/* Why a hook has not seen something. */
static enum selftest_mark unseen(const struct selftest_hooks *hooks,
				 unsigned int hook)
{
	if (hooks->info.hooks_armed >> hook & 1)
		return SELFTEST_MISSED;
	if (hooks->info.hooks_failed >> hook & 1)
		return SELFTEST_FAILED;
	return SELFTEST_OFF;
}

static bool is_filtered(const struct selftest_hooks *hooks, int error)
{
	return error >= 0 && error < 64 * PROCMON_ERRNO_WORDS &&
	       hooks->fail_errno.bits[error / 64] >> error % 64 & 1;
}

/* Does a record say how the program was called for, and truly? */
static enum selftest_mark judge_call(const struct selftest_way *way,
				     const struct procmon_exec *exec,
				     const struct selftest_hooks *hooks,
				     struct selftest_verdict *verdict)
{
	if (procmon_field_missing(exec, PROCMON_FIELD_ORIGIN, NULL))
		return unseen(hooks, PROCMON_HOOK_SYSCALL);
	if (exec->origin != way->origin) {
		say(verdict, "told as origin %u", exec->origin);
		return SELFTEST_WRONG;
	}
	if (procmon_field_missing(exec, PROCMON_FIELD_EXECVEAT, NULL))
		return unseen(hooks, PROCMON_HOOK_SYSCALL);
	if (exec->execveat_flags != way->flags) {
		say(verdict, "told with flags %#x", exec->execveat_flags);
		return SELFTEST_WRONG;
	}
	return SELFTEST_SEEN;
}

static enum selftest_mark judge_file(const struct selftest_way *way,
				     const struct procmon_exec *exec,
				     const struct selftest_hooks *hooks)
{
	if (procmon_field_missing(exec, PROCMON_FIELD_CREDS_BEFORE, NULL) ||
	    (way->is_script && !exec->script.off))
		return unseen(hooks, PROCMON_HOOK_FILE);
	return SELFTEST_SEEN;
}

static void judge_success(const struct selftest_way *way,
			  const struct selftest_sighting *sighting,
			  const struct selftest_hooks *hooks,
			  struct selftest_verdict *verdict)
{
	if (sighting->exec_count) {
		verdict->exec = SELFTEST_SEEN;
		verdict->file = judge_file(way, &sighting->exec, hooks);
		verdict->syscall = judge_call(way, &sighting->exec, hooks,
					      verdict);
	} else {
		/* the others tell by the record of the first */
		verdict->exec = unseen(hooks, PROCMON_HOOK_EXEC);
		verdict->file = unseen(hooks, PROCMON_HOOK_FILE);
		verdict->syscall = unseen(hooks, PROCMON_HOOK_SYSCALL);
	}
	if (sighting->exec_count > 1) {
		verdict->exec = SELFTEST_WRONG;
		say(verdict, "told %u times", sighting->exec_count);
	}
	if (sighting->fail_count) {
		verdict->syscall = SELFTEST_WRONG;
		say(verdict, "told as failed");
	}
}

static void judge_failure(const struct selftest_way *way,
			  const struct selftest_sighting *sighting,
			  const struct selftest_hooks *hooks,
			  struct selftest_verdict *verdict)
{
	char buffer[32];

	if (sighting->exec_count) {
		verdict->exec = SELFTEST_WRONG;
		say(verdict, "told as executed");
	}
	if (!sighting->fail_count) {
		verdict->syscall = unseen(hooks, PROCMON_HOOK_SYSCALL);
		if (verdict->syscall == SELFTEST_MISSED &&
		    is_filtered(hooks, way->error))
			verdict->syscall = SELFTEST_FILTERED;
		return;
	}
	if (sighting->fail.error != (uint32_t)way->error) {
		verdict->syscall = SELFTEST_WRONG;
		say(verdict, "told as %s",
		    error_name((int)sighting->fail.error, buffer,
			       sizeof(buffer)));
	} else if (sighting->fail_count > 1) {
		verdict->syscall = SELFTEST_WRONG;
		say(verdict, "told %u times", sighting->fail_count);
	} else {
		verdict->syscall = judge_call(way, &sighting->fail, hooks,
					      verdict);
	}
}

/* A check executes nothing and fails not: nobody may tell of it. */
static void judge_check(const struct selftest_sighting *sighting,
			struct selftest_verdict *verdict)
{
	if (sighting->exec_count) {
		verdict->exec = SELFTEST_WRONG;
		say(verdict, "told as executed");
	}
	if (sighting->fail_count) {
		verdict->syscall = SELFTEST_WRONG;
		say(verdict, "told as failed");
	}
	say(verdict, "ok, no record");
}

/* Return: whether it went as it should; if not, that was said. */
static bool went_well(const struct selftest_way *way,
		      const struct selftest_try *tried,
		      struct selftest_verdict *verdict)
{
	char buffer[32];

	switch (tried->end) {
	case SELFTEST_EXECUTED:
		if (!way->error && !way->is_check)
			return true;
		say(verdict, "was executed");
		break;
	case SELFTEST_RETURNED:
		if (tried->result == way->error &&
		    (way->error || way->is_check))
			return true;
		if (tried->result == SELFTEST_NOT_OFFERED) {
			say(verdict, "not offered");
			return false;
		}
		say(verdict, "gave %s", tried->result ?
		    error_name(tried->result, buffer, sizeof(buffer)) :
		    "no error");
		break;
	case SELFTEST_HUNG:
		say(verdict, "did not end in time");
		break;
	default:
		say(verdict, "not tried: %s",
		    error_name(tried->result, buffer, sizeof(buffer)));
		break;
	}
	verdict->is_bad = true;
	return false;
}

static bool is_bad(enum selftest_mark mark)
{
	return mark == SELFTEST_MISSED || mark == SELFTEST_WRONG ||
	       mark == SELFTEST_FAILED;
}

void selftest_judge(const struct selftest_way *way,
		    const struct selftest_try *tried,
		    const struct selftest_sighting *sighting,
		    const struct selftest_hooks *hooks,
		    struct selftest_verdict *ret_verdict)
{
	struct selftest_verdict verdict = { .exec = SELFTEST_NONE };

	if (went_well(way, tried, &verdict)) {
		verdict.is_tried = true;
		if (way->is_check)
			judge_check(sighting, &verdict);
		else if (way->error)
			judge_failure(way, sighting, hooks, &verdict);
		else
			judge_success(way, sighting, hooks, &verdict);
	}
	if (is_bad(verdict.exec) || is_bad(verdict.file) ||
	    is_bad(verdict.syscall)) {
		verdict.is_bad = true;
		say(&verdict, "not seen by all");
	}
	say(&verdict, "ok");
	*ret_verdict = verdict;
}
