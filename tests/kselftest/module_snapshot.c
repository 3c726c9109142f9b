// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_snapshot.c - a snapshot and the stream together give every process
 * exactly once, whatever is created and ends meanwhile; what a snapshot tells
 * of a process; who may ask for one. Loads the module itself.
 *
 * PROCMON_SNAPSHOTS: how many under load, 15 unless told; 200 is what is
 * promised, and takes ten minutes on an emulated machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "deadline.h"
#include "forkers.h"
#include "kselftest_harness.h"
#include "life.h"
#include "lineage_actor.h"
#include "load.h"
#include "mechanism.h"
#include "process.h"
#include "sensor.h"
#include "snapshot_ledger.h"
#include "snapshot_truth.h"
#include "stream.h"

#define SNAPSHOTS	15
/* Without trying again, some of so many are without arguments. */
#define COPIED_SNAPSHOTS	500
#define FORKERS		4
#define BIRTHS_MAX	200000
#define PATIENCE_MS	120000
/* Under load each process takes its time, most of all where all is watched. */
#define SNAPSHOT_MS	(5 * PATIENCE_MS)
#define SOMEBODY	1000
#define LINES_MAX	20
#define KTHREADD	2
#define LOST_BYTES	100

static unsigned int lines;

static void say(void *argument, const char *line)
{
	(void)argument;
	if (lines++ < LINES_MAX)
		fprintf(stderr, "# %s\n", line);
}

/* A record that a test looks at. */
struct kept {
	uint32_t tgid;
	uint64_t exec_seq;
	struct procmon_exec *proc;
	unsigned int procs;
};

FIXTURE(module_snapshot)
{
	struct stream stream;
	struct ledger ledger;
	struct forkers forkers;
	struct kept kept;
	uint64_t armed;
	int socket;
	pid_t actor;
};

static void visit(const struct procmon_header *record, void *context)
{
	FIXTURE_DATA(module_snapshot) *self = context;
	const struct procmon_exec *exec = (const void *)record;

	ledger_visit(record, &self->ledger);
	if (as_exec(record) && exec->identity.tgid == self->kept.tgid)
		self->kept.exec_seq = record->seq;
	if (!as_proc(record) || exec->identity.tgid != self->kept.tgid)
		return;
	self->kept.procs++;
	free(self->kept.proc);
	self->kept.proc = malloc(record->len);
	memcpy(self->kept.proc, record, record->len);
}

FIXTURE_SETUP(module_snapshot)
{
	self->stream.fd = -1;
	self->socket = -1;
	lines = 0;
	setpriority(PRIO_PROCESS, 0, -10);
	ASSERT_EQ(0, ledger_begin(&self->ledger, say, NULL));
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
}

