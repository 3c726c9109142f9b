// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_lineage.c - where an exec came from: its parent at that moment, and
 * the line of those who created it, over reparenting, double forks, execs by
 * threads, and process numbers that are given out again. Loads the module
 * itself, so that all of the line began before it or is known.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "kselftest_harness.h"
#include "life.h"
#include "lineage_cast.h"
#include "lineage_compare.h"
#include "load.h"
#include "mechanism.h"
#include "sensor.h"
#include "stream.h"

#define PATIENCE_MS	60000
#define PID_MAX		"/proc/sys/kernel/pid_max"
#define LOW_PID_MAX	"700"
/* Numbers below this one are given out once only. */
#define RESERVED_PIDS	300
#define DEEP		12
#define SOMEBODY	1000
#define LONG_ARGUMENT	5000

FIXTURE(module_lineage)
{
	struct cast *cast;
	struct stream stream;
	char pid_max[32];
	bool has_snapshot;
};

static void say(void *argument, const char *line)
{
	struct __test_metadata *_metadata = argument;

	TH_LOG("%s", line);
}

/* note_image() - What the sensor calls what was there before it. */
static void note_image(struct cast_role *role, const struct procmon_exec *proc)
{
	struct cast_image *image;

	if (proc->identity.tgid != (uint32_t)role->self.pid)
		return;
	image = (struct cast_image *)role->self.image;
	if (!image->exec_id)
		image->exec_id = proc->identity.exec_id;
}

static void note_exec(FIXTURE_DATA(module_lineage) *self,
		      const struct procmon_exec *record)
{
	const char *argv = record_bytes(&record->header, &record->argv);
	struct cast_exec *exec;

	if (!argv)
		return;
	exec = cast_find(self->cast, record->identity.tgid, argv,
			 record->argv.len);
	if (!exec)
		return;
	if (!exec->records++) {
		exec->record = malloc(record->header.len);
		memcpy(exec->record, record, record->header.len);
	}
	if (record->header.type == PROCMON_TYPE_EXEC)
		((struct cast_image *)exec->self.image)->exec_id =
			record->header.seq;
}

static void visit(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *exec = (const void *)record;
	FIXTURE_DATA(module_lineage) *self = context;

	if (record->type == PROCMON_TYPE_SNAPSHOT_END)
		self->has_snapshot = true;
	if (as_proc(record)) {
		note_image(&self->cast->test, exec);
		note_image(&self->cast->reaper, exec);
	}
	if (as_exec(record) || as_exec_fail(record))
		note_exec(self, exec);
}

FIXTURE_SETUP(module_lineage)
{
	uint64_t deadline = deadline_in(PATIENCE_MS);

	self->stream.fd = -1;
	self->cast = calloc(1, sizeof(*self->cast));
	ASSERT_NE(NULL, self->cast);
	ASSERT_EQ(0, file_read(PID_MAX, self->pid_max, sizeof(self->pid_max)));
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
	/* A fork leaves pages that some arm64 processors must fault to read. */
	ASSERT_NE('\0', *(volatile char *)program_invocation_name);
	/* Before the sensor, so that the test and those above are adopted. */
	ASSERT_TRUE(cast_begin(self->cast))
		TH_LOG("%s", self->cast->error);
	ASSERT_EQ(0, sensor_load("ring_kib=65536"));
	ASSERT_STREQ("armed", hook_state("fork"));
	ASSERT_STREQ("armed", hook_state("exit"));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	while (!self->has_snapshot) {
		ASSERT_NE(0, deadline_left_ms(deadline))
			TH_LOG("no snapshot came when the hooks were armed");
		stream_wait(&self->stream, 100);
		ASSERT_NE(-1, stream_read(&self->stream, visit, self))
			TH_LOG("%s", self->stream.error);
	}
	ASSERT_NE(0, self->cast->test.self.image->exec_id)
		TH_LOG("the snapshot has no PROC record of this process");
	ASSERT_NE(0, self->cast->reaper.self.image->exec_id)
		TH_LOG("the snapshot has no PROC record of process %d",
		       self->cast->reaper.self.pid);
}

FIXTURE_TEARDOWN(module_lineage)
{
	file_write(PID_MAX, self->pid_max);
	cast_end(self->cast);
	free(self->cast);
	stream_close(&self->stream);
	if (sensor_loaded()) {
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
}

#define DO(call) \
	ASSERT_TRUE(call) \
		TH_LOG("%s", self->cast->error)
#define FORK(by, verb) ({ \
	struct cast_role *role_ = cast_fork(self->cast, by, verb, 0); \
	ASSERT_NE(NULL, role_) \
		TH_LOG("%s", self->cast->error); \
	role_; })
