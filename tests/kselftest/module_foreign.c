// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_foreign.c - another module stands where the sensor wants to stand,
 * before it or after it; and kernels where a mechanism does not work: the
 * sensor steps aside with a reason, takes the next mechanism if it may, and
 * breaks nothing. Loads the module itself.
 *
 * procmon_redirect.ko and procmon_table_user.ko are the others
 * (tests/modules).
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

#define REDIRECT	"/procmon/procmon_redirect.ko"
#define REDIRECT_CALLS	"/sys/module/procmon_redirect/parameters/calls"
#define TABLE_USER	"/procmon/procmon_table_user.ko"
#define TABLE_STANDING	"/sys/module/procmon_table_user/parameters/standing"
#define TABLE_CALLS	"/sys/module/procmon_table_user/parameters/calls"
#define KPROBES		"/sys/kernel/debug/kprobes/enabled"
#define TRACING		"/sys/kernel/tracing"
#define PROBE		"procmon_foreign"
#ifdef __x86_64__
#define EXECVE_FUNCTION	"__x64_sys_execve"
#else
#define EXECVE_FUNCTION	"__arm64_sys_execve"
#endif
#define PATIENCE_MS	30000

#define NOT_DISPATCHED \
	"the system call table is not used for dispatch on this kernel"

FIXTURE(module_foreign)
{
	struct stream stream;
	int log;
};

FIXTURE_SETUP(module_foreign)
{
	self->stream.fd = -1;
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
	self->log = kernel_log_open();
	ASSERT_LE(0, self->log);
}

/* unload_other() - It may have a call inside still. */
static int unload_other(const char *name)
{
	uint64_t end = now_ns() + PATIENCE_MS * 1000000ULL;
	int result;

	do {
		result = module_unload(name);
		if (result != -EWOULDBLOCK)
			break;
		usleep(1000);
	} while (now_ns() < end);
	return result;
}

/* kretprobe() - Put one of tracefs on execve, or take it away. */
static int kretprobe(bool wanted)
{
	int result;

	if (!wanted) {
		file_write(TRACING "/events/kprobes/" PROBE "/enable", "0");
		return file_write(TRACING "/kprobe_events", "-:" PROBE);
	}
	result = file_write(TRACING "/kprobe_events",
			    "r:" PROBE " " EXECVE_FUNCTION);
	return result ? result :
		file_write(TRACING "/events/kprobes/" PROBE "/enable", "1");
}

FIXTURE_TEARDOWN(module_foreign)
{
	file_write(KPROBES, "1");
	kretprobe(false);
	stream_close(&self->stream);
	if (sensor_loaded())
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
	if (module_loaded("procmon_redirect"))
		EXPECT_EQ(0, unload_other("procmon_redirect"));
	if (module_loaded("procmon_table_user")) {
		file_write(TABLE_STANDING, "0");
		EXPECT_EQ(0, unload_other("procmon_table_user"));
	}
	close(self->log);
}

static void attach(struct __test_metadata *_metadata, struct stream *stream)
{
	ASSERT_EQ(0, stream_open(stream, O_NONBLOCK))
		TH_LOG("%s", stream->error);
	ASSERT_EQ(0, stream_skip(stream));
}

/* A process that fails twice and then executes tiny. */
static pid_t run_child(struct __test_metadata *_metadata)
{
	char *argv[] = { "tiny", "foreign", NULL };
	char *envp[] = { NULL };
	char path[256];
	int status;
	pid_t pid;

	beside_us("tiny", path, sizeof(path));
	pid = fork();
	ASSERT_NE(-1, pid);
	if (!pid) {
		if (!execve("/nonexistent", argv, envp) || errno != ENOENT ||
		    !execve("/proc", argv, envp) || errno != EACCES)
			_exit(1);
		execve(path, argv, envp);
		_exit(2);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	/* Whoever stands there, the kernel works as ever. */
	EXPECT_EQ(0, status);
	return pid;
}

struct seen {
	pid_t pid;
	unsigned int failed;
	unsigned int executed;
	unsigned int with_origin;
};

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *fail = as_exec_fail(record);
	const struct procmon_exec *exec = as_exec(record);
	struct seen *seen = context;

	if (fail && (pid_t)fail->identity.tgid == seen->pid)
		seen->failed++;
	if (exec && (pid_t)exec->identity.tgid == seen->pid) {
		seen->executed++;
		seen->with_origin += exec->origin == PROCMON_ORIGIN_EXECVE;
	}
}

