// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_stuck.c - somebody else's code stands over ours in the system call
 * table when the sensor is to be disarmed: it is not overwritten; the sensor
 * stays loaded for good, does nothing, and says so. Loads the module itself,
 * and leaves it: so it runs in a machine that is thrown away, and only if
 * PROCMON_MAY_LOCK=1 says that this is one.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "mechanism.h"
#include "modules.h"
#include "sensor.h"
#include "stream.h"

#define TABLE_USER	"/procmon/procmon_table_user.ko"
#define TABLE_STANDING	"/sys/module/procmon_table_user/parameters/standing"

TEST(disarmed_under_somebody_else)
{
	const char *may = getenv("PROCMON_MAY_LOCK");
	const char *why = mechanism_absent(PROCMON_MECHANISM_TABLE);
	struct stream stream;
	int log, result, i;

	if (why)
		SKIP(return, "table: %s", why);
	if (!may || strcmp(may, "1"))
		SKIP(return, "would keep the module loaded until this machine is started again: PROCMON_MAY_LOCK=1 allows it");
	log = kernel_log_open();
	ASSERT_LE(0, log);
	ASSERT_EQ(0, mechanism_load(PROCMON_MECHANISM_TABLE, ""))
		TH_LOG("%s", mechanism_state(PROCMON_MECHANISM_TABLE));
	ASSERT_EQ(0, module_load(TABLE_USER, ""));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	result = file_write(SENSOR_SYSFS "/armed", "0");
	EXPECT_TRUE(!result || result == -EBUSY)
		TH_LOG("disarm: %d", result);
	EXPECT_TRUE(kernel_log_find(log, "the module stays loaded until reboot"));
	ASSERT_EQ(0, stream_drain(&stream, NULL, NULL));
	EXPECT_EQ(1, stream.by_type[PROCMON_TYPE_SENSOR_STOP]);
	/* It said so before it stopped. */
	EXPECT_EQ(1, stream.by_type[PROCMON_TYPE_HOOK_LOST]);
	/* Calls still come through it, and nothing is made of them. */
	for (i = 0; i < 20; i++)
		ASSERT_LT(0, run_tiny("through"));
	ASSERT_EQ(0, stream_drain(&stream, NULL, NULL));
	EXPECT_EQ(0, stream.by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(0, stream.by_type[PROCMON_TYPE_EXEC_FAIL]);
	stream_close(&stream);
	result = sensor_unload();
	EXPECT_TRUE(result == -EWOULDBLOCK || result == -EBUSY)
		TH_LOG("delete_module: %d", result);
	/* The other one goes: what it puts back is ours, and it must be there. */
	EXPECT_EQ(0, file_write(TABLE_STANDING, "0"));
	for (i = 0; i < 20; i++)
		ASSERT_LT(0, run_tiny("through"));
	/* Armed again, it works again. */
	EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
	EXPECT_STREQ("armed: table", hook_state("syscall"));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_skip(&stream));
	ASSERT_LT(0, run_tiny("again"));
	ASSERT_EQ(0, stream_drain(&stream, NULL, NULL));
	EXPECT_EQ(1, stream.by_type[PROCMON_TYPE_EXEC]);
	stream_close(&stream);
	close(log);
}

TEST_HARNESS_MAIN
