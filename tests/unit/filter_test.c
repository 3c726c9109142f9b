// SPDX-License-Identifier: GPL-2.0-only
/*
 * filter_test.c - which records procmonctl selects, of execs and of failures.
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
	case PROCMON_TYPE_EXEC:
		return matches(sample_exec(&sample, 7), &sample);
	case PROCMON_TYPE_EXEC_FAIL:
		return matches(sample_fail(&sample, 7), &sample);
	case PROCMON_TYPE_READER:
		return matches(sample_reader(&sample, 7), &sample);
	case PROCMON_TYPE_CONFIG:
		return matches(sample_config(&sample, 7,
					     PROCMON_SETTING_LOCKED), &sample);
	case PROCMON_TYPE_LOST:
		return matches(sample_lost(&sample, 3, 7), &sample);
	case PROCMON_TYPE_HOOK_LOST:
	case PROCMON_TYPE_HOOK_BACK:
		return matches(sample_hook(&sample, 7, type), &sample);
	default:
		return matches(sample_sensor(&sample, 7, type), &sample);
	}
}

static const unsigned int types[] = {
	PROCMON_TYPE_EXEC, PROCMON_TYPE_EXEC_FAIL, PROCMON_TYPE_READER,
	PROCMON_TYPE_CONFIG, PROCMON_TYPE_LOST, PROCMON_TYPE_HOOK_LOST,
	PROCMON_TYPE_HOOK_BACK, PROCMON_TYPE_SENSOR_START,
	PROCMON_TYPE_SENSOR_STOP,
};

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
}

static void types_leave_out_others_but_never_what_is_missing(void **state)
{
	(void)state;
	assert_null(filter_add(FILTER_TYPE, "exec_fail"));
	assert_false(matches_type(PROCMON_TYPE_EXEC));
	assert_true(matches_type(PROCMON_TYPE_EXEC_FAIL));
	assert_false(matches_type(PROCMON_TYPE_READER));
	assert_false(matches_type(PROCMON_TYPE_CONFIG));
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

#define TEST(name)	cmocka_unit_test_teardown(name, forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_filter_all_are_wanted),
		TEST(types_leave_out_others_but_never_what_is_missing),
		TEST(types_that_are_none_are_refused),
		TEST(a_failure_matches_by_caller_and_by_what_it_asked_for),
		TEST(a_failure_whose_name_is_absent_is_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
