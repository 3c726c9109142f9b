// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_exec_fail.c - an exec that fails gives one EXEC_FAIL record, with the
 * error, the call as it was passed and the caller as it is; one that succeeds
 * gives none. With each mechanism of the syscall witness, by each kind of
 * caller. Loads the module itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "exec_fail.h"
#include "exec_fail_caller.h"
#include "exec_target.h"
#include "files.h"
#include "life.h"
#include "load.h"
#include "mechanism.h"
#include "process.h"
#include "sensor.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK	0x10000
#endif

/* For what must come to an end by itself, ms. */
#define PATIENCE_MS	30000

/* What came of one process, in the stream. */
struct seen {
	pid_t pid;
	unsigned int executed;
	unsigned int failed;
	uint32_t errors[8];
	uint32_t exec_origin;
	bool exec_origin_missing;
	uint64_t exec_id;
	unsigned char *last;
};

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *fail = as_exec_fail(record);
	const struct procmon_exec *exec = as_exec(record);
	struct seen *seen = context;

	if (exec && (pid_t)exec->identity.tgid == seen->pid) {
		seen->executed++;
		seen->exec_origin = exec->origin;
		seen->exec_id = record->seq;
		seen->exec_origin_missing =
			record_missing(exec, PROCMON_REASON_UNARMED,
				       PROCMON_FIELD_ORIGIN);
	}
	if (!fail || (pid_t)fail->identity.tgid != seen->pid)
		return;
	if (seen->failed < ARRAY_SIZE(seen->errors))
		seen->errors[seen->failed] = fail->error;
	seen->failed++;
	free(seen->last);
	seen->last = malloc(record->len);
	if (!seen->last)
		abort();
	memcpy(seen->last, record, record->len);
}

static void forget(struct seen *seen)
{
	free(seen->last);
	memset(seen, 0, sizeof(*seen));
}

static void say(void *argument, const char *line)
{
	struct __test_metadata *_metadata = argument;

	TH_LOG("    %s", line);
}

/* load() - With the mechanism. Return: why it cannot be; NULL: it is. */
static const char *load(struct __test_metadata *_metadata,
			unsigned int mechanism, const char *parameters)
{
	const char *why = mechanism_absent(mechanism);

	if (why)
		return why;
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
	ASSERT_EQ(0, mechanism_load(mechanism, parameters))
		TH_LOG("%s: %s", mechanism_name(mechanism),
		       mechanism_state(mechanism));
	return NULL;
}

static void unload(struct __test_metadata *_metadata)
{
	if (sensor_loaded())
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
}

/* kernel_checks() - Has this kernel AT_EXECVE_CHECK? */
static bool kernel_checks(void)
{
	char *none[] = { NULL };

	return syscall(SYS_execveat, AT_FDCWD, "/nonexistent", none, none,
		       AT_EXECVE_CHECK) && errno != EINVAL;
}

FIXTURE(cases)
{
	char programs[PATH_MAX];
	char directory[PATH_MAX];
	struct attempt attempt;
	struct truth truth;
	struct stream stream;
};

FIXTURE_VARIANT(cases)
{
	unsigned int mechanism;
	const struct exec_caller *caller;
};

#define VARIANT(mechanism_, MECHANISM, caller_) \
	FIXTURE_VARIANT_ADD(cases, mechanism_##_##caller_) { \
		.mechanism = PROCMON_MECHANISM_##MECHANISM, \
		.caller = &exec_caller_##caller_, \
	}
#define CALLERS(mechanism, MECHANISM) \
	VARIANT(mechanism, MECHANISM, execve); \
	VARIANT(mechanism, MECHANISM, execveat); \
	VARIANT(mechanism, MECHANISM, int80_execve); \
	VARIANT(mechanism, MECHANISM, int80_execveat); \
	VARIANT(mechanism, MECHANISM, program32_execve); \
	VARIANT(mechanism, MECHANISM, program32_execveat)

CALLERS(kprobe, KPROBE);
CALLERS(ftrace, FTRACE);
CALLERS(table, TABLE);

FIXTURE_SETUP(cases)
{
	const char *why;

	ASSERT_EQ(0, program_directory(self->programs, sizeof(self->programs)));
	why = exec_caller_absent(variant->caller, self->programs);
	if (why)
		SKIP(return, "%s: %s", variant->caller->name, why);
	why = load(_metadata, variant->mechanism, "");
	if (why)
		SKIP(return, "%s: %s", mechanism_name(variant->mechanism), why);
	/* What is mounted is gone with the test. */
	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	ASSERT_EQ(0, directory_make(self->directory, sizeof(self->directory)));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	/* What the parent was executed as is known from then on. */
	ASSERT_TRUE(life_wait_for_snapshot(&self->stream, PATIENCE_MS))
		TH_LOG("%s", self->stream.error);
}

