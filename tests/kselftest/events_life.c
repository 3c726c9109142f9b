// SPDX-License-Identifier: GPL-2.0-only
/*
 * events_life.c - SID, PTRACE, COMM and COREDUMP records: one for each thing
 * that happened, about the right task, and none where it did not.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "life_records.h"
#include "load.h"
#include "sensor.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

#define TYPE(type)	(1U << PROCMON_TYPE_##type)
#define NAME		"renamed"
#define LONG_NAME	"0123456789abcdefgh"
#define CUT_NAME	"0123456789abcde"

FIXTURE(events_life)
{
	struct life_records records;
	pid_t *tid;
};

FIXTURE_SETUP(events_life)
{
	ASSERT_EQ(0, life_open(&self->records, TYPE(SID) | TYPE(PTRACE) |
			       TYPE(COMM) | TYPE(COREDUMP)));
	self->tid = mmap(NULL, sizeof(*self->tid), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->tid);
}

FIXTURE_TEARDOWN(events_life)
{
	life_close(&self->records);
	munmap(self->tid, sizeof(*self->tid));
}

static int start_session(void *unused)
{
	(void)unused;
	if (setsid() != getpid())
		return 1;
	/* It leads one already. */
	return setsid() != -1;
}

TEST_F(events_life, setsid)
{
	const struct procmon_life *life = &self->records.records[0].life;
	pid_t tgid;

	ASSERT_EQ(1, life_of_child(&self->records, start_session, NULL, &tgid));
	EXPECT_EQ(PROCMON_TYPE_SID, life->header.type);
	EXPECT_EQ(tgid, life->process.identity.tgid);
	EXPECT_EQ(tgid, life->process.identity.sid);
	EXPECT_EQ(tgid, life->process.identity.pgid);
	EXPECT_EQ(sizeof(*life), life->header.len);
}

static int start_session_in_thread(void *unused)
{
	pthread_t thread;
	void *ret;

	(void)unused;
	if (pthread_create(&thread, NULL,
			   (void *(*)(void *))(void *)start_session, NULL) ||
	    pthread_join(thread, &ret))
		return 1;
	return (int)(long)ret;
}

TEST_F(events_life, setsid_by_another_thread)
{
	const struct procmon_life *life = &self->records.records[0].life;
	pid_t tgid;

	ASSERT_EQ(1, life_of_child(&self->records, start_session_in_thread,
				   NULL, &tgid));
	EXPECT_EQ(PROCMON_TYPE_SID, life->header.type);
	EXPECT_EQ(tgid, life->process.identity.tgid);
	EXPECT_EQ(tgid, life->process.identity.sid);
}

/* A child that only waits to be killed. */
static pid_t start_waiting(void)
{
	pid_t pid = fork();

	if (!pid) {
		for (;;)
			pause();
	}
	return pid;
}

static void check_tracer(struct __test_metadata *_metadata,
			 const struct procmon_ptrace_event *event, pid_t tracee,
			 uint32_t action)
{
	EXPECT_EQ(PROCMON_TYPE_PTRACE, event->life.header.type);
	EXPECT_EQ(action, event->action);
	EXPECT_EQ(tracee, event->life.process.identity.tgid);
	EXPECT_EQ(tracee, event->life.process.identity.tid);
	EXPECT_EQ(getpid(), event->tracer.tgid);
	EXPECT_EQ(syscall(SYS_gettid), event->tracer.tid);
	EXPECT_EQ(action == PROCMON_PTRACE_DETACH ? 0 : getpid(),
		  event->life.process.identity.tracer_tgid);
}

TEST_F(events_life, ptrace_attach)
{
	pid_t pid = start_waiting();

	ASSERT_LT(0, pid);
	ASSERT_EQ(0, ptrace(PTRACE_ATTACH, pid, NULL, NULL));
	/* It is traced already. */
	EXPECT_EQ(-1, ptrace(PTRACE_ATTACH, pid, NULL, NULL));
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	ASSERT_EQ(1, life_collect(&self->records, pid));
	check_tracer(_metadata, &self->records.records[0].ptrace, pid,
		     PROCMON_PTRACE_ATTACH);
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, pid, NULL, NULL));
	ASSERT_EQ(1, life_collect(&self->records, pid));
	check_tracer(_metadata, &self->records.records[0].ptrace, pid,
		     PROCMON_PTRACE_DETACH);
	kill(pid, SIGKILL);
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	EXPECT_EQ(0, life_collect(&self->records, pid));
}