#define EXEC(role, verb, title) \
	DO(cast_exec(self->cast, role, verb, title, 0))
#define LEAVE(role)	DO(cast_leave(self->cast, role))

/* judge() - All execs so far: one record each, and each as the model says. */
static void judge(struct __test_metadata *_metadata,
		  FIXTURE_DATA(module_lineage) *self)
{
	const struct cast_exec *exec;
	unsigned int different, i;

	ASSERT_EQ(0, stream_drain(&self->stream, visit, self))
		TH_LOG("%s", self->stream.error);
	EXPECT_EQ(0, self->stream.lapped);
	for (i = 0; i < self->cast->exec_count; i++) {
		exec = &self->cast->execs[i];
		EXPECT_EQ(1, exec->records)
			TH_LOG("%s, process %d: %u records", exec->title,
			       exec->self.pid, exec->records);
		if (!exec->record)
			continue;
		if (exec->record->header.flags & PROCMON_RECORD_TOMBSTONE) {
			EXPECT_TRUE(false)
				TH_LOG("%s: a tombstone", exec->title);
			continue;
		}
		different = lineage_compare(exec->record, exec, self->cast, say,
					    _metadata);
		EXPECT_EQ(0, different);
		/* One that is wrong has nothing to corrupt. */
		if (different)
			continue;
		EXPECT_EQ(0, lineage_corrupt(exec->record, exec, self->cast,
					     say, _metadata));
	}
	EXPECT_EQ(0, sensor_value("counters/lost"));
}

/* top() - A process that the test created, running a program of its own. */
static struct cast_role *top(struct __test_metadata *_metadata,
			     FIXTURE_DATA(module_lineage) *self)
{
	struct cast_role *role = FORK(&self->cast->test, ACTOR_FORK);

	EXEC(role, ACTOR_EXEC, "top");
	return role;
}

TEST_F_TIMEOUT(module_lineage, fork_and_exec, 300)
{
	struct cast_role *parent = top(_metadata, self);
	struct cast_role *child = FORK(parent, ACTOR_FORK);

	EXEC(child, ACTOR_EXEC, "child");
	EXEC(child, ACTOR_EXEC, "the same process again");
	EXEC(child, ACTOR_EXEC_FAIL, "an exec that fails");
	child = FORK(child, ACTOR_FORK);
	EXEC(child, ACTOR_EXEC, "grandchild");
	judge(_metadata, self);
}

/* The image of the parent is that of the moment, the ancestor's is not. */
TEST_F_TIMEOUT(module_lineage, parent_executes_another_program, 300)
{
	struct cast_role *parent = top(_metadata, self);
	struct cast_role *child = FORK(parent, ACTOR_FORK);

	EXEC(parent, ACTOR_EXEC, "parent, again");
	EXEC(child, ACTOR_EXEC, "child of the image before");
	child = FORK(parent, ACTOR_FORK);
	EXEC(child, ACTOR_EXEC, "child of the image after");
	judge(_metadata, self);
}

TEST_F_TIMEOUT(module_lineage, vfork_and_exec, 300)
{
	struct cast_role *child, *parent = top(_metadata, self);

	child = cast_vfork_exec(self->cast, parent, "vfork and exec");
	ASSERT_NE(NULL, child)
		TH_LOG("%s", self->cast->error);
	child = cast_vfork_exec(self->cast, child, "vfork below vfork");
	ASSERT_NE(NULL, child)
		TH_LOG("%s", self->cast->error);
	judge(_metadata, self);
}

TEST_F_TIMEOUT(module_lineage, exec_by_a_thread, 300)
{
	struct cast_role *parent = top(_metadata, self);
	struct cast_role *child = FORK(parent, ACTOR_FORK);

	EXEC(parent, ACTOR_EXEC_IN_THREAD, "exec by a thread");
	EXEC(child, ACTOR_EXEC, "child of before the thread's exec");
	child = FORK(parent, ACTOR_FORK);
	EXEC(child, ACTOR_EXEC_IN_THREAD, "child of after the thread's exec");
	child = FORK(parent, ACTOR_FORK_IN_THREAD);
	EXEC(child, ACTOR_EXEC, "child of a thread");
	judge(_metadata, self);
}

