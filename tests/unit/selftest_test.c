// SPDX-License-Identifier: GPL-2.0-only
/*
 * selftest_test.c - the selftest of procmonctl without a sensor: its ways to
 * exec do what they say, and its judge finds fault with what is not so.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "selftest.h"

/* Stands for procmonctl: a program that ends at once. */
#define PROGRAM		"/bin/true"

static unsigned int way_count(void)
{
	unsigned int count = 0;

	while (selftest_ways[count].name)
		count++;
	return count;
}

static const struct selftest_way *find(const char *name)
{
	unsigned int i;

	for (i = 0; selftest_ways[i].name; i++)
		if (strcmp(selftest_ways[i].name, name) == 0)
			return &selftest_ways[i];
	fail_msg("no way '%s'", name);
	return NULL;
}

static void each_way_ends_as_it_says(void **state)
{
	const struct selftest_program program = { PROGRAM, "token" };
	struct selftest_try tried;
	unsigned int i;

	(void)state;
	assert_true(way_count() > 10);
	for (i = 0; i < way_count(); i++) {
		const struct selftest_way *way = &selftest_ways[i];

		selftest_run(way, &program, &tried);
		if (tried.end == SELFTEST_RETURNED &&
		    tried.result == SELFTEST_NOT_OFFERED) {
			print_message("# %s: not offered here\n", way->name);
			continue;
		}
		if (way->error || way->is_check) {
			assert_int_equal(tried.end, SELFTEST_RETURNED);
			assert_int_equal(tried.result, way->error);
		} else {
			assert_int_equal(tried.end, SELFTEST_EXECUTED);
		}
		/* nothing is left behind */
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		assert_int_equal(errno, ECHILD);
	}
}

static int hang(const struct selftest_program *program)
{
	(void)program;
	while (pause() < 0)
		continue;
	return 0;
}

