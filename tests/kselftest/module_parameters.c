// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_parameters.c - the module's parameters: what is out of range is
 * refused and explained in the kernel log, what is at the edge works. Loads
 * the module itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

FIXTURE(module_parameters)
{
	int log;
};

FIXTURE_SETUP(module_parameters)
{
	if (sensor_loaded()) {
		ASSERT_EQ(0, sensor_unload());
	}
	self->log = kernel_log_open();
	ASSERT_LE(0, self->log);
}

FIXTURE_TEARDOWN(module_parameters)
{
	close(self->log);
	if (sensor_loaded()) {
		EXPECT_EQ(0, sensor_unload());
	}
}

TEST_F_TIMEOUT(module_parameters, out_of_range_is_refused_and_explained, 300)
{
	static const struct {
		const char *parameters;
		const char *said;
	} cases[] = {
		{ "ring_kib=0", "procmon: ring_kib=0: must be 64 to 1048576" },
		{ "ring_kib=63", "procmon: ring_kib=63: must be 64 to 1048576" },
		{ "ring_kib=1048577",
		  "procmon: ring_kib=1048577: must be 64 to 1048576" },
		{ "ring_kib=4294967295",
		  "procmon: ring_kib=4294967295: must be 64 to 1048576" },
		{ "argv_kib=0", "procmon: argv_kib=0: must be 1 to 256" },
		{ "argv_kib=257", "procmon: argv_kib=257: must be 1 to 256" },
		{ "env_kib=257", "procmon: env_kib=257: must be 0 to 256" },
		{ "env_kib=4294967295",
		  "procmon: env_kib=4294967295: must be 0 to 256" },
		{ "grace_ms=3600001",
		  "procmon: grace_ms=3600001: must be 0 to 3600000" },
		{ "images_max=1048577",
		  "procmon: images_max=1048577: must be 0 to 1048576" },
		{ "events=exec,nothing",
		  "procmon: events: 'nothing' is no event: must be among exec," },
		{ "events=fork",
		  "procmon: events: exec cannot be left out" },
		{ "ring_kib=128 argv_kib=1000",
		  "procmon: argv_kib=1000: must be 1 to 256" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		EXPECT_EQ(-EINVAL, sensor_load(cases[i].parameters))
			TH_LOG("%s", cases[i].parameters);
		EXPECT_FALSE(sensor_loaded());
		EXPECT_TRUE(kernel_log_find(self->log, cases[i].said))
			TH_LOG("the log lacks '%s'", cases[i].said);
		EXPECT_EQ(-1, access(PROCMON_DEVICE, F_OK));
	}
}

TEST_F_TIMEOUT(module_parameters, no_number_is_refused, 300)
{
	static const char *const cases[] = {
		"ring_kib=abc", "ring_kib=", "ring_kib=-1", "argv_kib=1x",
		"grace_ms=99999999999999999999", "file_witness=maybe",
		"task_work=2",
	};
	unsigned int i;
	int result;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		result = sensor_load(cases[i]);
		EXPECT_TRUE(result == -EINVAL || result == -ERANGE)
			TH_LOG("case %u: %d", i, result);
		EXPECT_FALSE(sensor_loaded());
	}
}

TEST_F_TIMEOUT(module_parameters, the_edges_work, 300)
{
	static const char *const cases[] = {
		"",
		/* Too small to tell in it of all that runs already. */
		"ring_kib=64 argv_kib=1 env_kib=0 grace_ms=0 snapshot=N",
		"ring_kib=65 grace_ms=3600000 snapshot=N",
		"ring_kib=4096 argv_kib=256 env_kib=256",
		"events=exec",
		"events=exec,exec_fail,fork,exit,uid,gid,cred,sid,ptrace,comm,coredump,threads",
	};
	struct stream stream;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ASSERT_EQ(0, sensor_load(cases[i]))
			TH_LOG("case %u", i);
		ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
			TH_LOG("%s", stream.error);
		ASSERT_LT(0, run_tiny("edge"));
		ASSERT_EQ(0, stream_drain(&stream, NULL, NULL))
			TH_LOG("%s", stream.error);
		EXPECT_EQ(1, stream.by_type[PROCMON_TYPE_SENSOR_START]);
		EXPECT_EQ(1, stream.by_type[PROCMON_TYPE_EXEC]);
		stream_close(&stream);
		ASSERT_EQ(0, sensor_unload());
	}
}