TEST_F(events_life, ptrace_seize)
{
	pid_t pid = start_waiting();

	ASSERT_LT(0, pid);
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, pid, NULL, NULL));
	ASSERT_EQ(1, life_collect(&self->records, pid));
	check_tracer(_metadata, &self->records.records[0].ptrace, pid,
		     PROCMON_PTRACE_SEIZE);
	ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, pid, NULL, NULL));
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, pid, NULL, NULL));
	ASSERT_EQ(1, life_collect(&self->records, pid));
	check_tracer(_metadata, &self->records.records[0].ptrace, pid,
		     PROCMON_PTRACE_DETACH);
	kill(pid, SIGKILL);
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
}

/* Who is killed meanwhile is still the one that is told of. */
TEST_F(events_life, ptrace_of_the_dying)
{
	unsigned int i;
	pid_t pid;

	for (i = 0; i < 100; i++) {
		pid = start_waiting();
		ASSERT_LT(0, pid);
		ASSERT_EQ(0, ptrace(PTRACE_SEIZE, pid, NULL, NULL));
		kill(pid, SIGKILL);
		ptrace(PTRACE_DETACH, pid, NULL, NULL);
		ASSERT_EQ(pid, waitpid(pid, NULL, 0));
		ASSERT_LT(0, life_collect(&self->records, pid));
		check_tracer(_metadata, &self->records.records[0].ptrace, pid,
			     PROCMON_PTRACE_SEIZE);
	}
}

static int ask_to_be_traced(void *unused)
{
	(void)unused;
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		return 1;
	/* It is traced already. */
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) != -1;
}

TEST_F(events_life, ptrace_traceme)
{
	pid_t tgid;

	ASSERT_EQ(1, life_of_child(&self->records, ask_to_be_traced, NULL,
				   &tgid));
	check_tracer(_metadata, &self->records.records[0].ptrace, tgid,
		     PROCMON_PTRACE_TRACEME);
}

static int rename_self(void *name)
{
	return prctl(PR_SET_NAME, name) != 0;
}

TEST_F(events_life, rename_self)
{
	const struct procmon_comm_event *event = &self->records.records[0].comm;
	char comm[PROCMON_COMM_LEN] = { 0 };
	pid_t tgid;

	ASSERT_EQ(0, prctl(PR_GET_NAME, comm));
	ASSERT_EQ(1, life_of_child(&self->records, rename_self, NAME, &tgid));
	EXPECT_EQ(PROCMON_TYPE_COMM, event->life.header.type);
	EXPECT_EQ(tgid, event->life.process.identity.tgid);
	EXPECT_EQ(tgid, event->life.process.identity.tid);
	EXPECT_STREQ(NAME, event->life.process.comm);
	EXPECT_STREQ(comm, event->before);
	EXPECT_EQ(tgid, event->actor.tgid);
	EXPECT_EQ(tgid, event->actor.tid);
	/* Longer than a name can be. */
	ASSERT_EQ(1, life_of_child(&self->records, rename_self, LONG_NAME,
				   &tgid));
	EXPECT_STREQ(CUT_NAME, event->life.process.comm);
}

static void *note_and_wait(void *argument)
{
	pid_t *tid = argument;

	__atomic_store_n(tid, syscall(SYS_gettid), __ATOMIC_RELEASE);
	for (;;)
		pause();
	return NULL;
}

static int rename_other(void *argument)
{
	pid_t *tid = argument;
	pthread_t thread;
	char path[64];

	if (pthread_create(&thread, NULL, note_and_wait, tid))
		return 1;
	while (!__atomic_load_n(tid, __ATOMIC_ACQUIRE))
		usleep(1000);
	snprintf(path, sizeof(path), "/proc/self/task/%d/comm", *tid);
	return file_write(path, NAME) != 0;
}

