// SPDX-License-Identifier: GPL-2.0-only
/*
 * filter_test.c - which records procmonctl selects: of execs, of failures, of
 * what happens to a process.
 */
#include <string.h>

#include "check.h"
#include "filter.h"
#include "sample.h"

static bool matches(size_t len, const struct sample *sample)
{
	struct procmon_record record;

	assert_int_equal(procmon_decode(sample->bytes, len, &record, NULL), 0);
	return filter_matches(&record);
}

static bool matches_type(unsigned int type)
{
	struct sample sample;

	switch (type) {
	case PROCMON_TYPE_READER:
		return matches(sample_reader(&sample, 7), &sample);
	case PROCMON_TYPE_CONFIG:
		return matches(sample_config(&sample, 7,
					     PROCMON_SETTING_LOCKED), &sample);
	case PROCMON_TYPE_HEARTBEAT:
		return matches(sample_heartbeat(&sample, 17, 1), &sample);
	case PROCMON_TYPE_LOST:
		return matches(sample_lost(&sample, 3, 7), &sample);
	case PROCMON_TYPE_HOOK_LOST:
	case PROCMON_TYPE_HOOK_BACK:
		return matches(sample_hook(&sample, 7, type), &sample);
	case PROCMON_TYPE_SENSOR_START:
	case PROCMON_TYPE_SENSOR_STOP:
		return matches(sample_sensor(&sample, 7, type), &sample);
	default:
		return matches(sample_of_type(&sample, 7, type), &sample);
	}
}

static const unsigned int types[] = {
	PROCMON_TYPE_EXEC, PROCMON_TYPE_EXEC_FAIL, PROCMON_TYPE_READER,
	PROCMON_TYPE_CONFIG, PROCMON_TYPE_HEARTBEAT, PROCMON_TYPE_LOST, PROCMON_TYPE_HOOK_LOST,
	PROCMON_TYPE_HOOK_BACK, PROCMON_TYPE_SENSOR_START,
	PROCMON_TYPE_SENSOR_STOP, PROCMON_TYPE_PROC,
	PROCMON_TYPE_SNAPSHOT_BEGIN, PROCMON_TYPE_SNAPSHOT_END,
};

/* What happens to a process that has no paths in its record. */
static const unsigned int life_types[] = {
	PROCMON_TYPE_FORK, PROCMON_TYPE_EXIT, PROCMON_TYPE_UID,
	PROCMON_TYPE_GID, PROCMON_TYPE_CRED, PROCMON_TYPE_SID,
	PROCMON_TYPE_PTRACE, PROCMON_TYPE_COMM, PROCMON_TYPE_COREDUMP,
};

/* Return: true: all of them match; false: none does. */
static bool life_matches(void)
{
	bool does_match = matches_type(life_types[0]);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(life_types); i++)
		assert_int_equal(matches_type(life_types[i]), does_match);
	return does_match;
}

static int forget(void **state)
{
	(void)state;
	filter_free();
	return 0;
}

static void without_a_filter_all_are_wanted(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(types); i++)
		assert_true(matches_type(types[i]));
	assert_true(life_matches());
}

static void types_leave_out_others_but_never_what_is_missing(void **state)
{
	(void)state;
	assert_null(filter_add(FILTER_TYPE, "exec_fail"));
	assert_false(matches_type(PROCMON_TYPE_EXEC));
	assert_true(matches_type(PROCMON_TYPE_EXEC_FAIL));
	assert_false(matches_type(PROCMON_TYPE_READER));
	assert_false(matches_type(PROCMON_TYPE_CONFIG));
	assert_false(matches_type(PROCMON_TYPE_HEARTBEAT));
	assert_true(matches_type(PROCMON_TYPE_LOST));
	assert_true(matches_type(PROCMON_TYPE_HOOK_LOST));
	assert_true(matches_type(PROCMON_TYPE_HOOK_BACK));
	assert_true(matches_type(PROCMON_TYPE_SENSOR_START));
	assert_true(matches_type(PROCMON_TYPE_SENSOR_STOP));
	assert_null(filter_add(FILTER_TYPE, "reader,exec"));
	assert_true(matches_type(PROCMON_TYPE_EXEC));
	assert_true(matches_type(PROCMON_TYPE_READER));
	assert_false(matches_type(PROCMON_TYPE_CONFIG));
}

static void types_that_are_none_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "exe", "execs", "EXEC", "exec,", ",exec", "exec,,config",
		"exec fail", "2",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_non_null(filter_add(FILTER_TYPE, bad[i]));
}