FIXTURE_TEARDOWN(module_snapshot)
{
	if (self->forkers.births) {
		forkers_stop(&self->forkers);
		forkers_free(&self->forkers);
	}
	if (self->actor > 0) {
		kill(self->actor, SIGKILL);
		waitpid(self->actor, NULL, 0);
	}
	if (self->socket >= 0)
		close(self->socket);
	free(self->kept.proc);
	ledger_end(&self->ledger);
	stream_close(&self->stream);
	if (sensor_loaded()) {
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
}

static void read_on(struct __test_metadata *_metadata,
		    FIXTURE_DATA(module_snapshot) *self)
{
	stream_wait(&self->stream, 100);
	ASSERT_NE(-1, stream_read(&self->stream, visit, self))
		TH_LOG("%s", self->stream.error);
}

/* load_and_wait() - Until the snapshot of arming has come to its end. */
static void load_and_wait(struct __test_metadata *_metadata,
			  FIXTURE_DATA(module_snapshot) *self,
			  const char *parameters)
{
	uint64_t deadline = deadline_in(SNAPSHOT_MS);

	ASSERT_EQ(0, sensor_load(parameters));
	self->armed = now_ns();
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	while (!self->ledger.snapshots) {
		ASSERT_NE(0, deadline_left_ms(deadline))
			TH_LOG("the snapshot of arming does not end");
		read_on(_metadata, self);
	}
}

/* take_snapshot() - Ask for one, and read until its end. */
static void take_snapshot(struct __test_metadata *_metadata,
			  FIXTURE_DATA(module_snapshot) *self, uint32_t tgid)
{
	uint64_t deadline = deadline_in(SNAPSHOT_MS);
	uint64_t begin_seq = 0;

	ASSERT_EQ(0, life_snapshot(&self->stream, tgid, &begin_seq));
	ASSERT_NE(0, begin_seq);
	while (self->ledger.last_end != begin_seq) {
		ASSERT_NE(0, deadline_left_ms(deadline))
			TH_LOG("the snapshot from seq %llu does not end",
			       (unsigned long long)begin_seq);
		read_on(_metadata, self);
	}
}

#define EVENTS_NEEDED	"events=exec,fork,exit ring_kib=65536"

/* judge() - By the records alone, by the forkers, and by /proc. */
static void judge(struct __test_metadata *_metadata,
		  FIXTURE_DATA(module_snapshot) *self)
{
	struct truth_counts counts = { 0 }, of_one;
	unsigned int i, tries = 20, different;

	EXPECT_EQ(0, forkers_stop(&self->forkers));
	ASSERT_EQ(0, stream_drain(&self->stream, visit, self))
		TH_LOG("%s", self->stream.error);
	for (i = 0; i < self->forkers.count; i++) {
		of_one = truth_compare(self->forkers.births +
				       i * self->forkers.each,
				       self->forkers.done[i], &self->ledger,
				       self->armed);
		counts.births += of_one.births;
		counts.before += of_one.before;
		counts.told += of_one.told;
		counts.wrong += of_one.wrong;
	}
	TH_LOG("%u snapshots; %u processes, %u of them before the sensor, were told of %u times in PROC records",
	       self->ledger.snapshots, counts.births, counts.before,
	       counts.told);
	EXPECT_EQ(0, counts.wrong);
	EXPECT_LT(0, counts.told);
	EXPECT_LT(0, counts.births);
	do {
		self->ledger.say = tries == 1 ? say : NULL;
		different = truth_compare_proc(&self->ledger);
		if (different)
			usleep(100000);
		ASSERT_EQ(0, stream_drain(&self->stream, visit, self))
			TH_LOG("%s", self->stream.error);
	} while (different && --tries);
	EXPECT_EQ(0, different);
	EXPECT_EQ(0, self->ledger.problems);
	EXPECT_EQ(0, self->stream.lapped);
	EXPECT_EQ(0, self->stream.lost);
	EXPECT_EQ(0, sensor_value("counters/lost"));
}

TEST_F_TIMEOUT(module_snapshot, every_process_exactly_once, 3600)
{
	unsigned int count = number_from_environment("PROCMON_SNAPSHOTS",
						     scaled(SNAPSHOTS));
	unsigned int i;

	/* The first one is that of arming, with all of it under way. */
	ASSERT_EQ(0, forkers_start(&self->forkers, FORKERS, BIRTHS_MAX));
	while (forkers_done(&self->forkers) < 100)
		usleep(1000);
	load_and_wait(_metadata, self, EVENTS_NEEDED);
	for (i = 0; i < count; i++) {
		take_snapshot(_metadata, self, 0);
		ASSERT_EQ(0, self->ledger.problems)
			TH_LOG("snapshot %u of %u", i + 1, count);
	}
	EXPECT_EQ(count + 1, self->ledger.snapshots);
	judge(_metadata, self);
}

/* Several at once: one after the other, and each is whole. */
TEST_F_TIMEOUT(module_snapshot, asked_for_by_several, 1800)
{
	unsigned int each = scaled(10), ended = 0, i;
	uint64_t deadline = deadline_in(2 * SNAPSHOT_MS);
	pid_t askers[3];
	int status;

	ASSERT_EQ(0, forkers_start(&self->forkers, FORKERS, BIRTHS_MAX));
	load_and_wait(_metadata, self, EVENTS_NEEDED);
	for (i = 0; i < ARRAY_SIZE(askers); i++) {
		askers[i] = fork();
		ASSERT_NE(-1, askers[i]);
		if (!askers[i]) {
			unsigned int left = each;

			prctl(PR_SET_PDEATHSIG, SIGKILL);
			while (left--)
				if (life_snapshot(&self->stream, 0, NULL))
					_exit(1);
			_exit(0);
		}
	}
	while (ended < ARRAY_SIZE(askers)) {
		ASSERT_NE(0, deadline_left_ms(deadline));
		read_on(_metadata, self);
		while (waitpid(askers[ended], &status, WNOHANG) > 0) {
			EXPECT_EQ(0, status);
			if (++ended == ARRAY_SIZE(askers))
				break;
		}
	}
	take_snapshot(_metadata, self, 0);
	EXPECT_EQ(ARRAY_SIZE(askers) * each + 2, self->ledger.snapshots);
	judge(_metadata, self);
}

/* Who asked is gone: the snapshot is no less whole for the others. */
TEST_F_TIMEOUT(module_snapshot, reader_closes_in_the_middle, 1800)
{
	unsigned int count = scaled(40), i;
	struct stream other;

	ASSERT_EQ(0, forkers_start(&self->forkers, FORKERS, BIRTHS_MAX));
	load_and_wait(_metadata, self, EVENTS_NEEDED);
	for (i = 0; i < count; i++) {
		ASSERT_EQ(0, stream_open(&other, O_NONBLOCK))
			TH_LOG("%s", other.error);
		ASSERT_EQ(0, life_snapshot(&other, 0, NULL));
		if (i % 2) {
			ASSERT_NE(-1, stream_read(&other, NULL, NULL));
		}
		stream_close(&other);
		read_on(_metadata, self);
	}
	/* It waits for those that are under way. */
	take_snapshot(_metadata, self, 0);
	EXPECT_LE(2, self->ledger.snapshots);
	judge(_metadata, self);
}

/* Who asked does not read: nobody else has to wait for ever. */
TEST_F_TIMEOUT(module_snapshot, reader_does_not_read, 900)
{
	struct stream other, another;
	pid_t asker;
	int status;

	/* It cannot take what a snapshot is. */
	ASSERT_EQ(0, sensor_load("ring_kib=64"));
	ASSERT_EQ(0, stream_open(&other, O_NONBLOCK))
		TH_LOG("%s", other.error);
	ASSERT_EQ(0, life_snapshot(&other, 0, NULL));
	ASSERT_EQ(0, stream_open(&another, O_NONBLOCK))
		TH_LOG("%s", another.error);
	asker = fork();
	ASSERT_NE(-1, asker);
	if (!asker)
		_exit(-life_snapshot(&another, KTHREADD, NULL));
	EXPECT_EQ(0, child_wait(asker, deadline_in(PATIENCE_MS), &status))
		TH_LOG("a second snapshot does not begin while the reader of the first stands still");
	EXPECT_EQ(0, WEXITSTATUS(status));
	stream_close(&another);
	stream_close(&other);
	ASSERT_EQ(0, unload_disarmed(PATIENCE_MS))
		TH_LOG("the module cannot be unloaded after it");
}

/* Unloaded and disarmed in the middle of one. */
TEST_F_TIMEOUT(module_snapshot, ends_with_the_sensor, 900)
{
	unsigned int count = scaled(20), i;

	ASSERT_EQ(0, forkers_start(&self->forkers, FORKERS, BIRTHS_MAX));
	for (i = 0; i < count; i++) {
		ASSERT_EQ(0, sensor_load(EVENTS_NEEDED));
		if (i % 2) {
			ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
				TH_LOG("%s", self->stream.error);
			ASSERT_EQ(0, life_snapshot(&self->stream, 0, NULL));
			ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
			EXPECT_EQ(-ENODEV,
				  life_snapshot(&self->stream, 0, NULL));
			stream_close(&self->stream);
		}
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS))
			TH_LOG("cycle %u", i);
	}
	EXPECT_EQ(0, forkers_stop(&self->forkers));
}