FIXTURE_TEARDOWN(cases)
{
	char path[PATH_MAX + 16];

	if (!self->directory[0])
		return;
	stream_close(&self->stream);
	snprintf(path, sizeof(path), "%s/noexec", self->directory);
	umount2(path, MNT_DETACH);
	directory_remove(self->directory);
	unload(_metadata);
}

/*
 * try_case() - One case. Return: 1: a record as it must be; 0: not tried, or
 * the program ran and none was to be; -1: something is wrong.
 */
static int try_case(struct __test_metadata *_metadata,
		    FIXTURE_DATA(cases) *self,
		    const FIXTURE_VARIANT(cases) *variant,
		    const struct exec_fail_case *what)
{
	struct attempt *attempt = &self->attempt;
	int expected = what->error;
	struct seen seen = { 0 };
	int result = -1;

	if (what->only_at && !variant->caller->is_at)
		return 0;
	if (what->flags == AT_EXECVE_CHECK && !kernel_checks())
		expected = EINVAL;
	memset(attempt, 0, sizeof(*attempt));
	attempt->what = what;
	attempt->caller = variant->caller;
	attempt->programs = self->programs;
	attempt->directory = self->directory;
	attempt->truth = &self->truth;
	truth_clear(&self->truth);
	ASSERT_EQ(0, stream_drain(&self->stream, NULL, NULL))
		TH_LOG("%s", self->stream.error);
	if (!attempt_run(attempt)) {
		TH_LOG("%s: %s", what->name, attempt->problem);
		return -1;
	}
	seen.pid = attempt->pid;
	ASSERT_EQ(0, stream_drain(&self->stream, look, &seen))
		TH_LOG("%s", self->stream.error);
	/* Of the program that tries. */
	truth_number(&self->truth, "identity.exec_id", seen.exec_id);
	if (attempt->error != expected && !(what->unless && !attempt->error)) {
		TH_LOG("%s: the caller got error %d, expected %d", what->name,
		       attempt->error, expected);
	} else if (seen.executed != 1 + !attempt->error) {
		TH_LOG("%s: %u EXEC records", what->name, seen.executed);
	} else if (!attempt->error) {
		if (what->unless)
			TH_LOG("not tried: %s: %s", what->name, what->unless);
		if (seen.failed)
			TH_LOG("%s: the program ran, but there are %u EXEC_FAIL records",
			       what->name, seen.failed);
		else
			result = 0;
	} else if (what->trick && !strcmp(what->trick, CALLER_SECCOMP) &&
		   !seen.failed) {
		/* Judged by a test of its own. */
		result = 0;
	} else if (seen.failed != 1) {
		TH_LOG("%s: %u EXEC_FAIL records", what->name, seen.failed);
	} else if (attempt_compare(attempt, (const void *)seen.last, say,
				   _metadata)) {
		TH_LOG("%s: as above", what->name);
	} else {
		result = 1;
	}
	forget(&seen);
	return result;
}

TEST_F_TIMEOUT(cases, one_record_each, 600)
{
	uint64_t before = sensor_value("counters/exec_failures");
	unsigned int good = 0, bad = 0;
	size_t i;
	int result;

	for (i = 0; i < exec_fail_case_count; i++) {
		result = try_case(_metadata, self, variant,
				  &exec_fail_cases[i]);
		good += result > 0;
		bad += result < 0;
	}
	EXPECT_EQ(0, bad);
	/* All but those that are told above. */
	EXPECT_LT(19, good)
		TH_LOG("only %u cases", good);
	/* What the counter says, others on this machine may have added to. */
	EXPECT_LE(before + good, sensor_value("counters/exec_failures"));
	TH_LOG("%u cases", good);
}

FIXTURE(mechanism)
{
	struct stream stream;
	struct seen seen;
	bool loaded;
};

FIXTURE_VARIANT(mechanism)
{
	unsigned int mechanism;
};

FIXTURE_VARIANT_ADD(mechanism, kprobe)
{
	.mechanism = PROCMON_MECHANISM_KPROBE,
};

FIXTURE_VARIANT_ADD(mechanism, ftrace)
{
	.mechanism = PROCMON_MECHANISM_FTRACE,
};

