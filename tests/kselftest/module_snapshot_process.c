// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_snapshot_process.c - what a snapshot tells of a process, whatever
 * becomes of its arguments. Loads the module itself.
 */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "life.h"
#include "lineage_actor.h"
#include "load.h"
#include "mechanism.h"
#include "process.h"
#include "sensor.h"
#include "snapshot_reader.h"
#include "stream.h"

/* Without trying again, some of so many are without arguments. */
#define COPIED_SNAPSHOTS	500
#define KTHREADD	2
#define LOST_BYTES	100

/* A record that a test looks at. */
struct kept {
	uint32_t tgid;
	uint64_t exec_seq;
	struct procmon_exec *proc;
	unsigned int procs;
};

FIXTURE(module_snapshot_process)
{
	struct snapshot_reader reader;
	struct kept kept;
	int socket;
	pid_t actor;
};

static void keep(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *exec = (const void *)record;
	struct kept *kept = context;

	if (as_exec(record) && exec->identity.tgid == kept->tgid)
		kept->exec_seq = record->seq;
	if (!as_proc(record) || exec->identity.tgid != kept->tgid)
		return;
	kept->procs++;
	free(kept->proc);
	kept->proc = malloc(record->len);
	memcpy(kept->proc, record, record->len);
}

FIXTURE_SETUP(module_snapshot_process)
{
	self->socket = -1;
	setpriority(PRIO_PROCESS, 0, -10);
	ASSERT_EQ(0, snapshot_reader_begin(&self->reader, keep, &self->kept));
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(SNAPSHOT_PATIENCE_MS));
	}
}

FIXTURE_TEARDOWN(module_snapshot_process)
{
	if (self->actor > 0) {
		kill(self->actor, SIGKILL);
		waitpid(self->actor, NULL, 0);
	}
	if (self->socket >= 0)
		close(self->socket);
	free(self->kept.proc);
	snapshot_reader_end(&self->reader);
	if (sensor_loaded()) {
		EXPECT_EQ(0, unload_disarmed(SNAPSHOT_PATIENCE_MS));
	}
}

/* start_actor() - A process with arguments and environment that we know. */
static void start_actor(struct __test_metadata *_metadata,
			FIXTURE_DATA(module_snapshot_process) *self,
			char *const argv[], char *const envp[])
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
			 FIXTURE_DATA(module_snapshot_process) *self,
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
TEST_F_TIMEOUT(module_snapshot_process, from_before, 300)
{
	start_actor(_metadata, self, actor_argv, actor_envp);
	ASSERT_EQ(0, snapshot_reader_load(&self->reader, ""))
		TH_LOG("%s", self->reader.stream.error);
	expect_actor(_metadata, self, actor_argv, 0);
	EXPECT_EQ(0, self->reader.ledger.problems);
}

/* Its exec was seen: the record names it. */
TEST_F_TIMEOUT(module_snapshot_process, whose_exec_was_seen, 300)
{
	ASSERT_EQ(0, snapshot_reader_load(&self->reader, SNAPSHOT_EVENTS))
		TH_LOG("%s", self->reader.stream.error);
	start_actor(_metadata, self, actor_argv, actor_envp);
	ASSERT_EQ(0, snapshot_reader_take(&self->reader, self->actor))
		TH_LOG("%s", self->reader.stream.error);
	EXPECT_NE(0, self->kept.exec_seq);
	expect_actor(_metadata, self, actor_argv, self->kept.exec_seq);
	EXPECT_EQ(0, self->reader.ledger.problems);
}

/* What its memory holds is what it wrote there; who it is, is not. */
TEST_F_TIMEOUT(module_snapshot_process, that_overwrote_its_arguments, 300)
{
	static char *const scribbled[] = {
		"XXXXXXX", "", "XXXXXXXXX", "XXXXXXXXXXXXXXXXX", NULL,
	};
	struct actor_order order = { .verb = ACTOR_SCRIBBLE };
	struct actor_answer answer;

	ASSERT_EQ(0, snapshot_reader_load(&self->reader, SNAPSHOT_EVENTS))
		TH_LOG("%s", self->reader.stream.error);
	start_actor(_metadata, self, actor_argv, actor_envp);
	ASSERT_LT(0, send(self->socket, &order,
			  offsetof(struct actor_order, arguments), 0));
	ASSERT_EQ(sizeof(answer),
		  recv(self->socket, &answer, sizeof(answer), 0));
	ASSERT_EQ(0, answer.result);
	ASSERT_EQ(0, snapshot_reader_take(&self->reader, self->actor))
		TH_LOG("%s", self->reader.stream.error);
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
TEST_F_TIMEOUT(module_snapshot_process, whose_arguments_are_copied, 900)
{
	unsigned int count = scaled(COPIED_SNAPSHOTS), whole = 0, i;
	const struct procmon_exec *proc;

	ASSERT_EQ(0, snapshot_reader_load(&self->reader, SNAPSHOT_EVENTS))
		TH_LOG("%s", self->reader.stream.error);
	self->actor = fork();
	ASSERT_NE(-1, self->actor);
	if (!self->actor)
		copy_arguments_page();
	self->kept.tgid = self->actor;
	for (i = 0; i < count; i++) {
		ASSERT_EQ(0, snapshot_reader_take(&self->reader, self->actor))
			TH_LOG("%s", self->reader.stream.error);
		ASSERT_EQ(i + 1, self->kept.procs);
		proc = self->kept.proc;
		whole += proc->argv.off && proc->argv.len == proc->argv.total &&
			 proc->envp.off && proc->envp.len == proc->envp.total;
	}
	EXPECT_EQ(count, whole);
	EXPECT_EQ(0, self->reader.ledger.problems);
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
TEST_F_TIMEOUT(module_snapshot_process, whose_arguments_are_not_there, 300)
{
	const struct procmon_exec *proc;
	uint64_t begin, took_ms;
	int ready[2], error;

	ASSERT_EQ(0, snapshot_reader_load(&self->reader, SNAPSHOT_EVENTS))
		TH_LOG("%s", self->reader.stream.error);
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
	ASSERT_EQ(0, snapshot_reader_take(&self->reader, 0))
		TH_LOG("%s", self->reader.stream.error);
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
	EXPECT_EQ(0, self->reader.ledger.problems);
	TH_LOG("the snapshot took %llu ms", (unsigned long long)took_ms);
	close(ready[0]);
	close(ready[1]);
}

TEST_F_TIMEOUT(module_snapshot_process, kernel_thread, 300)
{
	const struct procmon_exec *proc;

	ASSERT_EQ(0, snapshot_reader_load(&self->reader, SNAPSHOT_EVENTS))
		TH_LOG("%s", self->reader.stream.error);
	self->kept.tgid = KTHREADD;
	ASSERT_EQ(0, snapshot_reader_take(&self->reader, KTHREADD))
		TH_LOG("%s", self->reader.stream.error);
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
	EXPECT_EQ(0, self->reader.ledger.problems);
}

TEST_HARNESS_MAIN