/* start_actor() - A process with arguments and environment that we know. */
static void start_actor(struct __test_metadata *_metadata,
			FIXTURE_DATA(module_snapshot) *self, char *const argv[],
			char *const envp[])
{
	struct actor_answer answer;
	char path[256];
	int ends[2];

	beside_us("lineage_actor", path, sizeof(path));
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
				ends));
	self->socket = ends[0];
	self->actor = fork();
	ASSERT_NE(-1, self->actor);
	if (!self->actor) {
		dup2(ends[1], ACTOR_FIRST_FD);
		execve(path, argv, envp);
		_exit(127);
	}
	close(ends[1]);
	ASSERT_EQ(sizeof(answer),
		  recv(self->socket, &answer, sizeof(answer), 0));
	ASSERT_EQ(self->actor, answer.pid);
	self->kept.tgid = self->actor;
}

static char *const actor_argv[] = {
	"running", "", "two words", "line\nbreak \xff\x1b[31m", NULL,
};

static char *const actor_envp[] = {
	ACTOR_ENVIRONMENT "=0", "EMPTY=", "SECRET=\x01 value", NULL,
};

/* expect_strings() - Are these the bytes of the block? */
static void expect_strings(struct __test_metadata *_metadata, const char *name,
			   const struct procmon_exec *proc,
			   const struct procmon_string *string,
			   char *const expected[])
{
	const char *bytes = record_bytes(&proc->header, string);
	char block[1024];
	size_t len = 0;

	for (; *expected; expected++) {
		memcpy(block + len, *expected, strlen(*expected) + 1);
		len += strlen(*expected) + 1;
	}
	EXPECT_EQ(len, string->len)
		TH_LOG("%s", name);
	EXPECT_EQ(len, string->total)
		TH_LOG("%s", name);
	ASSERT_NE(NULL, bytes)
		TH_LOG("%s is absent", name);
	if (len == string->len) {
		EXPECT_EQ(0, memcmp(bytes, block, len))
			TH_LOG("%s is '%.*s'", name, (int)len, bytes);
	}
}