/* expect_seen() - All is seen, and once; or only what succeeds. */
static void expect_seen(struct __test_metadata *_metadata,
			struct stream *stream, bool by_syscall)
{
	struct seen seen = { .pid = run_child(_metadata) };

	ASSERT_EQ(0, stream_drain(stream, look, &seen))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(1, seen.executed);
	EXPECT_EQ(by_syscall ? 2 : 0, seen.failed);
	EXPECT_EQ(by_syscall ? 1 : 0, seen.with_origin);
}

static long number_in(const char *path)
{
	char text[64] = "-1";

	file_read(path, text, sizeof(text));
	return strtol(text, NULL, 10);
}

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* The function is redirected already, as by a live patch. */
TEST_F_TIMEOUT(module_foreign, ftrace_steps_aside, 120)
{
	const char *why = mechanism_absent(PROCMON_MECHANISM_FTRACE);
	long calls;

	if (why)
		SKIP(return, "ftrace: %s", why);
	ASSERT_EQ(0, module_load(REDIRECT, ""));
	ASSERT_EQ(-ENODEV, mechanism_load(PROCMON_MECHANISM_FTRACE, ""));
	EXPECT_TRUE(starts_with(hook_state("syscall"), "failed: "))
		TH_LOG("%s", hook_state("syscall"));
	EXPECT_TRUE(starts_with(mechanism_state(PROCMON_MECHANISM_FTRACE),
		    "failed: another module or a live patch redirects "))
		TH_LOG("%s", mechanism_state(PROCMON_MECHANISM_FTRACE));
	EXPECT_TRUE(kernel_log_find(self->log,
		    "syscall witness: ftrace: another module or a live patch redirects"));
	attach(_metadata, &self->stream);
	calls = number_in(REDIRECT_CALLS);
	expect_seen(_metadata, &self->stream, false);
	/* And the other one is called as before: three times. */
	EXPECT_LE(calls + 3, number_in(REDIRECT_CALLS));
	stream_close(&self->stream);
	ASSERT_EQ(0, unload_soon(PATIENCE_MS));
	/* As soon as it is gone, it works. */
	ASSERT_EQ(0, unload_other("procmon_redirect"));
	ASSERT_EQ(0, mechanism_load(PROCMON_MECHANISM_FTRACE, ""));
	attach(_metadata, &self->stream);
	expect_seen(_metadata, &self->stream, true);
}

/* We were first: the other one is refused, and nothing happens to us. */
TEST_F_TIMEOUT(module_foreign, ftrace_was_first, 120)
{
	const char *why = mechanism_absent(PROCMON_MECHANISM_FTRACE);

	if (why)
		SKIP(return, "ftrace: %s", why);
	ASSERT_EQ(0, mechanism_load(PROCMON_MECHANISM_FTRACE, ""));
	attach(_metadata, &self->stream);
	EXPECT_EQ(-EBUSY, module_load(REDIRECT, ""));
	EXPECT_EQ(-EBUSY, module_load(REDIRECT, "call=execveat"));
	expect_seen(_metadata, &self->stream, true);
	EXPECT_STREQ("armed: ftrace", hook_state("syscall"));
	/* Disarmed, the function is free. */
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	ASSERT_EQ(0, module_load(REDIRECT, ""));
	run_child(_metadata);
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
	EXPECT_TRUE(starts_with(mechanism_state(PROCMON_MECHANISM_FTRACE),
				"failed: another"))
		TH_LOG("%s", mechanism_state(PROCMON_MECHANISM_FTRACE));
}

/* Kprobes do not mind; what the other one calls is seen once. */
TEST_F_TIMEOUT(module_foreign, kprobe_beside_a_redirect, 120)
{
	const char *why = mechanism_absent(PROCMON_MECHANISM_FTRACE);

	if (why)
		SKIP(return, "another one cannot redirect: %s", why);
	/* Before us. */
	ASSERT_EQ(0, module_load(REDIRECT, ""));
	ASSERT_EQ(0, mechanism_load(PROCMON_MECHANISM_KPROBE, ""))
		TH_LOG("%s", mechanism_state(PROCMON_MECHANISM_KPROBE));
	attach(_metadata, &self->stream);
	expect_seen(_metadata, &self->stream, true);
	/* It goes while we are there, */
	ASSERT_EQ(0, unload_other("procmon_redirect"));
	expect_seen(_metadata, &self->stream, true);
	/* and comes after us. */
	ASSERT_EQ(0, module_load(REDIRECT, ""));
	expect_seen(_metadata, &self->stream, true);
	EXPECT_EQ(0, sensor_value("counters/calls_unwitnessed"));
	EXPECT_EQ(0, sensor_value("counters/execs_unseen"));
	stream_close(&self->stream);
	ASSERT_EQ(0, unload_soon(PATIENCE_MS));
	run_child(_metadata);
}

