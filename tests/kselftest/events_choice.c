// SPDX-License-Identifier: GPL-2.0-only
/*
 * events_choice.c - which events are recorded: the parameter events, what
 * readers ask for beside it, what is refused, and that every change is in the
 * stream and in sysfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

#define PARAMETER	SENSOR_PARAMETERS "/events"
#define IN_FORCE	SENSOR_SYSFS "/events"
#define DEFAULT		"exec,exec_fail,exit,uid,gid,cred"
#define EVERYTHING	"exec,exec_fail,fork,exit,uid,gid,cred,sid,ptrace,comm,coredump,threads"
#define NOBODY		65534

#define TYPE(type)	(1U << PROCMON_TYPE_##type)
#define DEFAULT_TYPES	(TYPE(EXEC) | TYPE(EXEC_FAIL) | TYPE(EXIT) | \
			 TYPE(UID) | TYPE(GID) | TYPE(CRED))

FIXTURE(events_choice)
{
	struct stream stream;
	char before[256];
};

FIXTURE_SETUP(events_choice)
{
	ASSERT_EQ(0, file_read(PARAMETER, self->before, sizeof(self->before)));
	ASSERT_EQ(0, file_write(PARAMETER, DEFAULT));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
}

FIXTURE_TEARDOWN(events_choice)
{
	stream_close(&self->stream);
	EXPECT_EQ(0, file_write(PARAMETER, self->before));
}

/* CONFIG records about events, and SENSOR_START records. */
struct changes {
	unsigned int count;
	struct procmon_config_event last;
	unsigned int starts;
	struct procmon_sensor start;
};

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_config_event *config = (const void *)record;
	struct changes *changes = context;

	if (record->type == PROCMON_TYPE_SENSOR_START) {
		changes->starts++;
		memcpy(&changes->start, record, sizeof(changes->start));
	}
	if (record->type != PROCMON_TYPE_CONFIG ||
	    config->setting != PROCMON_SETTING_EVENTS)
		return;
	changes->count++;
	changes->last = *config;
}

static int choose(int fd, uint32_t types, uint32_t flags)
{
	struct procmon_events events = { .types = types, .flags = flags };

	return ioctl(fd, PROCMON_IOC_SET_EVENTS, &events) ? -errno : 0;
}

/* Whether a file below SENSOR_SYSFS, or another, has this text. */
static bool file_is(const char *path, const char *expected)
{
	char text[256];
	int ret = file_read(path, text, sizeof(text));

	if (!ret && !strcmp(text, expected))
		return true;
	printf("# %s: '%s', expected '%s'\n", path, ret ? "?" : text, expected);
	return false;
}

static bool hook_is(const char *hook, const char *expected)
{
	char path[256];

	snprintf(path, sizeof(path), SENSOR_SYSFS "/hooks/%s", hook);
	return file_is(path, expected);
}

TEST_F(events_choice, parameter_takes_effect_and_is_told)
{
	static const struct {
		const char *text;
		const char *shown;
		uint32_t types;
		uint32_t flags;
		const char *sid;
	} cases[] = {
		{ "exec", "exec", TYPE(EXEC), 0, "off" },
		{ " sid,exec\n", "exec,sid", TYPE(EXEC) | TYPE(SID), 0,
		  "armed" },
		{ "exec,exec,threads", "exec,threads", TYPE(EXEC),
		  PROCMON_EVENTS_THREADS, "off" },
		{ EVERYTHING, EVERYTHING,
		  DEFAULT_TYPES | TYPE(FORK) | TYPE(SID) | TYPE(PTRACE) |
		  TYPE(COMM) | TYPE(COREDUMP), PROCMON_EVENTS_THREADS,
		  "armed" },
		{ DEFAULT, DEFAULT, DEFAULT_TYPES, 0, "off" },
	};
	uint32_t types = DEFAULT_TYPES, flags = 0;
	struct changes changes = { 0 };
	unsigned int i;

	EXPECT_TRUE(file_is(PARAMETER, DEFAULT));
	EXPECT_TRUE(file_is(IN_FORCE, DEFAULT));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ASSERT_EQ(0, file_write(PARAMETER, cases[i].text));
		EXPECT_TRUE(file_is(PARAMETER, cases[i].shown));
		EXPECT_TRUE(file_is(IN_FORCE, cases[i].shown));
		EXPECT_TRUE(hook_is("sid", cases[i].sid));
		ASSERT_EQ(0, stream_drain(&self->stream, look, &changes))
			TH_LOG("%s", self->stream.error);
		ASSERT_EQ(i + 1, changes.count);
		EXPECT_EQ(types, changes.last.before[0]);
		EXPECT_EQ(flags, changes.last.before[1]);
		EXPECT_EQ(cases[i].types, changes.last.after[0]);
		EXPECT_EQ(cases[i].flags, changes.last.after[1]);
		EXPECT_EQ(getpid(), changes.last.actor.tgid);
		types = cases[i].types;
		flags = cases[i].flags;
	}
	/* What is so already is no change. */
	ASSERT_EQ(0, file_write(PARAMETER, DEFAULT));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes));
	EXPECT_EQ(i, changes.count);
}

