// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_lock.c - after the lock nothing can be changed any more, the hooks
 * cannot be disarmed and the module not be unloaded. Loads the module itself,
 * and leaves it: a lock is for good. So it runs in a machine that is thrown
 * away, and only if PROCMON_MAY_LOCK=1 says that this is one.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "mechanism.h"
#include "sensor.h"
#include "stream.h"

#define TOOL		"/procmon/procmonctl"
#define NOBODY		65534

/* Tests run in the order of this file; the lock is there from the second on. */
FIXTURE(module_lock)
{
	struct stream stream;
	bool opened;
};

FIXTURE_SETUP(module_lock)
{
	const char *may = getenv("PROCMON_MAY_LOCK");

	if (!may || strcmp(may, "1"))
		SKIP(return, "would lock the sensor of this machine until it is started again: PROCMON_MAY_LOCK=1 allows it");
	if (!sensor_loaded()) {
		ASSERT_EQ(0, sensor_load("fail_errno=20"));
	}
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
	self->opened = true;
}

FIXTURE_TEARDOWN(module_lock)
{
	if (self->opened)
		stream_close(&self->stream);
}

struct changes {
	unsigned int count;
	struct procmon_config_event last;
};

static void look(const struct procmon_header *record, void *context)
{
	struct changes *changes = context;

	if (record->type != PROCMON_TYPE_CONFIG)
		return;
	changes->count++;
	memcpy(&changes->last, record, sizeof(changes->last));
}

static int run_tool(const char *command)
{
	const char *tool = getenv("PROCMONCTL");
	char *argv[] = { "procmonctl", (char *)command, NULL };

	return run_program(tool ? tool : TOOL, argv, NULL);
}

/* Not everybody may lock. */
TEST_F_TIMEOUT(module_lock, needs_privilege, 60)
{
	int status;
	pid_t pid;

	EXPECT_EQ(0, sensor_value("locked"));
	pid = fork();
	ASSERT_NE(-1, pid);
	if (!pid) {
		if (setgid(NOBODY) || setuid(NOBODY))
			_exit(1);
		/* The descriptor was opened by root. */
		_exit(ioctl(self->stream.fd, PROCMON_IOC_LOCK, 0) &&
		      errno == EPERM ? 0 : 2);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, sensor_value("locked"));
	/* Before the lock everything can be changed. */
	EXPECT_EQ(0, file_write(SENSOR_PARAMETERS "/fail_errno", "20,13"));
	EXPECT_EQ(0, file_write(SENSOR_PARAMETERS "/fail_allocation", "0"));
	EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
}

TEST_F_TIMEOUT(module_lock, is_set_by_the_tool_and_recorded, 60)
{
	struct procmon_events events = {
		.types = 1U << PROCMON_TYPE_EXEC | 1U << PROCMON_TYPE_SID,
	};
	struct changes changes = { 0 };
	char before[256], after[256];
	struct stream reader;

	ASSERT_EQ(0, stream_open(&reader, O_NONBLOCK));
	ASSERT_EQ(0, ioctl(reader.fd, PROCMON_IOC_SET_EVENTS, &events));
	ASSERT_EQ(0, stream_skip(&self->stream));
	ASSERT_EQ(0, file_read(SENSOR_SYSFS "/events", before,
			       sizeof(before)));
	EXPECT_NE(NULL, strstr(before, ",sid"));
	ASSERT_EQ(0, run_tool("lock"));
	EXPECT_EQ(1, sensor_value("locked"));
	/* What a reader chose is not given back when it goes. */
	stream_close(&reader);
	ASSERT_EQ(0, file_read(SENSOR_SYSFS "/events", after, sizeof(after)));
	EXPECT_STREQ(before, after);
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(1, changes.count);
	EXPECT_EQ(PROCMON_SETTING_LOCKED, changes.last.setting);
	EXPECT_EQ(0, changes.last.before[0]);
	EXPECT_EQ(1, changes.last.after[0]);
	EXPECT_EQ(0, changes.last.actor.uid);
	EXPECT_STREQ("procmonctl", changes.last.comm);
}

/* Once more is no error, and no change. */
TEST_F_TIMEOUT(module_lock, once_more, 60)
{
	struct changes changes = { 0 };

	EXPECT_EQ(0, ioctl(self->stream.fd, PROCMON_IOC_LOCK, 0))
		TH_LOG("%s", strerror(errno));
	EXPECT_EQ(0, run_tool("lock"));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes));
	EXPECT_EQ(0, changes.count);
}

