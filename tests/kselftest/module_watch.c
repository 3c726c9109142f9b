// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_watch.c - what procmonctl shows of the device: from where on, which
 * records, how many, to whom, and what its exit status says. Loads the module
 * itself, with a ring so small that it can be lapped.
 */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deadline.h"
#include "files.h"
#include "kselftest_harness.h"
#include "load.h"
#include "process.h"
#include "sensor.h"

#define RING_KIB	"64"
/* More than the ring holds: an EXEC record is larger than 1 KiB. */
#define LAP_EXECS	80
#define PATIENCE_MS	100000
#define SOMEBODY	1000
#define OUTPUT_MAX	(1 << 20)
#define ROWS_MAX	64

#define STATUS_OK		0
#define STATUS_ABSENT		3
#define STATUS_PERMISSION	4
#define STATUS_LOSS		7

FIXTURE(watch)
{
	const char *tool;
	char directory[256];
	char other[300];
	int output;
	pid_t child;
	char *text;
	/* the same, in lines, and those of them about execs */
	char *lines;
	char *execs[ROWS_MAX];
	unsigned int exec_count;
};

FIXTURE_SETUP(watch)
{
	char path[256];

	self->tool = getenv("PROCMONCTL");
	if (!self->tool)
		self->tool = "/procmon/procmonctl";
	ASSERT_EQ(0, access(self->tool, X_OK))
		TH_LOG("%s: %s", self->tool, strerror(errno));
	if (sensor_loaded()) {
		ASSERT_EQ(0, sensor_unload());
	}
	ASSERT_EQ(0, directory_make(self->directory, sizeof(self->directory)));
	snprintf(self->other, sizeof(self->other), "%s/another",
		 self->directory);
	ASSERT_EQ(0, content_copy(beside_us("tiny", path, sizeof(path)),
				  self->other, 0755));
	self->output = -1;
	self->text = malloc(OUTPUT_MAX);
	self->lines = malloc(OUTPUT_MAX);
	ASSERT_NE(NULL, self->text);
	ASSERT_NE(NULL, self->lines);
	ASSERT_EQ(0, sensor_load("ring_kib=" RING_KIB " "
				 SENSOR_LOAD_EXECS));
}

FIXTURE_TEARDOWN(watch)
{
	if (self->output >= 0)
		close(self->output);
	directory_remove(self->directory);
	free(self->text);
	free(self->lines);
	if (sensor_loaded()) {
		EXPECT_EQ(0, sensor_unload());
	}
}

/* Start procmonctl as @uid; what it prints is kept. */
static void start(struct __test_metadata *_metadata, FIXTURE_DATA(watch) *self,
		  uid_t uid, char *const argv[])
{
	if (self->output >= 0)
		close(self->output);
	self->output = memfd_create("output", 0);
	ASSERT_LE(0, self->output);
	self->child = fork();
	ASSERT_NE(-1, self->child);
	if (self->child)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(self->output, STDOUT_FILENO);
	if (uid && (setgid(uid) || setuid(uid)))
		_exit(126);
	execv(self->tool, argv);
	_exit(127);
}

static size_t output_read(FIXTURE_DATA(watch) *self)
{
	ssize_t len = pread(self->output, self->text, OUTPUT_MAX - 1, 0);

	if (len < 0)
		len = 0;
	self->text[len] = '\0';
	return len;
}

/* Wait for its end. The lines about execs are then in @self->execs. */
static void finish(struct __test_metadata *_metadata,
		   FIXTURE_DATA(watch) *self, int expected)
{
	char *line, *rest = self->lines;
	int status;

	ASSERT_EQ(0, child_wait(self->child, deadline_in(PATIENCE_MS), &status))
		TH_LOG("procmonctl did not end");
	EXPECT_TRUE(WIFEXITED(status))
		TH_LOG("wait status %#x", status);
	EXPECT_EQ(expected, WEXITSTATUS(status));
	output_read(self);
	strcpy(self->lines, self->text);
	self->exec_count = 0;
	while ((line = strsep(&rest, "\n"))) {
		if (strstr(line, "\"action\":\"exec") &&
		    self->exec_count < ROWS_MAX)
			self->execs[self->exec_count++] = line;
	}
}