TEST_F(events_life, rename_another_thread)
{
	const struct procmon_comm_event *event = &self->records.records[0].comm;
	pid_t tgid;

	ASSERT_EQ(1, life_of_child(&self->records, rename_other, self->tid,
				   &tgid));
	EXPECT_EQ(PROCMON_TYPE_COMM, event->life.header.type);
	EXPECT_EQ(tgid, event->life.process.identity.tgid);
	EXPECT_EQ(*self->tid, event->life.process.identity.tid);
	EXPECT_STREQ(NAME, event->life.process.comm);
	EXPECT_EQ(tgid, event->actor.tgid);
	EXPECT_EQ(tgid, event->actor.tid);
}

/* The name that an exec gives is in the record of the exec. */
TEST_F(events_life, exec_is_no_rename)
{
	pid_t pid = run_tiny("comm");

	ASSERT_LT(0, pid);
	EXPECT_EQ(0, life_collect(&self->records, pid));
}

/* The signal that ends a child, and whether its action is to dump core. */
TEST_F(events_life, coredump)
{
	static const struct {
		int signal;
		bool dumps;
	} cases[] = {
		{ SIGSEGV, true }, { SIGABRT, true }, { SIGQUIT, true },
		{ SIGSYS, true }, { SIGTERM, false }, { SIGKILL, false },
		{ SIGHUP, false },
	};
	const struct rlimit none = { 0, 0 };
	const struct procmon_coredump *event;
	unsigned int i;
	int status;
	pid_t pid;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		pid = start_waiting();
		ASSERT_LT(0, pid);
		ASSERT_EQ(0, prlimit(pid, RLIMIT_CORE, &none, NULL));
		ASSERT_EQ(0, kill(pid, cases[i].signal));
		ASSERT_EQ(pid, waitpid(pid, &status, 0));
		ASSERT_TRUE(WIFSIGNALED(status));
		ASSERT_EQ(cases[i].dumps, life_collect(&self->records, pid))
			TH_LOG("signal %d", cases[i].signal);
		if (!cases[i].dumps)
			continue;
		event = &self->records.records[0].coredump;
		EXPECT_EQ(PROCMON_TYPE_COREDUMP, event->life.header.type);
		EXPECT_EQ(cases[i].signal, event->signal);
		EXPECT_EQ(pid, event->life.process.identity.tgid);
	}
}

TEST_F(events_life, coredump_by_fault)
{
	char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
	pid_t pid;

	ASSERT_NE(MAP_FAILED, page);
	pid = fork();
	ASSERT_NE(-1, pid);
	if (!pid)
		_exit(*(volatile char *)page);
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	ASSERT_EQ(1, life_collect(&self->records, pid));
	EXPECT_EQ(SIGSEGV, self->records.records[0].coredump.signal);
}

/* What nobody chose is not recorded, and its hooks are off. */
TEST_F(events_life, nothing_unless_chosen)
{
	static const char *const hooks[] = { "sid", "ptrace", "comm",
					     "coredump" };
	struct life_records records;
	char path[128], text[64];
	unsigned int i;

	life_close(&self->records);
	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		snprintf(path, sizeof(path), SENSOR_SYSFS "/hooks/%s",
			 hooks[i]);
		ASSERT_EQ(0, file_read(path, text, sizeof(text)));
		EXPECT_STREQ("off", text)
			TH_LOG("%s", path);
	}
	ASSERT_EQ(0, life_open(&records, TYPE(SID)));
	records.types |= TYPE(COMM) | TYPE(PTRACE) | TYPE(COREDUMP);
	EXPECT_EQ(0, life_of_child(&records, rename_self, NAME, NULL));
	EXPECT_EQ(0, life_of_child(&records, ask_to_be_traced, NULL, NULL));
	EXPECT_EQ(1, life_of_child(&records, start_session, NULL, NULL));
	life_close(&records);
	ASSERT_EQ(0, life_open(&self->records, TYPE(SID)));
}

TEST_HARNESS_MAIN