TEST_F_TIMEOUT(module_lock, refuses_every_change, 60)
{
	static const struct {
		const char *file;
		const char *text;
	} writes[] = {
		{ SENSOR_SYSFS "/armed", "0" },
		{ SENSOR_SYSFS "/armed", "1" },
		{ SENSOR_PARAMETERS "/fail_errno", "\n" },
		{ SENSOR_PARAMETERS "/fail_errno", "2" },
		{ SENSOR_PARAMETERS "/fail_allocation", "1" },
		{ SENSOR_PARAMETERS "/fail_allocation", "0" },
		{ SENSOR_PARAMETERS "/events", "exec" },
		{ SENSOR_PARAMETERS "/events",
		  "exec,exec_fail,exit,uid,gid,cred" },
	};
	struct procmon_events events = { .types = 1U << PROCMON_TYPE_EXEC };
	struct changes changes = { 0 };
	char before[256], after[256];
	unsigned int i;

	ASSERT_EQ(1, sensor_value("locked"));
	EXPECT_EQ(-1, ioctl(self->stream.fd, PROCMON_IOC_SET_EVENTS, &events));
	EXPECT_EQ(EPERM, errno);
	for (i = 0; i < ARRAY_SIZE(writes); i++) {
		ASSERT_EQ(0, file_read(writes[i].file, before,
				       sizeof(before)));
		EXPECT_EQ(-EPERM, file_write(writes[i].file, writes[i].text))
			TH_LOG("%s", writes[i].file);
		ASSERT_EQ(0, file_read(writes[i].file, after, sizeof(after)));
		EXPECT_STREQ(before, after)
			TH_LOG("%s", writes[i].file);
	}
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes));
	EXPECT_EQ(0, changes.count);
}

/* No parameter can be written that the lock does not know of. */
TEST_F_TIMEOUT(module_lock, has_no_other_way_in, 60)
{
	static const char *const known[] = {
		"fail_errno", "fail_allocation", "events",
	};
	static const char *const directories[] = {
		SENSOR_PARAMETERS, SENSOR_SYSFS,
	};
	char path[512], text[4096];
	struct stat facts;
	unsigned int i, j;
	DIR *directory;
	struct dirent *entry;

	ASSERT_EQ(1, sensor_value("locked"));
	for (i = 0; i < ARRAY_SIZE(directories); i++) {
		directory = opendir(directories[i]);
		ASSERT_NE(NULL, directory);
		while ((entry = readdir(directory)) != NULL) {
			snprintf(path, sizeof(path), "%s/%s", directories[i],
				 entry->d_name);
			if (lstat(path, &facts) || !S_ISREG(facts.st_mode) ||
			    !(facts.st_mode & 0222) ||
			    !strcmp(entry->d_name, "uevent"))
				continue;
			for (j = 0; j < ARRAY_SIZE(known); j++)
				if (!strcmp(entry->d_name, known[j]))
					break;
			if (j < ARRAY_SIZE(known) ||
			    !strcmp(entry->d_name, "armed"))
				continue;
			/* Something new: what it says may be written back. */
			ASSERT_EQ(0, file_read(path, text, sizeof(text)));
			EXPECT_EQ(-EPERM, file_write(path, text))
				TH_LOG("%s can be written", path);
		}
		closedir(directory);
	}
}

TEST_F_TIMEOUT(module_lock, cannot_be_unloaded, 60)
{
	struct stream other;
	int result;

	ASSERT_EQ(1, sensor_value("locked"));
	/* Not even when nobody reads. */
	stream_close(&self->stream);
	self->opened = false;
	result = sensor_unload();
	EXPECT_TRUE(result == -EWOULDBLOCK || result == -EBUSY)
		TH_LOG("delete_module: %d", result);
	EXPECT_TRUE(sensor_loaded());
	/* And it works as before. */
	ASSERT_EQ(0, stream_open(&other, O_NONBLOCK))
		TH_LOG("%s", other.error);
	ASSERT_EQ(0, stream_skip(&other));
	ASSERT_LT(0, run_tiny("still there"));
	ASSERT_EQ(0, stream_drain(&other, NULL, NULL));
	EXPECT_EQ(1, other.by_type[PROCMON_TYPE_EXEC]);
	/* Reading and holding change nothing of the configuration. */
	EXPECT_EQ(0, stream_hold(&other, 1));
	EXPECT_EQ(0, ioctl(other.fd, PROCMON_IOC_RELEASE, 0));
	stream_close(&other);
}

TEST_F_TIMEOUT(module_lock, status_shows_it, 60)
{
	const char *tool = getenv("PROCMONCTL");
	char line[512], *value;
	bool found = false;
	FILE *output;

	ASSERT_EQ(1, sensor_value("locked"));
	snprintf(line, sizeof(line), "%s status", tool ? tool : TOOL);
	output = popen(line, "r");
	ASSERT_NE(NULL, output);
	while (fgets(line, sizeof(line), output)) {
		value = strstr(line, " locked ");
		if (value)
			found = strtoul(value + strlen(" locked "), NULL, 10) ==
				1;
	}
	EXPECT_EQ(0, pclose(output));
	EXPECT_TRUE(found);
}

TEST_HARNESS_MAIN
