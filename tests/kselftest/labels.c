// SPDX-License-Identifier: GPL-2.0-only
/*
 * labels.c - the security label of an exec is that of the task, also where the
 * sensor has its text already, and where a label is gone and AppArmor gives its
 * number to another.
 *
 * Labels are made without a policy: each policy namespace of AppArmor has a
 * profile "unconfined" of its own. All execs are on one processor, as texts are
 * kept for each. What a record must say is asked of /proc.
 *
 * AppArmor of 6.1 and before never lets go of such a label once a task has had
 * it; there no number comes twice.
 *
 * PROCMON_LABELS: how many labels follow on each other, 50 unless told.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/membarrier.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "files.h"
#include "load.h"
#include "stream.h"

#define NAMESPACES	"/sys/kernel/security/apparmor/policy/namespaces"
#define OWN_LABEL	"/proc/self/attr/current"
#define LABEL_MAX	256
#define LABELS		50
/* More than are kept for a processor. */
#define TURNS_LABELS	6
#define TURNS		3
/*
 * A task, its credentials and their label are each freed after a grace period
 * of RCU, one after the other; and once more, for what ran late.
 */
#define GRACE_PERIODS	4

/**
 * struct seen - What the record of an exec says.
 * @tgid: of the process.
 * @records: of it.
 * @is_unsupported: there are no labels here.
 * @label: the label; empty: none.
 */
struct seen {
	pid_t tgid;
	unsigned int records;
	bool is_unsupported;
	char label[LABEL_MAX];
};

FIXTURE(labels)
{
	struct stream stream;
	int made;
};

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *exec = as_exec(record);
	struct seen *seen = context;
	const char *bytes;

	if (!exec || (pid_t)exec->identity.tgid != seen->tgid)
		return;
	seen->records++;
	seen->is_unsupported = record_missing(exec, PROCMON_REASON_UNSUPPORTED,
					      PROCMON_FIELD_LSM_LABEL);
	bytes = record_bytes(record, &exec->lsm_label);
	if (bytes)
		snprintf(seen->label, sizeof(seen->label), "%.*s",
			 (int)exec->lsm_label.len, bytes);
}

/* namespace_path() - Of the namespace of this number. */
static void namespace_path(unsigned int number, char *path, size_t size)
{
	snprintf(path, size, NAMESPACES "/procmon.%u", number);
}

static void make_namespace(struct __test_metadata *_metadata,
			   FIXTURE_DATA(labels) *self)
{
	char path[PATH_MAX];

	namespace_path(self->made, path, sizeof(path));
	ASSERT_EQ(0, mkdir(path, 0755))
		TH_LOG("%s: %s", path, strerror(errno));
	self->made++;
}

/* be_labelled() - Change to a label, wait, execute. */
static void be_labelled(const char *change, int told, int go)
{
	char path[PATH_MAX], byte = 0;
	char *const argv[] = { "tiny", NULL }, *const envp[] = { NULL };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (change && content_set(OWN_LABEL, change))
		_exit(1);
	if (write(told, &byte, 1) != 1 || read(go, &byte, 1) != 1)
		_exit(2);
	execve(beside_us("tiny", path, sizeof(path)), argv, envp);
	_exit(3);
}

/* outside() - The label of a process, as /proc has it. */
static void outside(struct __test_metadata *_metadata, pid_t pid, char *label)
{
	char path[64];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/attr/current", pid);
	len = content_read(path, label, LABEL_MAX);
	ASSERT_LT(0, len)
		TH_LOG("%s: %s", path, strerror(-len));
	label[strcspn(label, "\n")] = '\0';
}

/**
 * execute() - Execute with a label.
 * @_metadata: of the test.
 * @self: of the test.
 * @change: how to get the label, for OWN_LABEL; NULL: as we.
 * @ret_expected: the label.
 * @ret_seen: what the record says.
 */