FIXTURE_VARIANT_ADD(mechanism, table)
{
	.mechanism = PROCMON_MECHANISM_TABLE,
};

FIXTURE_SETUP(mechanism)
{
	self->stream.fd = -1;
}

FIXTURE_TEARDOWN(mechanism)
{
	stream_close(&self->stream);
	free(self->seen.last);
	unload(_metadata);
}

/* start() - Load and attach. Return: why not; NULL: it is done. */
static const char *start(struct __test_metadata *_metadata,
			 FIXTURE_DATA(mechanism) *self,
			 const FIXTURE_VARIANT(mechanism) *variant,
			 const char *parameters)
{
	const char *why = load(_metadata, variant->mechanism, parameters);

	if (why)
		return why;
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
	return NULL;
}

#define START(parameters) do { \
	const char *why_ = start(_metadata, self, variant, parameters); \
	if (why_) \
		SKIP(return, "%s: %s", mechanism_name(variant->mechanism), \
		     why_); \
} while (0)

/* What a child does. Return: its exit status. */
typedef int child_function(void);

/* watch() - Run a child and read what came of it. Return: its wait status. */
static int watch(struct __test_metadata *_metadata,
		 FIXTURE_DATA(mechanism) *self, child_function *function)
{
	int status;

	self->seen.pid = fork();
	ASSERT_NE(-1, self->seen.pid);
	if (!self->seen.pid)
		_exit(function());
	ASSERT_EQ(self->seen.pid, waitpid(self->seen.pid, &status, 0));
	ASSERT_EQ(0, stream_drain(&self->stream, look, &self->seen))
		TH_LOG("%s", self->stream.error);
	return status;
}

static char *const some_argv[] = { "program", "argument", NULL };
static char *const no_envp[] = { NULL };

/* fail_with() - Return: whether the exec failed with this. */
static bool fail_with(const char *path, int error)
{
	return execve(path, some_argv, no_envp) && errno == error;
}

static int succeed(void)
{
	char path[256];

	execve(beside_us("exec_target", path, sizeof(path)), some_argv,
	       no_envp);
	return 1;
}

/* A success is no failure, and the witness says how it was called. */
TEST_F_TIMEOUT(mechanism, success_is_no_failure, 120)
{
	uint64_t calls, failures;

	START("");
	calls = sensor_value("counters/exec_calls");
	failures = sensor_value("counters/exec_failures");
	EXPECT_EQ(EXEC_TARGET_STATUS,
		  WEXITSTATUS(watch(_metadata, self, succeed)));
	EXPECT_EQ(1, self->seen.executed);
	EXPECT_EQ(0, self->seen.failed);
	EXPECT_EQ(PROCMON_ORIGIN_EXECVE, self->seen.exec_origin);
	EXPECT_FALSE(self->seen.exec_origin_missing);
	EXPECT_LE(calls + 1, sensor_value("counters/exec_calls"));
	EXPECT_EQ(failures, sensor_value("counters/exec_failures"));
	EXPECT_EQ(0, sensor_value("counters/calls_unwitnessed"));
	EXPECT_EQ(0, sensor_value("counters/execs_unseen"));
}

static int check_only(void)
{
	char path[256];

	return syscall(SYS_execveat, AT_FDCWD,
		       beside_us("exec_target", path, sizeof(path)), some_argv,
		       no_envp, AT_EXECVE_CHECK) ? errno : 77;
}

/* AT_EXECVE_CHECK returns 0 although nothing was executed. */
TEST_F_TIMEOUT(mechanism, successful_check_is_nothing, 120)
{
	uint64_t checks;

	if (!kernel_checks())
		SKIP(return, "this kernel has no AT_EXECVE_CHECK");
	START("");
	checks = sensor_value("counters/exec_checks");
	EXPECT_EQ(77, WEXITSTATUS(watch(_metadata, self, check_only)));
	EXPECT_EQ(0, self->seen.executed);
	EXPECT_EQ(0, self->seen.failed);
	EXPECT_EQ(checks + 1, sensor_value("counters/exec_checks"));
	EXPECT_EQ(0, sensor_value("counters/calls_unwitnessed"));
}

static void *fail_in_thread(void *argument)
{
	*(pid_t *)argument = syscall(SYS_gettid);
	return (void *)(long)fail_with("/nonexistent", ENOENT);
}

static pid_t *shared_tid;