static void run(struct __test_metadata *_metadata, FIXTURE_DATA(watch) *self,
		uid_t uid, int expected, char *const argv[])
{
	start(_metadata, self, uid, argv);
	finish(_metadata, self, expected);
}

/* All execs shown are of these arguments, in this order. */
static void expect_shown(struct __test_metadata *_metadata,
			 FIXTURE_DATA(watch) *self, const char *const *wanted,
			 unsigned int count)
{
	char args[128];
	unsigned int i;

	EXPECT_EQ(count, self->exec_count);
	for (i = 0; i < count && i < self->exec_count; i++) {
		snprintf(args, sizeof(args), "\"args\":[\"tiny\",\"%s\"]",
			 wanted[i]);
		EXPECT_NE(NULL, strstr(self->execs[i], args))
			TH_LOG("no %s in %s", args, self->execs[i]);
	}
}

#define EXPECT_SHOWN(...) do { \
	const char *const wanted[] = { __VA_ARGS__ }; \
	expect_shown(_metadata, self, wanted, ARRAY_SIZE(wanted)); \
} while (0)

#define WATCH(status, ...) do { \
	char *argv[] = { "procmonctl", "watch", "--format", "json", \
			 __VA_ARGS__, NULL }; \
	run(_metadata, self, 0, status, argv); \
} while (0)

static void run_other(struct __test_metadata *_metadata,
		      FIXTURE_DATA(watch) *self, char *argument)
{
	char *argv[] = { "tiny", argument, NULL };

	ASSERT_EQ(0, run_program(self->other, argv, NULL));
}

static void run_as(struct __test_metadata *_metadata,
		   FIXTURE_DATA(watch) *self, uid_t uid, char *argument)
{
	char *argv[] = { "tiny", argument, NULL };
	pid_t pid = fork();
	int status;

	ASSERT_NE(-1, pid);
	if (!pid) {
		if (setgid(uid) || setuid(uid))
			_exit(126);
		execv(self->other, argv);
		_exit(127);
	}
	ASSERT_EQ(0, child_wait(pid, deadline_in(PATIENCE_MS), &status));
	ASSERT_EQ(0, status);
}

TEST_F_TIMEOUT(watch, since_start_and_count, 300)
{
	ASSERT_LT(0, run_tiny("one"));
	ASSERT_LT(0, run_tiny("two"));
	ASSERT_LT(0, run_tiny("three"));
	ASSERT_LT(0, run_tiny("four"));
	WATCH(STATUS_OK, "--since-start", "--count", "3");
	EXPECT_SHOWN("one", "two", "three");
	EXPECT_NE(NULL, strstr(self->text, "\"action\":\"sensor_start\""));
	WATCH(STATUS_OK, "--since-start", "--just-one");
	EXPECT_SHOWN("one");
}

/* Without --since-start nothing that was before. */
TEST_F_TIMEOUT(watch, from_now_on, 300)
{
	char *argv[] = {
		"procmonctl", "watch", "--json", "--comm", "tiny", "--count",
		"1", NULL,
	};
	uint64_t deadline = deadline_in(PATIENCE_MS);
	siginfo_t ended = { 0 };

	ASSERT_LT(0, run_tiny("before"));
	start(_metadata, self, 0, argv);
	/* Nobody sees when it begins to look. */
	while (!ended.si_pid && deadline_left_ms(deadline)) {
		ASSERT_LT(0, run_tiny("after"));
		usleep(100000);
		ASSERT_EQ(0, waitid(P_PID, self->child, &ended,
				    WEXITED | WNOHANG | WNOWAIT));
	}
	finish(_metadata, self, STATUS_OK);
	EXPECT_SHOWN("after");
}