TEST_F_TIMEOUT(module_lineage, reparented_to_init, 300)
{
	struct cast_role *parent = top(_metadata, self);
	struct cast_role *child = FORK(parent, ACTOR_FORK);

	EXEC(child, ACTOR_EXEC, "before its parent ended");
	LEAVE(parent);
	EXEC(child, ACTOR_EXEC, "after its parent ended");
	child = FORK(child, ACTOR_FORK);
	EXEC(child, ACTOR_EXEC, "child of one that has a new parent");
	judge(_metadata, self);
}

TEST_F_TIMEOUT(module_lineage, double_fork, 300)
{
	struct cast_role *parent = top(_metadata, self);
	struct cast_role *middle = FORK(parent, ACTOR_FORK);
	struct cast_role *child = FORK(middle, ACTOR_FORK);

	LEAVE(middle);
	EXEC(child, ACTOR_EXEC, "double fork");
	judge(_metadata, self);
}

TEST_F_TIMEOUT(module_lineage, reparented_to_a_subreaper, 300)
{
	struct cast_role *above = top(_metadata, self);
	struct cast_role *parent = FORK(above, ACTOR_FORK);
	struct cast_role *middle = FORK(parent, ACTOR_FORK);
	struct cast_role *child = FORK(middle, ACTOR_FORK);

	DO(cast_do(self->cast, above, ACTOR_SUBREAPER, 0));
	EXEC(parent, ACTOR_EXEC, "parent");
	LEAVE(middle);
	EXEC(child, ACTOR_EXEC, "below a subreaper");
	LEAVE(parent);
	EXEC(above, ACTOR_EXEC, "the subreaper, again");
	EXEC(child, ACTOR_EXEC, "below the subreaper's new image");
	judge(_metadata, self);
}

TEST_F_TIMEOUT(module_lineage, creator_is_not_the_parent, 300)
{
	struct cast_role *above = top(_metadata, self);
	struct cast_role *creator = FORK(above, ACTOR_FORK);
	struct cast_role *child;

	EXEC(creator, ACTOR_EXEC, "creator");
	child = FORK(creator, ACTOR_FORK_SIBLING);
	EXEC(child, ACTOR_EXEC, "CLONE_PARENT");
	judge(_metadata, self);
}

TEST_F_TIMEOUT(module_lineage, parent_overwrote_its_arguments, 300)
{
	struct cast_role *parent = top(_metadata, self);
	struct cast_role *child = FORK(parent, ACTOR_FORK);

	DO(cast_do(self->cast, parent, ACTOR_SCRIBBLE, 0));
	DO(cast_do(self->cast, child, ACTOR_SCRIBBLE, 0));
	EXEC(child, ACTOR_EXEC, "of one that overwrote its arguments");
	judge(_metadata, self);
}

TEST_F_TIMEOUT(module_lineage, long_arguments, 300)
{
	struct cast_role *parent = top(_metadata, self), *child;

	DO(cast_exec(self->cast, parent, ACTOR_EXEC, "long arguments",
		     LONG_ARGUMENT));
	child = FORK(parent, ACTOR_FORK);
	EXEC(child, ACTOR_EXEC, "of one with long arguments");
	judge(_metadata, self);
}

TEST_F_TIMEOUT(module_lineage, creator_changed_its_user, 300)
{
	struct cast_role *parent = top(_metadata, self);
	struct cast_role *before = FORK(parent, ACTOR_FORK), *after;

	DO(cast_do(self->cast, parent, ACTOR_SET_UID, SOMEBODY));
	after = FORK(parent, ACTOR_FORK);
	EXEC(before, ACTOR_EXEC, "created by root");
	EXEC(after, ACTOR_EXEC, "created by somebody");
	judge(_metadata, self);
}

/* descend() - One level deeper, each time in another way. */
static struct cast_role *descend(struct __test_metadata *_metadata,
				 FIXTURE_DATA(module_lineage) *self,
				 struct cast_role *above, unsigned int level)
{
	struct cast_role *middle, *role;
	char title[32];

