// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenarios.c - for each way to execute a program there is one and only one
 * EXEC record, and it has the exact argv
 *
 * A scenario runs, then a sentinel of our own is executed; all that the sensor
 * said up to the sentinel's record is looked at: every record that could be
 * the scenario's counts, whether its arguments are right or not.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <kselftest_harness.h>

#include "deadline.h"
#include "exec_target.h"
#include "files.h"
#include "process.h"
#include "scenario.h"
#include "sha256.h"
#include "tap.h"

/* On a busy machine others execute programs, too; those are kept as well. */
#define RECORDS_MAX	8192

#define SCENARIO_TIMEOUT_S	90

FIXTURE(exec)
{
	struct scene scene;
	struct tap tap;
	struct procmon_record **records;
	size_t count;
	pid_t child;
	char sentinel_marker[80];
	bool is_mounted;
};

FIXTURE_VARIANT(exec)
{
	const struct scenario *scenario;
};

#define SCENARIO(name) \
	FIXTURE_VARIANT_ADD(exec, name) { .scenario = &scenario_##name }

SCENARIO(dynamic);
SCENARIO(static);
SCENARIO(direct_syscall);
SCENARIO(int80_64bit_caller);
SCENARIO(int80_32bit_caller);
SCENARIO(program_32bit);
SCENARIO(script);
SCENARIO(script_by_script);
SCENARIO(binfmt_misc);
SCENARIO(memfd);
SCENARIO(deleted_file);
SCENARIO(execveat_directory);
SCENARIO(nonleader_thread);
SCENARIO(vfork_child);
SCENARIO(new_namespaces);
SCENARIO(chroot);
SCENARIO(overlay_lower);
SCENARIO(overlay_upper);
SCENARIO(core_pattern);
SCENARIO(modprobe);
SCENARIO(setuid_root);
SCENARIO(file_capabilities);
SCENARIO(no_new_privs);
SCENARIO(ptrace);
SCENARIO(ld_so);
SCENARIO(argc_0);
SCENARIO(empty_arguments);
SCENARIO(argument_128k);
SCENARIO(arguments_2m);
SCENARIO(arguments_3000);
SCENARIO(control_characters);
SCENARIO(invalid_utf8);
SCENARIO(long_path);
SCENARIO(newline_in_name);
SCENARIO(execve_check);
SCENARIO(failed_exec);

FIXTURE_SETUP(exec)
{
	struct scene *scene = &self->scene;
	struct timespec now;
	int error;

	if (geteuid())
		SKIP(return, "needs root");
	error = tap_open(&self->tap, false);
	if (error == -ENOENT || error == -ENXIO || error == -ENODEV)
		SKIP(return, "%s: the module is not loaded", PROCMON_DEVICE);
	ASSERT_EQ(0, error)
		TH_LOG("%s", self->tap.problem);
	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(scene->marker, sizeof(scene->marker), "marker-%d-%lx",
		 getpid(), now.tv_nsec);
	snprintf(self->sentinel_marker, sizeof(self->sentinel_marker),
		 "end-of-%d-%lx", getpid(), now.tv_nsec);
	ASSERT_EQ(0, program_directory(scene->programs,
				       sizeof(scene->programs)));
	/* Mounts of a scenario are its own. */
	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	error = directory_make(scene->directory, sizeof(scene->directory));
	if (error == -EPERM)
		SKIP(return, "/tmp and /var/tmp are nosuid or noexec: set TMPDIR");
	ASSERT_EQ(0, error);
	scene_path(scene, "target-");
	snprintf(scene->target, sizeof(scene->target), "%.*s%s", PATH_MAX / 2,
		 scene->path, scene->marker);
	snprintf(scene->path, sizeof(scene->path), "%s", scene->target);
	ASSERT_TRUE(scene_copy(scene, "exec_target", 0755));
	scene->path[0] = '\0';
	scene->fd = -1;
	scene->envp[0] = "LANG=C";
	scene->shared = mmap(NULL, sizeof(*scene->shared),
			     PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, scene->shared);
	self->records = calloc(RECORDS_MAX, sizeof(*self->records));
	ASSERT_NE(NULL, self->records);
}

FIXTURE_TEARDOWN(exec)
{
	if (variant->scenario->clean)
		variant->scenario->clean(&self->scene);
	tap_close(&self->tap);
	if (self->scene.directory[0])
		directory_remove(self->scene.directory);
}

/* block_holds() - Is the text somewhere in these bytes? */
static bool block_holds(const struct procmon_record *record,
			const struct procmon_string *string, const char *text)
{
	struct procmon_bytes seen;

	return procmon_record_string(record, string, &seen) &&
		memmem(seen.bytes, seen.len, text, strlen(text));
}

static bool has_marker(const struct procmon_record *record, const char *marker)
{
	const struct procmon_exec *exec = &record->exec;

	return block_holds(record, &exec->argv, marker) ||
		block_holds(record, &exec->filename, marker) ||
		block_holds(record, &exec->exe, marker);
}

/*
 * follow_child() - Wait until the child has ended. Return: did all go well?
 */
static bool follow_child(struct __test_metadata *_metadata,
			 struct _test_data_exec *self, int report)
{
	char failure[256];
	ssize_t len;
	int status = 0, error;

	error = child_wait(self->child, deadline_in(DEADLINE_DEFAULT_MS),
			   &status);
	len = read(report, failure, sizeof(failure) - 1);
	if (len > 0) {
		failure[len] = '\0';
		TH_LOG("in the child: %s", failure);
		return false;
	}
	if (error) {
		TH_LOG("the child did not end: %s", strerror(-error));
		return false;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != EXEC_TARGET_STATUS) {
		TH_LOG("the child ended with status %#x, not %d", status,
		       EXEC_TARGET_STATUS);
		return false;
	}
	return true;
}

/* run_child() - Run the child of a scenario. Return: did all go well? */
static bool run_child(struct __test_metadata *_metadata,
		      struct _test_data_exec *self,
		      const struct scenario *scenario)
{
	struct scene *scene = &self->scene;
	int report[2];
	bool good = true;

	if (pipe2(report, O_CLOEXEC | O_NONBLOCK))
		return false;
	self->child = fork();
	if (self->child < 0)
		return false;
	if (!self->child) {
		scene->report_fd = report[1];
		_exit(scenario->child(scene));
	}
	if (scenario->parent)
		good = scenario->parent(scene, self->child);
	if (!good)
		kill(self->child, SIGKILL);
	good = follow_child(_metadata, self, report[0]) && good;
	close(report[0]);
	close(report[1]);
	return good;
}

/*
 * collect() - Keep EXEC records until one has this marker; is it there in
 * time?
 */
static bool collect(struct __test_metadata *_metadata,
		    struct _test_data_exec *self, const char *marker)
{
	uint64_t deadline = deadline_in(DEADLINE_DEFAULT_MS);
	struct procmon_record record;
	int result;

	for (;;) {
		result = tap_next(&self->tap, deadline, &record);
		if (result <= 0) {
			TH_LOG("no record with '%s': %s", marker,
			       self->tap.problem);
			return false;
		}
		if (record.header.type == PROCMON_TYPE_LOST) {
			TH_LOG("records %llu to %llu are lost",
			       (unsigned long long)record.lost.first_seq,
			       (unsigned long long)record.lost.last_seq);
			return false;
		}
		if (record.header.type != PROCMON_TYPE_EXEC)
			continue;
		if (self->count == RECORDS_MAX) {
			TH_LOG("more than %d execs meanwhile", RECORDS_MAX);
			return false;
		}
		self->records[self->count] = record_keep(&record);
		if (!self->records[self->count++])
			return false;
		if (has_marker(&record, marker))
			return true;
	}
}

/* argv_matches() - Does the record have this argv, exactly? */
static bool argv_matches(struct __test_metadata *_metadata,
			 const struct procmon_record *record,
			 const struct block *expected)
{
	const struct procmon_exec *exec = &record->exec;
	unsigned char digest[SHA256_BYTES];
	struct procmon_bytes argv, seen;
	bool cut;

	if (!procmon_record_string(record, &exec->argv, &argv)) {
		TH_LOG("argv is absent");
		return false;
	}
	cut = argv.len != argv.total;
	if (argv.total != expected->len || exec->argc != expected->argc) {
		TH_LOG("argv has %u bytes, %u strings; expected %zu, %u",
		       argv.total, exec->argc, expected->len, expected->argc);
		return false;
	}
	if (cut != procmon_field_truncated(exec, PROCMON_FIELD_ARGV)) {
		TH_LOG("argv has %u of %u bytes, but flagged as cut: %d",
		       argv.len, argv.total, !cut);
		return false;
	}
	if (memcmp(argv.bytes, expected->bytes, argv.head) ||
	    memcmp(argv.bytes + argv.head,
		   expected->bytes + argv.total - (argv.len - argv.head),
		   argv.len - argv.head)) {
		TH_LOG("argv has other bytes");
		return false;
	}
	if (!cut)
		return true;
	/* The bytes that were cut have a witness. */
	if (!argv.head || argv.head == argv.len) {
		TH_LOG("argv is cut, but head and tail are not both there: %u of %u",
		       argv.head, argv.len);
		return false;
	}
	sha256(expected->bytes, expected->len, digest);
	if (!procmon_record_string(record, &exec->argv_digest, &seen) ||
	    seen.len != sizeof(digest) ||
	    memcmp(seen.bytes, digest, sizeof(digest))) {
		TH_LOG("argv_digest is not the SHA-256 of the whole");
		return false;
	}
	return true;
}

/* is_related() - Could this record be the scenario's? */
static bool is_related(const struct _test_data_exec *self,
		       const struct procmon_record *record, pid_t sentinel)
{
	const struct procmon_identity *who = &record->exec.identity;
	size_t i;

	if ((pid_t)who->tgid == sentinel)
		return false;
	if (has_marker(record, self->scene.marker))
		return true;
	if ((pid_t)who->ppid == getpid() ||
	    (self->child > 0 && ((pid_t)who->tgid == self->child ||
				 (pid_t)who->ppid == self->child)))
		return true;
	/* Another record of a process that showed the marker before. */
	for (i = 0; i < self->count; i++)
		if (self->records[i]->exec.identity.tgid == who->tgid &&
		    has_marker(self->records[i], self->scene.marker))
			return true;
	return false;
}

/* describe() - Say what a record that nobody expected is. */
static void describe(struct __test_metadata *_metadata,
		     const struct procmon_record *record)
{
	struct procmon_bytes argv = { 0 };
	char text[512] = "absent";

	if (procmon_record_string(record, &record->exec.argv, &argv))
		procmon_escape(PROCMON_ESCAPE_TERMINAL, argv.bytes, argv.len,
			       text, sizeof(text));
	TH_LOG("record: seq %llu tgid %u ppid %u comm %s argv %s",
	       (unsigned long long)record->header.seq,
	       record->exec.identity.tgid, record->exec.identity.ppid,
	       record->exec.comm, text);
}

TEST_F_TIMEOUT(exec, one_record, SCENARIO_TIMEOUT_S)
{
	const struct scenario *scenario = variant->scenario;
	const struct procmon_record *last = NULL;
	struct scene *scene = &self->scene;
	char *sentinel_argv[] = { "sentinel", self->sentinel_marker, NULL };
	unsigned int related = 0;
	pid_t sentinel;
	int status = 0;
	bool good;
	size_t i;

	if (scenario->prepare)
		good = scenario->prepare(scene);
	else
		good = !scenario->child || scene_argv_default(scene);
	if (scene->skip[0])
		SKIP(return, "%s", scene->skip);
	ASSERT_TRUE(good)
		TH_LOG("%s", scene->problem);
	/* What was executed to prepare does not count. */
	ASSERT_EQ(0, tap_skip(&self->tap));

	good = scenario->child ? run_child(_metadata, self, scenario) :
		scenario->trigger(scene);
	if (scene->skip[0])
		SKIP(return, "%s", scene->skip);
	ASSERT_TRUE(good)
		TH_LOG("%s", scene->problem);

	/* What the kernel starts may be seen after the call that led to it. */
	if (!scenario->child)
		ASSERT_TRUE(collect(_metadata, self, scene->marker));
	sentinel = child_spawn(scene->target, sentinel_argv, scene->envp);
	ASSERT_LT(0, sentinel);
	ASSERT_EQ(0, child_wait(sentinel, deadline_in(DEADLINE_DEFAULT_MS),
				&status));
	ASSERT_EQ(EXEC_TARGET_STATUS, WEXITSTATUS(status));
	ASSERT_TRUE(collect(_metadata, self, self->sentinel_marker));

	for (i = 0; i < self->count; i++) {
		if (!is_related(self, self->records[i], sentinel))
			continue;
		last = self->records[i];
		if (related < scene->expect_count) {
			EXPECT_TRUE(argv_matches(_metadata, last,
						 &scene->expect[related]))
				describe(_metadata, last);
		} else {
			describe(_metadata, last);
		}
		EXPECT_EQ(0, last->header.flags)
			TH_LOG("the record is a tombstone");
		EXPECT_EQ(last->header.seq, last->exec.identity.exec_id);
		related++;
	}
	ASSERT_EQ(scene->expect_count, related);
	if (scenario->check)
		EXPECT_TRUE(scenario->check(scene, last))
			TH_LOG("%s", scene->problem);
	if (scene->remark[0])
		TH_LOG("%s", scene->remark);
}

TEST_HARNESS_MAIN