static void expect_actor(struct __test_metadata *_metadata,
			 FIXTURE_DATA(module_snapshot) *self,
			 char *const argv[], uint64_t exec_id)
{
	const struct procmon_exec *proc = self->kept.proc;
	const char *exe;
	char path[256];

	ASSERT_EQ(1, self->kept.procs);
	expect_strings(_metadata, "argv", proc, &proc->argv, argv);
	expect_strings(_metadata, "envp", proc, &proc->envp, actor_envp);
	EXPECT_EQ(exec_id ? exec_id : proc->header.seq,
		  proc->identity.exec_id);
	EXPECT_EQ(self->actor, proc->identity.tgid);
	EXPECT_EQ(self->actor, proc->identity.tid);
	EXPECT_EQ(getpid(), proc->identity.ppid);
	EXPECT_EQ(getpgrp(), proc->identity.pgid);
	EXPECT_EQ(getsid(0), proc->identity.sid);
	EXPECT_NE(0, proc->identity.start_boottime);
	EXPECT_EQ(0, proc->creds.uid);
	EXPECT_EQ(0, proc->flags & PROCMON_EXEC_KTHREAD);
	EXPECT_STREQ("lineage_actor", proc->comm);
	exe = record_bytes(&proc->header, &proc->exe);
	beside_us("lineage_actor", path, sizeof(path));
	ASSERT_NE(NULL, exe);
	EXPECT_TRUE(proc->exe.len == strlen(path) &&
		    !memcmp(exe, path, proc->exe.len))
		TH_LOG("exe is '%.*s', must be '%s'", (int)proc->exe.len, exe,
		       path);
}

/* It ran before: everything is as the process has it now. */
TEST_F_TIMEOUT(module_snapshot, process_from_before, 300)
{
	start_actor(_metadata, self, actor_argv, actor_envp);
	load_and_wait(_metadata, self, "");
	expect_actor(_metadata, self, actor_argv, 0);
	EXPECT_EQ(0, self->ledger.problems);
}

/* Its exec was seen: the record names it. */
TEST_F_TIMEOUT(module_snapshot, process_whose_exec_was_seen, 300)
{
	load_and_wait(_metadata, self, EVENTS_NEEDED);
	start_actor(_metadata, self, actor_argv, actor_envp);
	take_snapshot(_metadata, self, self->actor);
	EXPECT_NE(0, self->kept.exec_seq);
	expect_actor(_metadata, self, actor_argv, self->kept.exec_seq);
	EXPECT_EQ(0, self->ledger.problems);
}