static int fail_by_thread(void)
{
	pthread_t thread;
	void *good = NULL;

	if (pthread_create(&thread, NULL, fail_in_thread, shared_tid))
		return 1;
	pthread_join(thread, &good);
	return good ? 0 : 1;
}

TEST_F_TIMEOUT(mechanism, thread_that_fails, 120)
{
	const struct procmon_exec *exec;

	START("");
	shared_tid = mmap(NULL, sizeof(*shared_tid), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, shared_tid);
	ASSERT_EQ(0, watch(_metadata, self, fail_by_thread));
	ASSERT_EQ(1, self->seen.failed);
	exec = (const void *)self->seen.last;
	EXPECT_EQ(*shared_tid, (pid_t)exec->identity.tid);
	EXPECT_EQ(*shared_tid, (pid_t)exec->old_tid);
	EXPECT_NE(exec->identity.tgid, exec->identity.tid);
	EXPECT_NE(0, exec->flags & PROCMON_EXEC_THREAD);
	EXPECT_EQ(AT_FDCWD, exec->dirfd);
}

/* A shell that walks PATH, and then fails for another reason. */
static int fail_often(void)
{
	return fail_with("/nonexistent/1", ENOENT) &&
		fail_with("/nonexistent/2", ENOENT) &&
		fail_with("/proc", EACCES) &&
		fail_with("/proc/self/exe/x", ENOTDIR) &&
		fail_with("/nonexistent/3", ENOENT) ? 0 : 1;
}

TEST_F_TIMEOUT(mechanism, several_of_one_process, 120)
{
	static const uint32_t expected[] = { ENOENT, ENOENT, EACCES, ENOTDIR,
					     ENOENT };

	START("");
	ASSERT_EQ(0, watch(_metadata, self, fail_often));
	ASSERT_EQ(ARRAY_SIZE(expected), self->seen.failed);
	EXPECT_EQ(0, memcmp(expected, self->seen.errors, sizeof(expected)));
}

TEST_F_TIMEOUT(mechanism, filtered_by_errno_are_counted, 120)
{
	uint64_t failures, filtered;

	START("fail_errno=2,20");
	failures = sensor_value("counters/exec_failures");
	filtered = sensor_value("counters/exec_failures_filtered");
	ASSERT_EQ(0, watch(_metadata, self, fail_often));
	ASSERT_EQ(1, self->seen.failed);
	EXPECT_EQ(EACCES, self->seen.errors[0]);
	EXPECT_EQ(failures + 5, sensor_value("counters/exec_failures"));
	EXPECT_EQ(filtered + 4,
		  sensor_value("counters/exec_failures_filtered"));
}

TEST_F_TIMEOUT(mechanism, filter_changes_at_run_time, 120)
{
	char text[64];

	START("");
	ASSERT_EQ(0, file_write(SENSOR_PARAMETERS "/fail_errno", "13"));
	ASSERT_EQ(0, file_read(SENSOR_PARAMETERS "/fail_errno", text,
			       sizeof(text)));
	EXPECT_STREQ("13", text);
	ASSERT_EQ(0, watch(_metadata, self, fail_often));
	EXPECT_EQ(4, self->seen.failed);
	EXPECT_EQ(1, self->stream.by_type[PROCMON_TYPE_CONFIG]);
	forget(&self->seen);
	ASSERT_EQ(0, file_write(SENSOR_PARAMETERS "/fail_errno", "\n"));
	ASSERT_EQ(0, watch(_metadata, self, fail_often));
	EXPECT_EQ(5, self->seen.failed);
	EXPECT_EQ(2, self->stream.by_type[PROCMON_TYPE_CONFIG]);
	/* What is no list of errors changes nothing. */
	EXPECT_EQ(-EINVAL, file_write(SENSOR_PARAMETERS "/fail_errno", "0"));
	EXPECT_EQ(-EINVAL, file_write(SENSOR_PARAMETERS "/fail_errno", "192"));
	EXPECT_EQ(-EINVAL, file_write(SENSOR_PARAMETERS "/fail_errno", "2x"));
	EXPECT_EQ(-EINVAL, file_write(SENSOR_PARAMETERS "/fail_errno", "2,,"));
	ASSERT_EQ(0, file_read(SENSOR_PARAMETERS "/fail_errno", text,
			       sizeof(text)));
	EXPECT_STREQ("", text);
	ASSERT_EQ(0, stream_drain(&self->stream, NULL, NULL));
	EXPECT_EQ(2, self->stream.by_type[PROCMON_TYPE_CONFIG]);
}