	snprintf(title, sizeof(title), "level %u", level);
	switch (level % 4) {
	case 0:
		role = cast_vfork_exec(self->cast, above, title);
		ASSERT_NE(NULL, role)
			TH_LOG("%s", self->cast->error);
		return role;
	case 1:
		/* Two forks, and the one between is gone at the exec. */
		middle = FORK(above, ACTOR_FORK);
		role = FORK(middle, ACTOR_FORK);
		LEAVE(middle);
		EXEC(role, ACTOR_EXEC, title);
		break;
	case 2:
		role = FORK(above, ACTOR_FORK_IN_THREAD);
		EXEC(role, ACTOR_EXEC_IN_THREAD, title);
		break;
	default:
		role = FORK(above, ACTOR_FORK);
		EXEC(role, ACTOR_EXEC, title);
		DO(cast_do(self->cast, role, ACTOR_SCRIBBLE, 0));
	}
	if (level == DEEP / 2)
		DO(cast_do(self->cast, role, ACTOR_SUBREAPER, 0));
	return role;
}

TEST_F_TIMEOUT(module_lineage, twelve_deep, 600)
{
	struct cast_role *chain[DEEP + 1];
	unsigned int level;

	chain[0] = top(_metadata, self);
	for (level = 1; level <= DEEP; level++)
		chain[level] = descend(_metadata, self, chain[level - 1],
				       level);
	judge(_metadata, self);
	/* Those in the middle go: the line stays, the parents change. */
	for (level = 2; level < DEEP; level += 3) {
		LEAVE(chain[level]);
		EXEC(chain[level + 1], ACTOR_EXEC, "its creator is gone");
	}
	EXEC(chain[DEEP], ACTOR_EXEC, "at the end of the chain");
	judge(_metadata, self);
}

/* lower_pid_max() - From now on numbers are soon given out again. */
static void lower_pid_max(struct __test_metadata *_metadata)
{
	unsigned int tries = 2000;
	pid_t pid;

	ASSERT_EQ(0, file_write(PID_MAX, LOW_PID_MAX));
	do {
		pid = fork();
		ASSERT_NE(-1, pid);
		if (!pid)
			_exit(0);
		ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	} while ((pid <= RESERVED_PIDS || pid >= atoi(LOW_PID_MAX) / 2) &&
		 --tries);
	ASSERT_NE(0, tries)
		TH_LOG("process numbers do not begin anew: %d", pid);
}

/*
 * The number of a creator is given out again: to a process that is nobody's
 * parent, and that then is the parent of others.
 */
TEST_F_TIMEOUT(module_lineage, number_of_the_creator_is_another_process, 900)
{
	struct cast_role *above = top(_metadata, self);
	struct cast_role *creator, *child, *other, *below;
	pid_t number;

	DO(cast_do(self->cast, above, ACTOR_SUBREAPER, 0));
	lower_pid_max(_metadata);
	creator = FORK(above, ACTOR_FORK);
	number = creator->self.pid;
	EXEC(creator, ACTOR_EXEC, "the creator");
	child = FORK(creator, ACTOR_FORK);
	LEAVE(creator);
	other = cast_fork(self->cast, above, ACTOR_FORK_UNTIL, number);
	ASSERT_NE(NULL, other)
		TH_LOG("%s", self->cast->error);
	ASSERT_EQ(number, other->self.pid);
	EXEC(child, ACTOR_EXEC, "its number runs the image before");
	EXEC(other, ACTOR_EXEC, "the other one");
	EXEC(child, ACTOR_EXEC, "its creator's number is another one's");
	below = FORK(other, ACTOR_FORK);
	EXEC(below, ACTOR_EXEC, "child of the other one");
	below = FORK(child, ACTOR_FORK);
	EXEC(below, ACTOR_EXEC, "child of the first one's child");
	judge(_metadata, self);
}

/* Again and again: a parent, too, whose number was somebody else's. */
TEST_F_TIMEOUT(module_lineage, numbers_go_round, 900)
{
	struct cast_role *above = top(_metadata, self);
	struct cast_role *parent, *child;
	unsigned int turns = 4;
	pid_t number = 0;

	DO(cast_do(self->cast, above, ACTOR_SUBREAPER, 0));
	lower_pid_max(_metadata);
	while (turns--) {
		parent = cast_fork(self->cast, above,
				   number ? ACTOR_FORK_UNTIL : ACTOR_FORK,
				   number);
		ASSERT_NE(NULL, parent)
			TH_LOG("%s", self->cast->error);
		number = parent->self.pid;
		EXEC(parent, ACTOR_EXEC, "parent of this turn");
		child = FORK(parent, ACTOR_FORK);
		EXEC(child, ACTOR_EXEC, "child of this turn");
		child = FORK(parent, ACTOR_FORK);
		LEAVE(parent);
		EXEC(child, ACTOR_EXEC, "orphan of this turn");
	}
	judge(_metadata, self);
}