TEST_F(events_choice, parameter_is_checked)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "\n", "procmon: events: exec cannot be left out" },
		{ "fork,exit", "procmon: events: exec cannot be left out" },
		{ "exec,proc", "procmon: events: 'proc' is no event: must be among "
		  EVERYTHING ", separated by commas" },
		{ "exec,", "procmon: events: '' is no event" },
		{ "exec,,uid", "procmon: events: '' is no event" },
		{ "exec, uid", "procmon: events: ' uid' is no event" },
		{ "EXEC", "procmon: events: 'EXEC' is no event" },
		/* The log is read with each backslash as \x5c. */
		{ "exec,a\033[2Jb",
		  "procmon: events: 'a\\x5ce[2Jb' is no event" },
	};
	struct changes changes = { 0 };
	unsigned int i;
	int log;

	log = kernel_log_open();
	ASSERT_LE(0, log);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		EXPECT_EQ(-EINVAL, file_write(PARAMETER, cases[i].text))
			TH_LOG("case %u", i);
		EXPECT_TRUE(kernel_log_find(log, cases[i].said))
			TH_LOG("the log lacks '%s'", cases[i].said);
	}
	close(log);
	EXPECT_TRUE(file_is(IN_FORCE, DEFAULT));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes));
	EXPECT_EQ(0, changes.count);
}

TEST_F(events_choice, ioctl_is_checked)
{
	static const struct {
		struct procmon_events events;
		int error;
	} cases[] = {
		{ { .types = 0 }, EINVAL },
		{ { .types = TYPE(FORK) }, EINVAL },
		{ { .types = TYPE(EXEC) | 1 }, EINVAL },
		{ { .types = TYPE(EXEC) | TYPE(PROC) }, EINVAL },
		{ { .types = TYPE(EXEC) | TYPE(CRED) << 1 }, EINVAL },
		{ { .types = TYPE(EXEC) | TYPE(SENSOR_START) }, EINVAL },
		{ { .types = TYPE(EXEC) | 1U << 31 }, EINVAL },
		{ { .types = UINT32_MAX }, EINVAL },
		{ { .types = TYPE(EXEC), .flags = 2 }, EINVAL },
		{ { .types = TYPE(EXEC), .flags = UINT32_MAX }, EINVAL },
		{ { .types = TYPE(EXEC), .reserved = 1 }, EINVAL },
		{ { .types = TYPE(EXEC), .reserved = 1ULL << 63 }, EINVAL },
		{ { .types = TYPE(EXEC) }, 0 },
	};
	int fd = self->stream.fd, status;
	struct changes changes = { 0 };
	unsigned int i;
	pid_t pid;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		errno = 0;
		EXPECT_EQ(cases[i].error ? -1 : 0,
			  ioctl(fd, PROCMON_IOC_SET_EVENTS, &cases[i].events))
			TH_LOG("case %u", i);
		EXPECT_EQ(cases[i].error, errno)
			TH_LOG("case %u", i);
	}
	EXPECT_EQ(-1, ioctl(fd, PROCMON_IOC_SET_EVENTS, NULL));
	EXPECT_EQ(EFAULT, errno);
	pid = fork();
	ASSERT_NE(-1, pid);
	if (!pid) {
		if (setgid(NOBODY) || setuid(NOBODY))
			_exit(1);
		/* The descriptor was opened by root. */
		_exit(choose(fd, TYPE(EXEC) | TYPE(SID), 0) == -EPERM ? 0 : 2);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_TRUE(file_is(IN_FORCE, DEFAULT));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes));
	EXPECT_EQ(0, changes.count);
}