/* Without task work a record is still there, and says what it lacks. */
TEST_F_TIMEOUT(mechanism, without_task_work, 120)
{
	const struct procmon_exec *exec;
	bool may_sleep = variant->mechanism != PROCMON_MECHANISM_KPROBE;

	START("task_work=0");
	ASSERT_EQ(0, watch(_metadata, self, fail_often));
	ASSERT_EQ(5, self->seen.failed);
	exec = (const void *)self->seen.last;
	EXPECT_EQ(0, exec->header.flags);
	EXPECT_EQ(ENOENT, exec->error);
	/* A wrapper may sleep, so it needs no task work. */
	EXPECT_EQ(!may_sleep, record_missing(exec, PROCMON_REASON_UNARMED,
					     PROCMON_FIELD_CWD));
	EXPECT_EQ(may_sleep, record_bytes(&exec->header, &exec->cwd) != NULL);
	EXPECT_NE(NULL, record_bytes(&exec->header, &exec->filename));
	EXPECT_NE(NULL, record_bytes(&exec->header, &exec->argv));
}

/* The call is refused before the kernel comes to it. */
TEST_F_TIMEOUT(mechanism, refused_by_seccomp, 120)
{
	struct truth truth = { 0 };
	struct attempt attempt = { .truth = &truth };
	char programs[PATH_MAX], directory[PATH_MAX];
	size_t i;

	START("");
	for (i = 0; i < exec_fail_case_count; i++)
		if (exec_fail_cases[i].error == CALLER_SECCOMP_ERROR)
			attempt.what = &exec_fail_cases[i];
	ASSERT_NE(NULL, attempt.what);
	ASSERT_EQ(0, program_directory(programs, sizeof(programs)));
	ASSERT_EQ(0, directory_make(directory, sizeof(directory)));
	attempt.caller = &exec_caller_execve;
	attempt.programs = programs;
	attempt.directory = directory;
	ASSERT_TRUE(attempt_run(&attempt))
		TH_LOG("%s", attempt.problem);
	directory_remove(directory);
	EXPECT_EQ(CALLER_SECCOMP_ERROR, attempt.error);
	self->seen.pid = attempt.pid;
	ASSERT_EQ(0, stream_drain(&self->stream, look, &self->seen))
		TH_LOG("%s", self->stream.error);
	EXPECT_EQ(1, self->seen.executed);
	if (!self->seen.failed)
		SKIP(return, "seccomp refuses an exec before it reaches the system call, where every mechanism stands");
	EXPECT_EQ(1, self->seen.failed);
	EXPECT_EQ(CALLER_SECCOMP_ERROR, self->seen.errors[0]);
}

/* Nothing is said, nothing is counted, and sysfs says that it is so. */
TEST(hook_none)
{
	struct stream stream;
	struct seen seen = { 0 };
	int status;

	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
	ASSERT_EQ(0, sensor_load("hook=none"));
	EXPECT_STREQ("off", hook_state("syscall"));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	seen.pid = fork();
	ASSERT_NE(-1, seen.pid);
	if (!seen.pid)
		_exit(fail_often() || succeed());
	ASSERT_EQ(seen.pid, waitpid(seen.pid, &status, 0));
	EXPECT_EQ(EXEC_TARGET_STATUS, WEXITSTATUS(status));
	ASSERT_EQ(0, stream_drain(&stream, look, &seen))
		TH_LOG("%s", stream.error);
	EXPECT_EQ(0, seen.failed);
	EXPECT_EQ(1, seen.executed);
	EXPECT_TRUE(seen.exec_origin_missing);
	EXPECT_EQ(0, sensor_value("counters/exec_calls"));
	stream_close(&stream);
	unload(_metadata);
}

TEST(unknown_hook_is_refused_and_explained)
{
	int log = kernel_log_open();

	ASSERT_LE(0, log);
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
	EXPECT_EQ(-EINVAL, sensor_load("hook=magic"));
	EXPECT_FALSE(sensor_loaded());
	EXPECT_TRUE(kernel_log_find(log, "procmon: hook=magic: must be"));
	EXPECT_EQ(-EINVAL, sensor_load("fail_errno=0"));
	EXPECT_TRUE(kernel_log_find(log, "procmon: fail_errno: '0' is no error number"));
	EXPECT_EQ(-EINVAL, sensor_load("kretprobe_max=15"));
	EXPECT_TRUE(kernel_log_find(log, "procmon: kretprobe_max=15: must be 16 to 65536"));
	close(log);
}

TEST_HARNESS_MAIN