/* What its memory holds is what it wrote there; who it is, is not. */
TEST_F_TIMEOUT(module_snapshot, process_that_overwrote_its_arguments, 300)
{
	static char *const scribbled[] = {
		"XXXXXXX", "", "XXXXXXXXX", "XXXXXXXXXXXXXXXXX", NULL,
	};
	struct actor_order order = { .verb = ACTOR_SCRIBBLE };
	struct actor_answer answer;

	load_and_wait(_metadata, self, EVENTS_NEEDED);
	start_actor(_metadata, self, actor_argv, actor_envp);
	ASSERT_LT(0, send(self->socket, &order,
			  offsetof(struct actor_order, arguments), 0));
	ASSERT_EQ(sizeof(answer),
		  recv(self->socket, &answer, sizeof(answer), 0));
	ASSERT_EQ(0, answer.result);
	take_snapshot(_metadata, self, self->actor);
	ASSERT_EQ(1, self->kept.procs);
	expect_strings(_metadata, "argv", self->kept.proc,
		       &self->kept.proc->argv, scribbled);
	EXPECT_STREQ("innocent", self->kept.proc->comm);
	EXPECT_EQ(self->kept.exec_seq, self->kept.proc->identity.exec_id);
}

/* Its arguments are in a page that it shares with a child, and writes to. */
static void copy_arguments_page(void)
{
	volatile char *argument = program_invocation_name;
	pid_t child;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		child = fork();
		if (!child)
			_exit(0);
		*argument = *argument;
		waitpid(child, NULL, 0);
	}
}

/* A page that is just being copied is not there for a moment. */
TEST_F_TIMEOUT(module_snapshot, process_whose_arguments_are_copied, 900)
{
	unsigned int count = scaled(COPIED_SNAPSHOTS), whole = 0, i;
	const struct procmon_exec *proc;

	load_and_wait(_metadata, self, EVENTS_NEEDED);
	self->actor = fork();
	ASSERT_NE(-1, self->actor);
	if (!self->actor)
		copy_arguments_page();
	self->kept.tgid = self->actor;
	for (i = 0; i < count; i++) {
		take_snapshot(_metadata, self, self->actor);
		ASSERT_EQ(i + 1, self->kept.procs);
		proc = self->kept.proc;
		whole += proc->argv.off && proc->argv.len == proc->argv.total &&
			 proc->envp.off && proc->envp.len == proc->envp.total;
	}
	EXPECT_EQ(count, whole);
	EXPECT_EQ(0, self->ledger.problems);
}

/* They are said to be in a page that was never touched. */
static int lose_arguments(void)
{
	char *page = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (page == MAP_FAILED ||
	    prctl(PR_SET_MM, PR_SET_MM_ARG_START, page, 0, 0) ||
	    prctl(PR_SET_MM, PR_SET_MM_ARG_END, page + LOST_BYTES, 0, 0))
		return errno;
	return 0;
}

/* What is not there is waited for, but not for ever, and nobody brings it. */
TEST_F_TIMEOUT(module_snapshot, process_whose_arguments_are_not_there, 300)
{
	const struct procmon_exec *proc;
	uint64_t begin, took_ms;
	int ready[2], error;

	load_and_wait(_metadata, self, EVENTS_NEEDED);
	ASSERT_EQ(0, pipe(ready));
	self->actor = fork();
	ASSERT_NE(-1, self->actor);
	if (!self->actor) {
		error = lose_arguments();
		if (write(ready[1], &error, sizeof(error)) < 0)
			_exit(1);
		for (;;)
			pause();
	}
	ASSERT_EQ(sizeof(error), read(ready[0], &error, sizeof(error)));
	ASSERT_EQ(0, error);
	self->kept.tgid = self->actor;
	begin = now_ns();
	take_snapshot(_metadata, self, 0);
	took_ms = (now_ns() - begin) / 1000000;
	EXPECT_LE(100, took_ms);
	ASSERT_EQ(1, self->kept.procs);
	proc = self->kept.proc;
	EXPECT_TRUE(record_missing(proc, PROCMON_REASON_FAULT,
				   PROCMON_FIELD_ARGV));
	EXPECT_EQ(0, proc->argv.off);
	EXPECT_EQ(LOST_BYTES, proc->argv.total);
	EXPECT_NE(0, proc->envp.off);
	EXPECT_NE(0, proc->exe.off);
	/* Of all that there are only once. */
	EXPECT_EQ(0, self->ledger.problems);
	TH_LOG("the snapshot took %llu ms", (unsigned long long)took_ms);
	close(ready[0]);
	close(ready[1]);
}