TEST_F_TIMEOUT(watch, filters, 300)
{
	char pid_text[16];
	pid_t pid;

	ASSERT_LT(0, run_tiny("first"));
	run_other(_metadata, self, "by path");
	pid = run_tiny("by pid");
	ASSERT_LT(0, pid);
	run_as(_metadata, self, SOMEBODY, "by uid");
	ASSERT_LT(0, run_tiny("last"));

	snprintf(pid_text, sizeof(pid_text), "%d", pid);
	WATCH(STATUS_OK, "--since-start", "--count", "1", "--pid", pid_text);
	EXPECT_SHOWN("by pid");
	WATCH(STATUS_OK, "--since-start", "--count", "2", "--exe",
	      "*/anoth?r");
	EXPECT_SHOWN("by path", "by uid");
	WATCH(STATUS_OK, "--since-start", "--count", "3", "--comm", "t?ny");
	EXPECT_SHOWN("first", "by pid", "last");
	WATCH(STATUS_OK, "--since-start", "--count", "1", "--uid", "1000");
	EXPECT_SHOWN("by uid");
	WATCH(STATUS_OK, "--since-start", "--count", "1", "--exe",
	      "*/another", "--uid", "0");
	EXPECT_SHOWN("by path");
}

TEST_F_TIMEOUT(watch, types, 300)
{
	char *argv[] = { "tiny", "in vain", NULL };

	ASSERT_LT(0, run_tiny("before"));
	/* The child of run_program() cannot execute it, and says so. */
	ASSERT_NE(0, run_program("/nowhere/procmon-test", argv, NULL));
	ASSERT_LT(0, run_tiny("after"));
	WATCH(STATUS_OK, "--since-start", "--count", "1", "--type",
	      "exec_fail");
	EXPECT_SHOWN("in vain");
	EXPECT_NE(NULL, strstr(self->text, "\"action\":\"exec_fail\""));
	EXPECT_NE(NULL, strstr(self->text, "/nowhere/procmon-test"));
	WATCH(STATUS_OK, "--since-start", "--count", "2", "--type", "exec");
	EXPECT_SHOWN("before", "after");
	EXPECT_EQ(NULL, strstr(self->text, "\"action\":\"reader\""));
}

/* Who may not read is told so, and nothing else. */
TEST_F_TIMEOUT(watch, not_permitted, 300)
{
	char *watch[] = {
		"procmonctl", "watch", "--since-start", "--count", "1", NULL,
	};
	char *status[] = { "procmonctl", "status", "--json", NULL };

	ASSERT_LT(0, run_tiny("secret"));
	/* The directory of the tool may not let others in. */
	snprintf(self->other, sizeof(self->other), "%s/procmonctl",
		 self->directory);
	ASSERT_EQ(0, content_copy(self->tool, self->other, 0755));
	self->tool = self->other;
	run(_metadata, self, SOMEBODY, STATUS_PERMISSION, watch);
	EXPECT_STREQ("", self->text);
	/* This needs no privilege, but for one value. */
	run(_metadata, self, SOMEBODY, STATUS_OK, status);
	EXPECT_NE(NULL, strstr(self->text, "\"bytes\":65536"));
	EXPECT_EQ(NULL, strstr(self->text, "\"armed\":"));
}

TEST_F_TIMEOUT(watch, no_module, 300)
{
	ASSERT_EQ(0, sensor_unload());
	WATCH(STATUS_ABSENT, "--since-start", "--count", "1");
	EXPECT_STREQ("", self->text);
}

/* A reader that stands still while the ring goes round, and then goes on. */
static void lap(struct __test_metadata *_metadata, FIXTURE_DATA(watch) *self,
		char *const argv[], unsigned int execs, int expected)
{
	uint64_t deadline = deadline_in(PATIENCE_MS);
	unsigned int i;

	ASSERT_LT(0, run_tiny("oldest"));
	start(_metadata, self, 0, argv);
	do {
		ASSERT_NE(0, deadline_left_ms(deadline));
		usleep(10000);
		output_read(self);
	} while (!strstr(self->text, "oldest"));
	ASSERT_EQ(0, kill(self->child, SIGSTOP));
	for (i = 0; i < execs; i++)
		ASSERT_LT(0, run_tiny("round"));
	ASSERT_EQ(0, kill(self->child, SIGTERM));
	ASSERT_EQ(0, kill(self->child, SIGCONT));
	finish(_metadata, self, expected);
}

