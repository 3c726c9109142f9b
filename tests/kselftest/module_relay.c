// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_relay.c - procmon-relay with the device: with a disk that is full its
 * output has every number, and it is the only holder. Loads the module itself.
 */
#include <sys/mount.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "relay_output.h"
#include "relay_run.h"
#include "sensor.h"

#define CAPTURE		RELAY_DISK "/capture"
#define LINES		RELAY_DISK "/lines"

#define FULL_EXECS	600

static const char sinks_text[] =
	"[sink capture]\n"
	"type = raw\n"
	"path = " CAPTURE "\n"
	"size_mib = 0\n"
	"sync_ms = 50\n"
	"retry_ms = 50\n"
	"[sink lines]\n"
	"type = file\n"
	"path = " LINES "\n"
	"size_mib = 0\n"
	"sync = always\n"
	"retry_ms = 50\n";

FIXTURE(module_relay)
{
	struct relay_run relay;
};

FIXTURE_SETUP(module_relay)
{
	self->relay = (struct relay_run) { .output = -1 };
	if (!relay_is_there())
		SKIP(return, "procmon-relay is not there: it was not built for this machine, or PROCMON_RELAY does not name it");
	if (sensor_loaded())
		SKIP(return, "the module is loaded");
	ASSERT_EQ(0, relay_place_make());
	ASSERT_EQ(0, relay_configure(sinks_text));
	ASSERT_EQ(0, sensor_load("snapshot=N"));
}

FIXTURE_TEARDOWN(module_relay)
{
	relay_kill(&self->relay);
	relay_place_leave();
	if (sensor_loaded())
		EXPECT_EQ(0, sensor_unload());
}

TEST_F_TIMEOUT(module_relay, a_full_disk_is_waited_for, 600)
{
	unsigned int execs = scaled(FULL_EXECS);
	uint64_t first = sensor_value("ring/oldest_seq");
	struct relay_output capture = { .last = first - 1 };
	struct relay_output lines = { .last = first - 1 };
	uint64_t acked, last;
	struct load load;

	ASSERT_EQ(0, mount(NULL, RELAY_DISK, NULL, MS_REMOUNT,
			   "mode=0777,size=256k"));
	ASSERT_EQ(0, relay_start(&self->relay));
	ASSERT_EQ(0, load_start(&load, 1, execs, -1));
	EXPECT_TRUE(relay_says("suspended: "))
		TH_LOG("%s", relay_said());
	EXPECT_EQ(0, load_finish(&load));
	last = sensor_value("ring/next_seq") - 1;
	acked = sensor_value("ring/acked_seq");
	EXPECT_GT(last, acked);
	EXPECT_EQ(0, kill(self->relay.pid, 0));
	EXPECT_EQ(0, mount(NULL, RELAY_DISK, NULL, MS_REMOUNT,
			   "mode=0777,size=64m"));
	EXPECT_TRUE(sensor_reaches("ring/acked_seq", last))
		TH_LOG("%s", relay_said());
	EXPECT_TRUE(relay_says("goes on after "));
	EXPECT_EQ(0, relay_stop(&self->relay))
		TH_LOG("%s", relay_said());
	EXPECT_EQ(0, output_add_capture(&capture, CAPTURE));
	EXPECT_EQ(0, output_add_lines(&lines, LINES));
	EXPECT_EQ(0, capture.missing + lines.missing);
	EXPECT_EQ(0, capture.back + lines.back);
	EXPECT_EQ(0, capture.damaged + lines.damaged);
	EXPECT_LE(last, capture.last);
	EXPECT_LE(last, lines.last);
	load_free(&load);
}

TEST_F_TIMEOUT(module_relay, there_is_one_holder, 120)
{
	struct relay_run second = { .output = -1 };
	int status;

	ASSERT_EQ(0, relay_start(&self->relay));
	ASSERT_TRUE(sensor_reaches("ring/holder", 1));
	ASSERT_EQ(0, relay_start(&second));
	ASSERT_EQ(second.pid, waitpid(second.pid, &status, 0));
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(1, WEXITSTATUS(status));
	EXPECT_TRUE(strstr(relay_said(), "somebody holds it already"))
		TH_LOG("%s", relay_said());
	EXPECT_EQ(0, relay_stop(&self->relay));
	/* The ring still holds what the next one is to get. */
	EXPECT_TRUE(sensor_value("ring/grace_ms_left") > 0);
}

TEST_HARNESS_MAIN