TEST_F_TIMEOUT(module_parameters, ring_is_rounded_up, 300)
{
	ASSERT_EQ(0, sensor_load("ring_kib=65"));
	EXPECT_EQ(128 * 1024, sensor_value("ring/bytes"));
}

/* More than this machine has: refused, or there; never a dead machine. */
TEST_F_TIMEOUT(module_parameters, ring_larger_than_memory, 300)
{
	long pages = sysconf(_SC_PHYS_PAGES);
	int result;

	if (pages * (sysconf(_SC_PAGESIZE) / 1024) > 1048576)
		SKIP(return, "more than 1 GiB of memory: the ring may fit");
	result = sensor_load("ring_kib=1048576");
	EXPECT_EQ(-ENOMEM, result);
	EXPECT_FALSE(sensor_loaded());
}

TEST_F_TIMEOUT(module_parameters, bounds_are_kept, 300)
{
	static char argument[3000];
	char *argv[] = { "tiny", argument, NULL };
	const struct procmon_exec *exec = NULL;
	struct stream stream;
	char path[256];

	memset(argument, 'a', sizeof(argument) - 1);
	ASSERT_EQ(0, sensor_load("argv_kib=1 env_kib=0 "
				 SENSOR_LOAD_EXECS));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_skip(&stream));
	ASSERT_EQ(0, run_program(beside_us("tiny", path, sizeof(path)), argv,
				 NULL));
	ASSERT_EQ(1, stream_read(&stream, NULL, NULL))
		TH_LOG("%s", stream.error);
	exec = as_exec((const void *)stream.buffer);
	ASSERT_NE(NULL, exec);
	EXPECT_EQ(1024, exec->argv.len);
	EXPECT_EQ(sizeof("tiny") + sizeof(argument), exec->argv.total);
	EXPECT_LT(exec->argv.head, exec->argv.len);
	EXPECT_TRUE(set_has(&exec->truncated, PROCMON_FIELD_ARGV));
	EXPECT_EQ(2, exec->argc);
	stream_close(&stream);
}

TEST_F_TIMEOUT(module_parameters, are_shown, 300)
{
	char text[64];

	ASSERT_EQ(0, sensor_load("ring_kib=256 argv_kib=7 grace_ms=1234"));
	ASSERT_EQ(0, file_read(SENSOR_PARAMETERS "/ring_kib", text,
			       sizeof(text)));
	EXPECT_STREQ("256", text);
	ASSERT_EQ(0, file_read(SENSOR_PARAMETERS "/argv_kib", text,
			       sizeof(text)));
	EXPECT_STREQ("7", text);
	ASSERT_EQ(0, file_read(SENSOR_PARAMETERS "/grace_ms", text,
			       sizeof(text)));
	EXPECT_STREQ("1234", text);
	ASSERT_EQ(0, file_read(SENSOR_PARAMETERS "/file_witness", text,
			       sizeof(text)));
	EXPECT_STREQ("Y", text);
}

/* Without the sensor the tool says so, in its exit status too. */
TEST_F_TIMEOUT(module_parameters, tool_without_the_sensor, 300)
{
	const char *program = getenv("PROCMONCTL");
	char *argv[] = { "procmonctl", "status", NULL };
	int status;

	status = run_program(program ? program : "/procmon/procmonctl", argv,
			     NULL);
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(3, WEXITSTATUS(status));
}

TEST_HARNESS_MAIN