/*
 * Somebody else's kretprobe stands on the function: it changes where the
 * function returns to, so nobody can tell by that who called it.
 */
TEST_F_TIMEOUT(module_foreign, kretprobe_of_another, 240)
{
	unsigned int mechanism;

	if (access(TRACING "/kprobe_events", W_OK))
		SKIP(return, "%s/kprobe_events: not there", TRACING);
	for (mechanism = PROCMON_MECHANISM_KPROBE;
	     mechanism < PROCMON_MECHANISM_COUNT; mechanism++) {
		if (mechanism_absent(mechanism)) {
			TH_LOG("not tried: %s: %s", mechanism_name(mechanism),
			       mechanism_absent(mechanism));
			continue;
		}
		/* Before us, */
		ASSERT_EQ(0, kretprobe(true));
		ASSERT_EQ(0, mechanism_load(mechanism, ""))
			TH_LOG("%s", mechanism_state(mechanism));
		attach(_metadata, &self->stream);
		expect_seen(_metadata, &self->stream, true);
		/* gone while we are there, */
		ASSERT_EQ(0, kretprobe(false));
		expect_seen(_metadata, &self->stream, true);
		/* and after us. */
		ASSERT_EQ(0, kretprobe(true));
		expect_seen(_metadata, &self->stream, true);
		EXPECT_EQ(0, sensor_value("counters/execs_unseen"));
		stream_close(&self->stream);
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
		run_child(_metadata);
		ASSERT_EQ(0, kretprobe(false));
	}
}

TEST_F_TIMEOUT(module_foreign, auto_takes_the_first, 120)
{
	ASSERT_EQ(0, sensor_load("hook=auto"));
	EXPECT_STREQ("armed: kprobe", hook_state("syscall"));
	EXPECT_STREQ("armed", mechanism_state(PROCMON_MECHANISM_KPROBE));
	EXPECT_STREQ("not tried", mechanism_state(PROCMON_MECHANISM_FTRACE));
	EXPECT_STREQ("not tried", mechanism_state(PROCMON_MECHANISM_TABLE));
	attach(_metadata, &self->stream);
	expect_seen(_metadata, &self->stream, true);
}

/* Kprobes are switched off: they would be armed and see nothing. */
TEST_F_TIMEOUT(module_foreign, auto_goes_on_without_kprobes, 120)
{
	bool has_ftrace = !mechanism_absent(PROCMON_MECHANISM_FTRACE);
	bool has_table = !mechanism_absent(PROCMON_MECHANISM_TABLE);

	if (access(KPROBES, W_OK))
		SKIP(return, "%s: not there", KPROBES);
	ASSERT_EQ(0, file_write(KPROBES, "0"));
	ASSERT_EQ(0, sensor_load("hook=auto"));
	EXPECT_TRUE(starts_with(mechanism_state(PROCMON_MECHANISM_KPROBE),
				"failed: "))
		TH_LOG("%s", mechanism_state(PROCMON_MECHANISM_KPROBE));
	if (has_ftrace) {
		EXPECT_STREQ("armed: ftrace", hook_state("syscall"));
	} else if (has_table) {
		EXPECT_STREQ("armed: table", hook_state("syscall"));
	} else {
		EXPECT_TRUE(starts_with(hook_state("syscall"), "failed: "));
	}
	attach(_metadata, &self->stream);
	expect_seen(_metadata, &self->stream, has_ftrace || has_table);
}

/* Nor can the function be redirected: the table is the last. */
TEST_F_TIMEOUT(module_foreign, auto_comes_to_the_table, 120)
{
	const char *no_ftrace = mechanism_absent(PROCMON_MECHANISM_FTRACE);
	const char *no_table = mechanism_absent(PROCMON_MECHANISM_TABLE);

	if (access(KPROBES, W_OK))
		SKIP(return, "%s: not there", KPROBES);
	if (!no_ftrace)
		ASSERT_EQ(0, module_load(REDIRECT, ""));
	ASSERT_EQ(0, file_write(KPROBES, "0"));
	ASSERT_EQ(0, sensor_load("hook=auto"));
	EXPECT_TRUE(starts_with(mechanism_state(PROCMON_MECHANISM_KPROBE),
				"failed: "));
	EXPECT_TRUE(starts_with(mechanism_state(PROCMON_MECHANISM_FTRACE),
				"failed: "));
	if (no_table) {
		EXPECT_TRUE(starts_with(hook_state("syscall"), "failed: "))
			TH_LOG("%s", hook_state("syscall"));
		EXPECT_STREQ("failed: " NOT_DISPATCHED,
			     mechanism_state(PROCMON_MECHANISM_TABLE));
	} else {
		EXPECT_STREQ("armed: table", hook_state("syscall"));
	}
	attach(_metadata, &self->stream);
	expect_seen(_metadata, &self->stream, !no_table);
}

