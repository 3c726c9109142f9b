// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_selftest.c - procmonctl selftest finds all well with each mechanism,
 * and finds what is not. Loads the module itself.
 */
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "mechanism.h"
#include "sensor.h"

#define KPROBES		"/sys/kernel/debug/kprobes/enabled"
#define PATIENCE_MS	30000

FIXTURE(module_selftest)
{
};

FIXTURE_SETUP(module_selftest)
{
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
}

FIXTURE_TEARDOWN(module_selftest)
{
	file_write(KPROBES, "1");
	if (sensor_loaded())
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
}

static int run_selftest(void)
{
	const char *tool = getenv("PROCMONCTL");
	char *argv[] = { "procmonctl", "selftest", NULL };

	return run_program(tool ? tool : "/procmon/procmonctl", argv, NULL);
}

static void all_well(struct __test_metadata *_metadata,
		     unsigned int mechanism)
{
	int status;

	ASSERT_EQ(0, mechanism_load(mechanism, ""))
		TH_LOG("%s", mechanism_state(mechanism));
	status = run_selftest();
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(0, WEXITSTATUS(status));
}

#define WITH(name, MECHANISM) \
TEST_F_TIMEOUT(module_selftest, name, 120) \
{ \
	const char *why = mechanism_absent(PROCMON_MECHANISM_##MECHANISM); \
\
	if (why) \
		SKIP(return, #name ": %s", why); \
	all_well(_metadata, PROCMON_MECHANISM_##MECHANISM); \
}

WITH(kprobe, KPROBE)
WITH(ftrace, FTRACE)
WITH(table, TABLE)

/* The syscall witness is blind: that is a failure. */
TEST_F_TIMEOUT(module_selftest, blind_witness, 120)
{
	int status;

	if (access(KPROBES, W_OK))
		SKIP(return, "%s: not there", KPROBES);
	ASSERT_EQ(0, mechanism_load(PROCMON_MECHANISM_KPROBE, ""));
	ASSERT_EQ(0, file_write(KPROBES, "0"));
	status = run_selftest();
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(1, WEXITSTATUS(status));
}

/* Without the module it says that. */
TEST_F_TIMEOUT(module_selftest, no_module, 120)
{
	int status = run_selftest();

	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(3, WEXITSTATUS(status));
}

TEST_HARNESS_MAIN