TEST_F_TIMEOUT(watch, strict, 300)
{
	char *strict[] = {
		"procmonctl", "watch", "--since-start", "--json", "--strict",
		NULL,
	};
	char *lax[] = {
		"procmonctl", "watch", "--since-start", "--json", NULL,
	};

	lap(_metadata, self, strict, 1, STATUS_OK);
	lap(_metadata, self, strict, LAP_EXECS, STATUS_LOSS);
	lap(_metadata, self, lax, LAP_EXECS, STATUS_OK);
	EXPECT_NE(NULL, strstr(self->text, "\"action\":\"lost\""));
}

/* A value as sysfs has it; its length, or 0. */
static size_t sysfs_text(const char *group, const char *name, char *text,
			 size_t size)
{
	char path[256];

	snprintf(path, sizeof(path), SENSOR_SYSFS "/%s/%s", group, name);
	if (!file_read(path, text, size))
		return strlen(text);
	/* Of the module, not of the device. */
	snprintf(path, sizeof(path), SENSOR_PARAMETERS "/%s", name);
	return file_read(path, text, size) ? 0 : strlen(text);
}

/* The text of a JSON string without escapes, or of a number. */
static char *take(char **at, char *text, size_t size)
{
	bool is_string = **at == '"';
	size_t len;

	if (is_string)
		(*at)++;
	len = strcspn(*at, is_string ? "\"\\" : ",}");
	if (len >= size || !(*at)[len] || (*at)[len] == '\\' ||
	    (!is_string && strspn(*at, "0123456789") != len))
		return NULL;
	memcpy(text, *at, len);
	text[len] = '\0';
	*at += len + is_string;
	return text;
}

/* is_of_itself() - Does procmonctl count itself with the others? */
static bool is_of_itself(const char *name)
{
	return !strcmp(name, "processes") || !strcmp(name, "images") ||
		!strcmp(name, "lineages");
}

/* One object, of values and of objects of values; each as sysfs says. */
TEST_F_TIMEOUT(watch, status_is_what_sysfs_says, 300)
{
	char *argv[] = { "procmonctl", "status", "--json", NULL };
	char name[64], group[64] = "", value[256], there[256];
	unsigned int values = 0, groups = 0, differ = 0;
	char *at = self->text;

	run(_metadata, self, 0, STATUS_OK, argv);
	ASSERT_EQ('{', *at++);
	for (;;) {
		ASSERT_NE(NULL, take(&at, name, sizeof(name)))
			TH_LOG("at '%s'", at);
		ASSERT_EQ(':', *at++);
		if (*at == '{') {
			ASSERT_STREQ("", group);
			strcpy(group, name);
			groups++;
			at++;
			continue;
		}
		ASSERT_NE(NULL, take(&at, value, sizeof(value)))
			TH_LOG("%s/%s: at '%s'", group, name, at);
		values++;
		/* Which kernel it is is none of the module's business. */
		if (*group || strcmp(name, "kernel")) {
			EXPECT_LT(0, sysfs_text(group, name, there,
						sizeof(there)))
				TH_LOG("%s/%s: not there", group, name);
			/* Nothing happens meanwhile, but its own end. */
			if (!is_of_itself(name) && strcmp(value, there)) {
				TH_LOG("%s/%s: '%s', sysfs: '%s'", group,
				       name, value, there);
				differ++;
			}
		}
		if (*at == '}' && *group) {
			*group = '\0';
			at++;
		}
		if (*at != ',')
			break;
		at++;
	}
	EXPECT_STREQ("}\n", at);
	EXPECT_EQ(3, groups);
	EXPECT_LT(40, values);
	EXPECT_EQ(0, differ);
}

TEST_HARNESS_MAIN