static void execute(struct __test_metadata *_metadata,
		    FIXTURE_DATA(labels) *self, const char *change,
		    char *ret_expected, struct seen *ret_seen)
{
	int told[2], go[2], status;
	char byte = 0;
	pid_t pid;

	ASSERT_EQ(0, pipe2(told, O_CLOEXEC));
	ASSERT_EQ(0, pipe2(go, O_CLOEXEC));
	pid = fork();
	ASSERT_NE(-1, pid);
	if (!pid) {
		close(told[0]);
		close(go[1]);
		be_labelled(change, told[1], go[0]);
	}
	close(told[1]);
	close(go[0]);
	ASSERT_EQ(1, read(told[0], &byte, 1))
		TH_LOG("'%s' was refused", change);
	outside(_metadata, pid, ret_expected);
	ASSERT_EQ(1, write(go[1], &byte, 1));
	close(told[0]);
	close(go[1]);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_EQ(0, status);
	memset(ret_seen, 0, sizeof(*ret_seen));
	ret_seen->tgid = pid;
	ASSERT_EQ(0, stream_drain(&self->stream, look, ret_seen))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(1, ret_seen->records);
}

/* execute_in() - In the namespace of this number. Return: was it right? */
static bool execute_in(struct __test_metadata *_metadata,
		       FIXTURE_DATA(labels) *self, const char *how,
		       unsigned int number)
{
	char change[64], name[32], expected[LABEL_MAX];
	struct seen seen;

	snprintf(name, sizeof(name), "procmon.%u:", number);
	snprintf(change, sizeof(change), "%s :%sunconfined", how, name);
	execute(_metadata, self, change, expected, &seen);
	EXPECT_NE(NULL, strstr(expected, name))
		TH_LOG("'%s' gives the label '%s'", change, expected);
	if (!strcmp(expected, seen.label))
		return true;
	TH_LOG("the label is '%s', the record says '%s'", expected, seen.label);
	return false;
}

FIXTURE_SETUP(labels)
{
	char expected[LABEL_MAX];
	struct seen seen;
	cpu_set_t cpus;

	self->stream.fd = -1;
	if (access(NAMESPACES, W_OK))
		SKIP(return, NAMESPACES ": %s; it needs root, AppArmor, and securityfs",
		     strerror(errno));
	/* It traverses a list of them under a lock of its own, without RCU. */
	if (!access("/proc/lockdep_stats", F_OK))
		SKIP(return, "lockdep reports AppArmor for each namespace that is made");
	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(cpus), &cpus));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
	execute(_metadata, self, NULL, expected, &seen);
	if (seen.is_unsupported)
		SKIP(return, "the sensor gives no label on this kernel");
	ASSERT_STREQ(expected, seen.label);
}

FIXTURE_TEARDOWN(labels)
{
	char path[PATH_MAX];

	/* Those that a test has removed are not there. */
	while (self->made--) {
		namespace_path(self->made, path, sizeof(path));
		rmdir(path);
	}
	stream_close(&self->stream);
}

/* A label, and the same from what is kept. */
TEST_F_TIMEOUT(labels, again, 120)
{
	int i;

	make_namespace(_metadata, self);
	for (i = 0; i < TURNS; i++)
		EXPECT_TRUE(execute_in(_metadata, self, "changeprofile", 0));
}

/* More than are kept; two labels at once are a label of their own. */
TEST_F_TIMEOUT(labels, in_turns, 120)
{
	int i, turn;

	for (i = 0; i < TURNS_LABELS; i++)
		make_namespace(_metadata, self);
	for (turn = 0; turn < TURNS; turn++)
		for (i = 0; i < TURNS_LABELS; i++) {
			EXPECT_TRUE(execute_in(_metadata, self, "changeprofile",
					       i));
			EXPECT_TRUE(execute_in(_metadata, self, "stack", i));
		}
}

/* Each label is gone when the next one comes, which may get its number. */
TEST_F_TIMEOUT(labels, one_after_the_other, 600)
{
	unsigned int labels = number_from_environment("PROCMON_LABELS", LABELS);
	unsigned int wrong = 0, i, period;
	char path[PATH_MAX];

	for (i = 0; i < labels; i++) {
		make_namespace(_metadata, self);
		if (!execute_in(_metadata, self, "changeprofile", i))
			wrong++;
		namespace_path(i, path, sizeof(path));
		ASSERT_EQ(0, rmdir(path));
		for (period = 0; period < GRACE_PERIODS; period++)
			ASSERT_EQ(0, syscall(SYS_membarrier,
					     MEMBARRIER_CMD_GLOBAL, 0, 0));
	}
	EXPECT_EQ(0, wrong)
		TH_LOG("%u of %u labels are wrong", wrong, labels);
}

TEST_HARNESS_MAIN