/* Each gets what any asked for, as long as who asked is there. */
TEST_F(events_choice, readers_are_united_and_give_back)
{
	struct changes changes = { 0 };
	struct stream one, two;

	ASSERT_EQ(0, stream_open(&one, O_NONBLOCK));
	ASSERT_EQ(0, stream_open(&two, O_NONBLOCK));
	EXPECT_TRUE(hook_is("sid", "off"));
	ASSERT_EQ(0, choose(one.fd, TYPE(EXEC) | TYPE(SID), 0));
	EXPECT_TRUE(hook_is("sid", "armed"));
	ASSERT_EQ(0, choose(two.fd, TYPE(EXEC) | TYPE(SID) | TYPE(COMM),
			    PROCMON_EVENTS_THREADS));
	EXPECT_TRUE(file_is(IN_FORCE, DEFAULT ",sid,comm,threads"));
	EXPECT_TRUE(file_is(PARAMETER, DEFAULT));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes));
	EXPECT_EQ(2, changes.count);
	/* The other one still wants it. */
	stream_close(&one);
	EXPECT_TRUE(file_is(IN_FORCE, DEFAULT ",sid,comm,threads"));
	EXPECT_TRUE(hook_is("sid", "armed"));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes));
	EXPECT_EQ(2, changes.count);
	/* A new choice stands in the place of the one before. */
	ASSERT_EQ(0, choose(two.fd, TYPE(EXEC) | TYPE(COMM), 0));
	EXPECT_TRUE(file_is(IN_FORCE, DEFAULT ",comm"));
	EXPECT_TRUE(hook_is("sid", "off"));
	EXPECT_TRUE(hook_is("comm", "armed"));
	/* The parameter may grow and shrink meanwhile. */
	ASSERT_EQ(0, file_write(PARAMETER, "exec,sid"));
	EXPECT_TRUE(file_is(IN_FORCE, "exec,sid,comm"));
	ASSERT_EQ(0, file_write(PARAMETER, DEFAULT));
	stream_close(&two);
	EXPECT_TRUE(file_is(IN_FORCE, DEFAULT));
	EXPECT_TRUE(hook_is("comm", "off"));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes));
	EXPECT_EQ(6, changes.count);
	EXPECT_EQ(DEFAULT_TYPES | TYPE(COMM), changes.last.before[0]);
	EXPECT_EQ(DEFAULT_TYPES, changes.last.after[0]);
}

TEST_F(events_choice, are_kept_while_disarmed)
{
	struct changes changes = { 0 };
	struct stream reader;

	ASSERT_EQ(0, stream_open(&reader, O_NONBLOCK));
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	ASSERT_EQ(0, choose(reader.fd, TYPE(EXEC) | TYPE(COREDUMP), 0));
	EXPECT_TRUE(file_is(IN_FORCE, DEFAULT ",coredump"));
	EXPECT_FALSE(hook_is("coredump", "armed"));
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
	EXPECT_TRUE(hook_is("coredump", "armed"));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &changes));
	EXPECT_EQ(1, changes.count);
	ASSERT_EQ(1, changes.starts);
	EXPECT_EQ(DEFAULT_TYPES | TYPE(COREDUMP), changes.start.events.types);
	EXPECT_EQ(0, changes.start.events.flags);
	EXPECT_TRUE(changes.start.hooks_armed & 1U << PROCMON_HOOK_COREDUMP);
	EXPECT_TRUE(changes.start.hooks_armed & 1U << PROCMON_HOOK_CREDS);
	EXPECT_TRUE(changes.start.hooks_off & 1U << PROCMON_HOOK_COMM);
	stream_close(&reader);
	EXPECT_TRUE(hook_is("coredump", "off"));
}

/* An exec that fails is counted in any case. */
TEST_F(events_choice, exec_fail_can_be_left_out)
{
	uint64_t failures, filtered;
	char *argv[] = { "nothing", NULL };
	char text[64];
	int status;

	ASSERT_EQ(0, file_read(SENSOR_SYSFS "/hooks/syscall", text,
			       sizeof(text)));
	if (strncmp(text, "armed", strlen("armed")))
		SKIP(return, "the syscall witness is not armed: %s", text);
	status = run_program("/nothing/here", argv, NULL);
	ASSERT_TRUE(WIFEXITED(status));
	ASSERT_EQ(0, stream_drain(&self->stream, NULL, NULL));
	ASSERT_EQ(1, self->stream.by_type[PROCMON_TYPE_EXEC_FAIL]);
	ASSERT_EQ(0, file_write(PARAMETER, "exec"));
	failures = sensor_value("counters/exec_failures");
	filtered = sensor_value("counters/exec_failures_filtered");
	run_program("/nothing/here", argv, NULL);
	EXPECT_EQ(failures + 1, sensor_value("counters/exec_failures"));
	EXPECT_EQ(filtered + 1,
		  sensor_value("counters/exec_failures_filtered"));
	ASSERT_EQ(0, stream_drain(&self->stream, NULL, NULL));
	EXPECT_EQ(1, self->stream.by_type[PROCMON_TYPE_EXEC_FAIL]);
}

TEST_HARNESS_MAIN