/*
 * The comparison itself, of a record that is made as it should be.
 */
TEST(comparison_notices_each_member)
{
	struct cast cast = { .outside = { 90, 1 }, .outside_count = 2 };
	struct cast_image images[] = {
		{ "/usr/bin/self", makedev(8, 1), 11, "self\0x", 7, 501 },
		{ "/usr/bin/parent", makedev(8, 2), 12, NULL, 3000, 502 },
		{ "/usr/bin/creator", makedev(8, 3), 13, "creator", 8, 503 },
	};
	struct cast_exec exec = {
		.title = "made up",
		.self = { 100, 1000, 0, &images[0] },
		.parent = { 101, 900, 0, &images[1] },
		.line = { 2, { { 102, 800, 5, &images[2] },
			       { 103, 700, 6, &images[1] } } },
	};
	struct procmon_exec *record;
	unsigned int i;

	images[1].argv = malloc(3000);
	for (i = 0; i < 3000; i++)
		images[1].argv[i] = i * 7;
	record = lineage_record(&exec, 0);
	EXPECT_EQ(0, lineage_compare(record, &exec, &cast, say, _metadata));
	EXPECT_EQ(0, lineage_corrupt(record, &exec, &cast, say, _metadata));
	free(record);
	record = lineage_record(&exec, 1024);
	EXPECT_EQ(0, lineage_compare(record, &exec, &cast, say, _metadata));
	EXPECT_EQ(0, lineage_corrupt(record, &exec, &cast, say, _metadata));
	/* A line that ends where the knowledge ends must say so. */
	record->ancestors.total = record->ancestors.count;
	record->truncated.bits[0] &= ~(1ULL << PROCMON_FIELD_ANCESTORS);
	EXPECT_LT(0, lineage_compare(record, &exec, &cast, say, _metadata));
	free(record);
	free(images[1].argv);
}

/* The play itself goes as the model says, with no sensor there. */
TEST(model_is_true)
{
	struct cast *cast = calloc(1, sizeof(*cast));
	struct cast_role *above, *middle, *child;

	/* In a container nobody may look at who takes in orphans there. */
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	ASSERT_TRUE(cast_begin(cast))
		TH_LOG("%s", cast->error);
	above = cast_fork(cast, &cast->test, ACTOR_FORK, 0);
	ASSERT_NE(NULL, above)
		TH_LOG("%s", cast->error);
	EXPECT_TRUE(cast_do(cast, above, ACTOR_SUBREAPER, 0));
	middle = cast_fork(cast, above, ACTOR_FORK_IN_THREAD, 0);
	ASSERT_NE(NULL, middle)
		TH_LOG("%s", cast->error);
	EXPECT_TRUE(cast_exec(cast, middle, ACTOR_EXEC_IN_THREAD, "thread",
			      100))
		TH_LOG("%s", cast->error);
	EXPECT_TRUE(cast_exec(cast, middle, ACTOR_EXEC_FAIL, "fails", 0))
		TH_LOG("%s", cast->error);
	child = cast_fork(cast, middle, ACTOR_FORK, 0);
	ASSERT_NE(NULL, child)
		TH_LOG("%s", cast->error);
	EXPECT_EQ(3, child->line.count);
	EXPECT_TRUE(cast_do(cast, child, ACTOR_SCRIBBLE, 0))
		TH_LOG("%s", cast->error);
	EXPECT_TRUE(cast_leave(cast, middle))
		TH_LOG("%s", cast->error);
	EXPECT_EQ(above, child->parent);
	ASSERT_NE(NULL, cast_vfork_exec(cast, child, "vfork"))
		TH_LOG("%s", cast->error);
	middle = cast_fork(cast, child, ACTOR_FORK_SIBLING, 0);
	ASSERT_NE(NULL, middle)
		TH_LOG("%s", cast->error);
	EXPECT_EQ(above, middle->parent);
	EXPECT_TRUE(cast_leave(cast, above))
		TH_LOG("%s", cast->error);
	EXPECT_EQ(&cast->reaper, child->parent);
	cast_end(cast);
	free(cast);
}

TEST_HARNESS_MAIN