static void a_call_that_hangs_is_ended(void **state)
{
	const struct selftest_way way = { .name = "hang", .call = hang };
	const struct selftest_program program = { PROGRAM, "token" };
	struct selftest_try tried;

	(void)state;
	selftest_run(&way, &program, &tried);
	assert_int_equal(tried.end, SELFTEST_HUNG);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* A case: what came of a way, what the stream told of it. */
static struct judged {
	const struct selftest_way *way;
	struct selftest_try tried;
	struct selftest_sighting sighting;
	struct selftest_hooks hooks;
	struct selftest_verdict verdict;
} judged;

static void judge(void)
{
	selftest_judge(judged.way, &judged.tried, &judged.sighting,
		       &judged.hooks, &judged.verdict);
}

/* All armed, and seen by all. */
static void start(const char *name)
{
	memset(&judged, 0, sizeof(judged));
	judged.way = find(name);
	judged.hooks.info.hooks_armed = (1 << PROCMON_HOOK_COUNT) - 1;
	if (judged.way->error) {
		judged.tried.result = judged.way->error;
		judged.sighting.fail_count = 1;
		judged.sighting.fail.error = judged.way->error;
		judged.sighting.fail.origin = judged.way->origin;
		judged.sighting.fail.execveat_flags = judged.way->flags;
	} else if (!judged.way->is_check) {
		judged.tried.end = SELFTEST_EXECUTED;
		judged.sighting.exec_count = 1;
		judged.sighting.exec.origin = judged.way->origin;
		judged.sighting.exec.execveat_flags = judged.way->flags;
		judged.sighting.exec.script.off = judged.way->is_script;
	}
}

static void disarm(unsigned int hook)
{
	judged.hooks.info.hooks_armed &= ~(1U << hook);
}

static void miss(struct procmon_exec *exec, unsigned int field)
{
	exec->missing[PROCMON_REASON_UNARMED].bits[field / 64] |=
		1ULL << field % 64;
}

#define EXPECT(exec_mark, file_mark, syscall_mark, bad) \
do { \
	judge(); \
	assert_int_equal(judged.verdict.exec, SELFTEST_##exec_mark); \
	assert_int_equal(judged.verdict.file, SELFTEST_##file_mark); \
	assert_int_equal(judged.verdict.syscall, SELFTEST_##syscall_mark); \
	assert_int_equal(judged.verdict.is_bad, bad); \
	assert_int_not_equal(*judged.verdict.result, 0); \
} while (0)

static void all_that_is_seen_is_good(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < way_count(); i++) {
		start(selftest_ways[i].name);
		if (judged.way->is_check)
			EXPECT(NONE, NONE, NONE, false);
		else if (judged.way->error)
			EXPECT(NONE, NONE, SEEN, false);
		else
			EXPECT(SEEN, SEEN, SEEN, false);
		assert_true(judged.verdict.is_tried);
		assert_memory_equal(judged.verdict.result, "ok", 2);
	}
}

static void a_success_that_was_missed_is_bad(void **state)
{
	(void)state;
	start("execve");
	judged.sighting.exec_count = 0;
	EXPECT(MISSED, MISSED, MISSED, true);
	start("execve");
	miss(&judged.sighting.exec, PROCMON_FIELD_CREDS_BEFORE);
	EXPECT(SEEN, MISSED, SEEN, true);
	start("execve");
	miss(&judged.sighting.exec, PROCMON_FIELD_ORIGIN);
	EXPECT(SEEN, SEEN, MISSED, true);
	start("execve");
	miss(&judged.sighting.exec, PROCMON_FIELD_EXECVEAT);
	EXPECT(SEEN, SEEN, MISSED, true);
	start("#! script in memory");
	judged.sighting.exec.script.off = 0;
	EXPECT(SEEN, MISSED, SEEN, true);
}

static void a_success_that_was_told_wrongly_is_bad(void **state)
{
	(void)state;
	start("execve");
	judged.sighting.exec.origin = PROCMON_ORIGIN_KERNEL;
	EXPECT(SEEN, SEEN, WRONG, true);
	assert_string_equal(judged.verdict.result, "told as origin 5");
	start("execveat of a descriptor");
	judged.sighting.exec.execveat_flags = 0;
	EXPECT(SEEN, SEEN, WRONG, true);
	start("execve");
	judged.sighting.exec_count = 2;
	EXPECT(WRONG, SEEN, SEEN, true);
	assert_string_equal(judged.verdict.result, "told 2 times");
	start("execve");
	judged.sighting.fail_count = 1;
	EXPECT(SEEN, SEEN, WRONG, true);
}

static void a_hook_that_is_off_is_told_but_not_bad(void **state)
{
	(void)state;
	start("execve");
	disarm(PROCMON_HOOK_FILE);
	disarm(PROCMON_HOOK_SYSCALL);
	miss(&judged.sighting.exec, PROCMON_FIELD_CREDS_BEFORE);
	miss(&judged.sighting.exec, PROCMON_FIELD_ORIGIN);
	EXPECT(SEEN, OFF, OFF, false);
	start("EACCES, a directory");
	disarm(PROCMON_HOOK_SYSCALL);
	judged.sighting.fail_count = 0;
	EXPECT(NONE, NONE, OFF, false);
	/* one that should work, and does not */
	judged.hooks.info.hooks_failed = 1 << PROCMON_HOOK_SYSCALL;
	EXPECT(NONE, NONE, FAILED, true);
}

static void a_failure_that_was_missed_or_told_wrongly_is_bad(void **state)
{
	(void)state;
	start("ENOENT");
	judged.sighting.fail_count = 0;
	EXPECT(NONE, NONE, MISSED, true);
	start("ENOENT");
	judged.sighting.fail.error = EACCES;
	EXPECT(NONE, NONE, WRONG, true);
	assert_string_equal(judged.verdict.result, "told as EACCES");
	start("ENOENT");
	judged.sighting.fail_count = 2;
	EXPECT(NONE, NONE, WRONG, true);
	start("ENOENT");
	judged.sighting.exec_count = 1;
	EXPECT(WRONG, NONE, SEEN, true);
	start("ENOENT, execveat");
	judged.sighting.fail.origin = PROCMON_ORIGIN_EXECVE;
	EXPECT(NONE, NONE, WRONG, true);
}

static void a_failure_that_is_not_to_be_recorded_is_not_missed(void **state)
{
	(void)state;
	start("ENOENT");
	judged.sighting.fail_count = 0;
	judged.hooks.fail_errno.bits[0] = 1ULL << EACCES;
	EXPECT(NONE, NONE, MISSED, true);
	judged.hooks.fail_errno.bits[0] |= 1ULL << ENOENT;
	EXPECT(NONE, NONE, FILTERED, false);
}

static void a_check_that_left_a_record_is_bad(void **state)
{
	(void)state;
	start("AT_EXECVE_CHECK");
	judged.sighting.exec_count = 1;
	EXPECT(WRONG, NONE, NONE, true);
	start("AT_EXECVE_CHECK");
	judged.sighting.fail_count = 1;
	EXPECT(NONE, NONE, WRONG, true);
}

static void what_did_not_go_as_it_should_proves_nothing(void **state)
{
	(void)state;
	start("execve");
	judged.tried.end = SELFTEST_RETURNED;
	judged.tried.result = EPERM;
	EXPECT(NONE, NONE, NONE, true);
	assert_string_equal(judged.verdict.result, "gave EPERM");
	assert_false(judged.verdict.is_tried);
	judged.tried.result = 0;
	EXPECT(NONE, NONE, NONE, true);
	judged.tried.result = SELFTEST_NOT_OFFERED;
	EXPECT(NONE, NONE, NONE, false);
	assert_false(judged.verdict.is_tried);
	judged.tried.end = SELFTEST_HUNG;
	EXPECT(NONE, NONE, NONE, true);
	judged.tried.end = SELFTEST_NOT_TRIED;
	EXPECT(NONE, NONE, NONE, true);
	start("ENOENT");
	judged.tried.end = SELFTEST_EXECUTED;
	EXPECT(NONE, NONE, NONE, true);
	start("AT_EXECVE_CHECK");
	judged.tried.end = SELFTEST_EXECUTED;
	EXPECT(NONE, NONE, NONE, true);
}

#define TEST(name)	cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_way_ends_as_it_says),
		TEST(a_call_that_hangs_is_ended),
		TEST(all_that_is_seen_is_good),
		TEST(a_success_that_was_missed_is_bad),
		TEST(a_success_that_was_told_wrongly_is_bad),
		TEST(a_hook_that_is_off_is_told_but_not_bad),
		TEST(a_failure_that_was_missed_or_told_wrongly_is_bad),
		TEST(a_failure_that_is_not_to_be_recorded_is_not_missed),
		TEST(a_check_that_left_a_record_is_bad),
		TEST(what_did_not_go_as_it_should_proves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