/* The table is there to read, but nobody calls by it: it stays as it is. */
TEST_F_TIMEOUT(module_foreign, table_that_is_not_used, 120)
{
	const char *why = mechanism_absent(PROCMON_MECHANISM_TABLE);

	if (!why)
		SKIP(return, "this kernel calls through the system call table");
	ASSERT_EQ(-ENODEV, mechanism_load(PROCMON_MECHANISM_TABLE, ""));
	EXPECT_STREQ("failed: " NOT_DISPATCHED,
		     mechanism_state(PROCMON_MECHANISM_TABLE));
	EXPECT_TRUE(kernel_log_find(self->log,
		    "syscall witness: table: " NOT_DISPATCHED));
	/*
	 * Untouched: the other module reads the entry and says what it finds
	 * there, which must be the kernel's own function.
	 */
	ASSERT_EQ(0, module_load(TABLE_USER, ""));
	ASSERT_EQ(0, unload_soon(PATIENCE_MS));
	run_child(_metadata);
	EXPECT_EQ(0, number_in(TABLE_CALLS))
		TH_LOG("somebody calls through the table after all");
	ASSERT_EQ(0, file_write(TABLE_STANDING, "0"));
	run_child(_metadata);
}

/* Somebody stands there already: we do not come on top. */
TEST_F_TIMEOUT(module_foreign, table_is_taken, 120)
{
	const char *why = mechanism_absent(PROCMON_MECHANISM_TABLE);
	long calls;

	if (why)
		SKIP(return, "table: %s", why);
	ASSERT_EQ(0, module_load(TABLE_USER, ""));
	ASSERT_EQ(-ENODEV, mechanism_load(PROCMON_MECHANISM_TABLE, ""));
	EXPECT_TRUE(starts_with(mechanism_state(PROCMON_MECHANISM_TABLE),
		    "failed: another module's function stands in the system call table"))
		TH_LOG("%s", mechanism_state(PROCMON_MECHANISM_TABLE));
	attach(_metadata, &self->stream);
	calls = number_in(TABLE_CALLS);
	expect_seen(_metadata, &self->stream, false);
	EXPECT_LE(calls + 3, number_in(TABLE_CALLS));
	stream_close(&self->stream);
	/* Nothing of it is left: it can go at once. */
	ASSERT_EQ(0, unload_soon(PATIENCE_MS));
	ASSERT_EQ(0, file_write(TABLE_STANDING, "0"));
	ASSERT_EQ(0, unload_other("procmon_table_user"));
	ASSERT_EQ(0, mechanism_load(PROCMON_MECHANISM_TABLE, ""));
	attach(_metadata, &self->stream);
	expect_seen(_metadata, &self->stream, true);
}

/* Somebody came on top and went again: all is as before. */
TEST_F_TIMEOUT(module_foreign, table_is_taken_for_a_while, 120)
{
	const char *why = mechanism_absent(PROCMON_MECHANISM_TABLE);

	if (why)
		SKIP(return, "table: %s", why);
	ASSERT_EQ(0, mechanism_load(PROCMON_MECHANISM_TABLE, ""));
	attach(_metadata, &self->stream);
	ASSERT_EQ(0, module_load(TABLE_USER, ""));
	expect_seen(_metadata, &self->stream, true);
	ASSERT_EQ(0, file_write(TABLE_STANDING, "0"));
	ASSERT_EQ(0, unload_other("procmon_table_user"));
	expect_seen(_metadata, &self->stream, true);
	stream_close(&self->stream);
	/* While it stands there itself it cannot be unloaded. */
	EXPECT_EQ(-EWOULDBLOCK, sensor_unload());
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	EXPECT_EQ(0, unload_soon(PATIENCE_MS));
	run_child(_metadata);
}

TEST_HARNESS_MAIN