TEST_F_TIMEOUT(module_snapshot, kernel_thread, 300)
{
	const struct procmon_exec *proc;

	load_and_wait(_metadata, self, EVENTS_NEEDED);
	self->kept.tgid = KTHREADD;
	take_snapshot(_metadata, self, KTHREADD);
	ASSERT_EQ(1, self->kept.procs);
	proc = self->kept.proc;
	EXPECT_NE(0, proc->flags & PROCMON_EXEC_KTHREAD);
	EXPECT_EQ(0, proc->identity.exec_id);
	EXPECT_TRUE(record_missing(proc, PROCMON_REASON_INAPPLICABLE,
				   PROCMON_FIELD_EXEC_ID));
	EXPECT_TRUE(record_missing(proc, PROCMON_REASON_INAPPLICABLE,
				   PROCMON_FIELD_ARGV));
	EXPECT_EQ(0, proc->argv.off);
	EXPECT_STREQ("kthreadd", proc->comm);
	EXPECT_EQ(0, self->ledger.problems);
}

static void ask_as_somebody(struct stream *stream)
{
	if (setgid(SOMEBODY) || setuid(SOMEBODY))
		_exit(126);
	_exit(-life_snapshot(stream, 0, NULL));
}

TEST_F_TIMEOUT(module_snapshot, refusals, 300)
{
	struct procmon_snapshot_request request = { .reserved = 1 };
	uint64_t begins;
	pid_t child;
	int status;

	load_and_wait(_metadata, self, EVENTS_NEEDED);
	begins = self->stream.by_type[PROCMON_TYPE_SNAPSHOT_BEGIN];
	/* Who has the file from somebody else may not. */
	child = fork();
	ASSERT_NE(-1, child);
	if (!child)
		ask_as_somebody(&self->stream);
	ASSERT_EQ(0, child_wait(child, deadline_in(PATIENCE_MS), &status));
	EXPECT_EQ(EPERM << 8, status);
	/* It was waited for: nobody has its number. */
	EXPECT_EQ(-ESRCH, life_snapshot(&self->stream, child, NULL));
	EXPECT_EQ(-ESRCH, life_snapshot(&self->stream, UINT32_MAX, NULL));
	EXPECT_EQ(-1, ioctl(self->stream.fd, PROCMON_IOC_SNAPSHOT, &request));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, ioctl(self->stream.fd, PROCMON_IOC_SNAPSHOT, NULL));
	EXPECT_EQ(EFAULT, errno);
	/* One that has ended has ended, also if nobody waited for it. */
	child = fork();
	ASSERT_NE(-1, child);
	if (!child)
		_exit(0);
	ASSERT_EQ(0, waitid(P_PID, child, &(siginfo_t){ 0 },
			    WEXITED | WNOWAIT));
	EXPECT_EQ(-ESRCH, life_snapshot(&self->stream, child, NULL));
	ASSERT_EQ(child, waitpid(child, NULL, 0));
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "0"));
	EXPECT_EQ(-ENODEV, life_snapshot(&self->stream, 0, NULL));
	ASSERT_EQ(0, stream_drain(&self->stream, visit, self))
		TH_LOG("%s", self->stream.error);
	/* None of them has begun. */
	EXPECT_EQ(begins, self->stream.by_type[PROCMON_TYPE_SNAPSHOT_BEGIN]);
	ASSERT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
	take_snapshot(_metadata, self, getpid());
}

TEST_HARNESS_MAIN