/* The sample's caller is bash, and asked for /opt/bin/nmap. */
static void a_failure_matches_by_caller_and_by_what_it_asked_for(void **state)
{
	(void)state;
	assert_null(filter_add(FILTER_EXE, "/usr/bin/bash"));
	assert_true(matches_type(PROCMON_TYPE_EXEC_FAIL));
	assert_false(matches_type(PROCMON_TYPE_EXEC));
	filter_free();
	assert_null(filter_add(FILTER_EXE, "*/nmap"));
	assert_true(matches_type(PROCMON_TYPE_EXEC_FAIL));
	assert_false(matches_type(PROCMON_TYPE_EXEC));
	filter_free();
	assert_null(filter_add(FILTER_EXE, "/bin/zsh"));
	assert_false(matches_type(PROCMON_TYPE_EXEC_FAIL));
	filter_free();
	assert_null(filter_add(FILTER_UID, "1000"));
	assert_null(filter_add(FILTER_PID, "4242"));
	assert_null(filter_add(FILTER_PPID, "4200"));
	assert_null(filter_add(FILTER_COMM, "bas?"));
	assert_null(filter_add(FILTER_CGROUP, "/user.slice/*"));
	assert_true(matches_type(PROCMON_TYPE_EXEC_FAIL));
	assert_null(filter_add(FILTER_TYPE, "exec"));
	assert_false(matches_type(PROCMON_TYPE_EXEC_FAIL));
	filter_free();
	assert_null(filter_add(FILTER_UID, "1001"));
	assert_false(matches_type(PROCMON_TYPE_EXEC_FAIL));
}

static void a_failure_whose_name_is_absent_is_wanted(void **state)
{
	struct procmon_exec *exec;
	struct sample sample;

	(void)state;
	exec = sample_fail_fixed(&sample, 7, 14);
	assert_int_equal(record_string(&sample.record, &exec->exe,
				       LITERAL("/usr/bin/bash")), 0);
	assert_null(filter_add(FILTER_EXE, "*/nmap"));
	assert_true(matches(sample_end(&sample), &sample));
}

static void what_happens_matches_by_its_process(void **state)
{
	static const struct {
		enum filter_kind kind;
		const char *right;
		const char *wrong;
	} cases[] = {
		{ FILTER_UID, "1000", "1001" },
		{ FILTER_PID, "4242", "4200" },
		{ FILTER_PPID, "4200", "4242" },
		{ FILTER_COMM, "ba*", "make" },
		{ FILTER_TYPE, "fork,exit,uid,gid,cred,sid,ptrace,comm,coredump",
		  "exec" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_null(filter_add(cases[i].kind, cases[i].wrong));
		assert_false(life_matches());
		assert_null(filter_add(cases[i].kind, cases[i].right));
		assert_true(life_matches());
		filter_free();
	}
}

/* The sample's process runs image 3, in cgroup 6001, as the exec's parent. */
static void what_happens_matches_by_paths_told_before(void **state)
{
	struct sample sample;
	struct procmon_exec *exec = (void *)sample.bytes;
	size_t len;

	(void)state;
	assert_null(filter_add(FILTER_EXE, "/usr/bin/true"));
	/* nobody can tell */
	assert_true(life_matches());
	len = sample_exec(&sample, 3);
	assert_true(matches(len, &sample));
	assert_true(life_matches());
	filter_free();

	assert_null(filter_add(FILTER_EXE, "/usr/bin/false"));
	assert_false(matches(len, &sample));
	assert_false(life_matches());
	/* another image has taken its place: nobody can tell any more */
	exec->identity.exec_id = 3 + (1 << 20);
	assert_false(matches(len, &sample));
	assert_true(life_matches());
	filter_free();

	/* also if the record that tells it is of a type that is not wanted */
	assert_null(filter_add(FILTER_CGROUP, "/system.slice/*"));
	assert_null(filter_add(FILTER_TYPE, "exit"));
	assert_true(matches_type(PROCMON_TYPE_EXIT));
	assert_false(matches_type(PROCMON_TYPE_PROC));
	assert_false(matches_type(PROCMON_TYPE_EXIT));
	filter_free();
	assert_null(filter_add(FILTER_CGROUP, "/user.slice/*"));
	assert_true(matches_type(PROCMON_TYPE_PROC));
	assert_true(life_matches());
}

/* A failure names what it asked for; its caller goes on with another image. */
static void a_failure_does_not_name_the_image_of_its_caller(void **state)
{
	struct procmon_exec *exec;
	struct sample sample;

	(void)state;
	assert_null(filter_add(FILTER_EXE, "*/nmap"));
	sample_fail(&sample, 7);
	exec = (void *)sample.bytes;
	memset(exec->missing, 0, sizeof(exec->missing));
	exec->identity.exec_id = 3;
	assert_true(matches(exec->header.len, &sample));
	assert_false(life_matches());
}

static void tells_which_types_were_named(void **state)
{
	(void)state;
	assert_int_equal(filter_types(), 0);
	assert_null(filter_add(FILTER_TYPE, "fork,exit"));
	assert_null(filter_add(FILTER_TYPE, "cred"));
	assert_int_equal(filter_types(), 1 << PROCMON_TYPE_FORK |
					 1 << PROCMON_TYPE_EXIT |
					 1 << PROCMON_TYPE_CRED);
}

#define TEST(name)	cmocka_unit_test_teardown(name, forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_filter_all_are_wanted),
		TEST(types_leave_out_others_but_never_what_is_missing),
		TEST(types_that_are_none_are_refused),
		TEST(a_failure_matches_by_caller_and_by_what_it_asked_for),
		TEST(a_failure_whose_name_is_absent_is_wanted),
		TEST(what_happens_matches_by_its_process),
		TEST(what_happens_matches_by_paths_told_before),
		TEST(a_failure_does_not_name_the_image_of_its_caller),
		TEST(tells_which_types_were_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
