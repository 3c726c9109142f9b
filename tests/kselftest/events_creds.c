// SPDX-License-Identifier: GPL-2.0-only
/*
 * events_creds.c - UID, GID and CRED records: one for each change of rights,
 * with what they were before and after, and none where nothing changed.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "kselftest_harness.h"
#include "life_records.h"
#include "load.h"
#include "sensor.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

#define TYPE(type)	(1U << PROCMON_TYPE_##type)
#define CHANGED(what)	PROCMON_CHANGED_##what
#define SOMEBODY	1000

/* What a child says of itself. */
struct said {
	ino_t user_ns;
	struct __user_cap_data_struct caps[2];
	int groups;
	pid_t tgid;
};

FIXTURE(events_creds)
{
	struct life_records records;
	struct said *said;
	ino_t user_ns;
};

static ino_t own_user_ns(void)
{
	struct stat facts;

	return stat("/proc/self/ns/user", &facts) ? 0 : facts.st_ino;
}

FIXTURE_SETUP(events_creds)
{
	ASSERT_EQ(0, life_open(&self->records,
			       TYPE(UID) | TYPE(GID) | TYPE(CRED)));
	self->said = mmap(NULL, sizeof(*self->said), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->said);
	self->user_ns = own_user_ns();
	ASSERT_NE(0, self->user_ns);
}

FIXTURE_TEARDOWN(events_creds)
{
	life_close(&self->records);
	munmap(self->said, sizeof(*self->said));
}

static bool uids_are(const struct procmon_creds *creds, uid_t uid, uid_t euid,
		     uid_t suid, uid_t fsuid)
{
	return creds->uid == uid && creds->euid == euid &&
	       creds->suid == suid && creds->fsuid == fsuid;
}

static bool gids_are(const struct procmon_creds *creds, gid_t gid, gid_t egid,
		     gid_t sgid, gid_t fsgid)
{
	return creds->gid == gid && creds->egid == egid &&
	       creds->sgid == sgid && creds->fsgid == fsgid;
}

/* The system call itself: the library calls it for each thread. */
static int set_uid(uid_t uid)
{
	return syscall(SYS_setuid, uid) ? -errno : 0;
}

static int become_somebody(void *unused)
{
	(void)unused;
	return set_uid(SOMEBODY) != 0;
}

TEST_F(events_creds, setuid)
{
	const struct procmon_creds_event *event;
	pid_t tgid;

	ASSERT_EQ(1, life_of_child(&self->records, become_somebody, NULL,
				   &tgid));
	event = &self->records.records[0].creds;
	EXPECT_EQ(PROCMON_TYPE_UID, event->life.header.type);
	EXPECT_EQ(tgid, event->life.process.identity.tgid);
	EXPECT_EQ(tgid, event->life.process.identity.tid);
	EXPECT_TRUE(uids_are(&event->before, 0, 0, 0, 0));
	EXPECT_TRUE(uids_are(&event->life.process.creds, SOMEBODY, SOMEBODY,
			     SOMEBODY, SOMEBODY));
	EXPECT_EQ(CHANGED(UIDS) | CHANGED(CAPS), event->changed);
	EXPECT_NE(0, event->before.cap_effective);
	EXPECT_EQ(0, event->life.process.creds.cap_effective);
	EXPECT_EQ(0, event->life.process.creds.cap_permitted);
	EXPECT_EQ(event->groups_before, event->groups_after);
	EXPECT_EQ(sizeof(*event), event->life.header.len);
}

static int change_nothing(void *unused)
{
	(void)unused;
	if (set_uid(0) || syscall(SYS_setgid, 0) ||
	    syscall(SYS_setresuid, -1, -1, -1) ||
	    syscall(SYS_setresgid, 0, 0, 0))
		return 1;
	return 0;
}

TEST_F(events_creds, nothing_changed)
{
	EXPECT_EQ(0, life_of_child(&self->records, change_nothing, NULL, NULL));
}

static int be_refused(void *unused)
{
	(void)unused;
	if (set_uid(SOMEBODY))
		return 1;
	if (set_uid(0) != -EPERM ||
	    syscall(SYS_setresgid, 1, 1, 1) != -1 || errno != EPERM ||
	    syscall(SYS_setgroups, 0, NULL) != -1 || errno != EPERM)
		return 2;
	return 0;
}

/* Only what came before the refusals is told. */
TEST_F(events_creds, refused)
{
	ASSERT_EQ(1, life_of_child(&self->records, be_refused, NULL, NULL));
	EXPECT_TRUE(uids_are(&self->records.records[0].creds.life.process.creds,
			     SOMEBODY, SOMEBODY, SOMEBODY, SOMEBODY));
}

static int set_three_uids(void *unused)
{
	(void)unused;
	return syscall(SYS_setresuid, 1, 2, 3) != 0;
}

TEST_F(events_creds, setresuid)
{
	const struct procmon_creds_event *event;

	ASSERT_EQ(1, life_of_child(&self->records, set_three_uids, NULL, NULL));
	event = &self->records.records[0].creds;
	EXPECT_EQ(PROCMON_TYPE_UID, event->life.header.type);
	EXPECT_TRUE(uids_are(&event->before, 0, 0, 0, 0));
	EXPECT_TRUE(uids_are(&event->life.process.creds, 1, 2, 3, 2));
	EXPECT_TRUE(gids_are(&event->life.process.creds, 0, 0, 0, 0));
}

static int set_three_gids(void *unused)
{
	(void)unused;
	return syscall(SYS_setresgid, 4, 5, 6) != 0;
}

TEST_F(events_creds, setresgid)
{
	const struct procmon_creds_event *event;

	ASSERT_EQ(1, life_of_child(&self->records, set_three_gids, NULL, NULL));
	event = &self->records.records[0].creds;
	EXPECT_EQ(PROCMON_TYPE_GID, event->life.header.type);
	EXPECT_EQ(CHANGED(GIDS), event->changed);
	EXPECT_TRUE(gids_are(&event->before, 0, 0, 0, 0));
	EXPECT_TRUE(gids_are(&event->life.process.creds, 4, 5, 6, 5));
	EXPECT_TRUE(uids_are(&event->life.process.creds, 0, 0, 0, 0));
}

static int set_groups(void *argument)
{
	gid_t groups[] = { 7, 9 };
	struct said *said = argument;

	said->groups = getgroups(0, NULL);
	/* The second time nothing changes; the third time only one of them. */
	if (syscall(SYS_setgroups, 2, groups) ||
	    syscall(SYS_setgroups, 2, groups))
		return 1;
	groups[1] = 8;
	return syscall(SYS_setgroups, 2, groups) != 0;
}

TEST_F(events_creds, setgroups)
{
	const struct procmon_creds_event *event;
	unsigned int i;

	ASSERT_EQ(2, life_of_child(&self->records, set_groups, self->said,
				   NULL));
	for (i = 0; i < 2; i++) {
		event = &self->records.records[i].creds;
		EXPECT_EQ(PROCMON_TYPE_CRED, event->life.header.type);
		EXPECT_EQ(CHANGED(GROUPS), event->changed);
		EXPECT_EQ(i ? 2 : self->said->groups, event->groups_before);
		EXPECT_EQ(2, event->groups_after);
	}
}

static int drop_capability(void *argument)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct said *said = argument;

	if (syscall(SYS_capget, &header, said->caps))
		return 1;
	said->caps[0].effective &= ~(1U << CAP_SYS_TIME);
	said->caps[1].permitted &= ~(1U << (CAP_SYSLOG - 32));
	said->caps[1].effective &= ~(1U << (CAP_SYSLOG - 32));
	/* The second time nothing changes. */
	return syscall(SYS_capset, &header, said->caps) ||
	       syscall(SYS_capset, &header, said->caps);
}

TEST_F(events_creds, capset)
{
	const uint64_t dropped = 1ULL << CAP_SYS_TIME | 1ULL << CAP_SYSLOG;
	const struct __user_cap_data_struct *caps = self->said->caps;
	const struct procmon_creds_event *event;
	const struct procmon_creds *after;

	ASSERT_EQ(1, life_of_child(&self->records, drop_capability, self->said,
				   NULL));
	event = &self->records.records[0].creds;
	after = &event->life.process.creds;
	EXPECT_EQ(PROCMON_TYPE_CRED, event->life.header.type);
	EXPECT_EQ(CHANGED(CAPS), event->changed);
	EXPECT_EQ(caps[0].effective | (uint64_t)caps[1].effective << 32,
		  after->cap_effective);
	EXPECT_EQ(caps[0].permitted | (uint64_t)caps[1].permitted << 32,
		  after->cap_permitted);
	EXPECT_EQ(dropped, event->before.cap_effective & ~after->cap_effective);
	EXPECT_EQ(1ULL << CAP_SYSLOG,
		  event->before.cap_permitted & ~after->cap_permitted);
}

static int set_securebits(void *unused)
{
	(void)unused;
	return prctl(PR_SET_SECUREBITS, SECBIT_NOROOT) ||
	       prctl(PR_SET_SECUREBITS, SECBIT_NOROOT);
}

TEST_F(events_creds, securebits)
{
	const struct procmon_creds_event *event;

	ASSERT_EQ(1, life_of_child(&self->records, set_securebits, NULL, NULL));
	event = &self->records.records[0].creds;
	EXPECT_EQ(PROCMON_TYPE_CRED, event->life.header.type);
	EXPECT_EQ(CHANGED(SECUREBITS), event->changed);
	EXPECT_EQ(0, event->before.securebits);
	EXPECT_EQ(SECBIT_NOROOT, event->life.process.creds.securebits);
}

static int unshare_user_ns(void *argument)
{
	struct said *said = argument;

	if (unshare(CLONE_NEWUSER))
		return errno == ENOSPC || errno == EPERM ? 4 : 1;
	said->user_ns = own_user_ns();
	return 0;
}

TEST_F(events_creds, unshare)
{
	const struct procmon_creds_event *event;

	ASSERT_EQ(1, life_of_child(&self->records, unshare_user_ns, self->said,
				   NULL));
	event = &self->records.records[0].creds;
	EXPECT_EQ(PROCMON_TYPE_CRED, event->life.header.type);
	EXPECT_TRUE(event->changed & CHANGED(USER_NS));
	EXPECT_EQ(self->user_ns, event->before.user_ns);
	EXPECT_NE(self->user_ns, self->said->user_ns);
	EXPECT_EQ(self->said->user_ns, event->life.process.creds.user_ns);
	EXPECT_EQ(self->said->user_ns, event->life.process.namespaces.user);
}

static int clone_with(unsigned long flags, struct said *said)
{
	int status;
	pid_t pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);

	if (pid < 0)
		return 1;
	if (!pid) {
		said->user_ns = own_user_ns();
		_exit(0);
	}
	said->tgid = pid;
	return waitpid(pid, &status, 0) != pid || status;
}

/* A child that is created with other rights: the record is the child's. */
TEST_F(events_creds, clone_with_user_ns)
{
	const struct procmon_creds_event *event;

	ASSERT_EQ(0, clone_with(CLONE_NEWUSER, self->said));
	ASSERT_EQ(1, life_collect(&self->records, self->said->tgid));
	event = &self->records.records[0].creds;
	EXPECT_EQ(PROCMON_TYPE_CRED, event->life.header.type);
	EXPECT_TRUE(event->changed & CHANGED(USER_NS));
	EXPECT_EQ(getpid(), event->life.process.identity.ppid);
	EXPECT_EQ(self->user_ns, event->before.user_ns);
	EXPECT_NE(self->user_ns, self->said->user_ns);
	EXPECT_EQ(self->said->user_ns, event->life.process.creds.user_ns);
	EXPECT_EQ(self->said->user_ns, event->life.process.namespaces.user);
	/* An ordinary one has the rights of who creates it. */
	ASSERT_EQ(0, clone_with(0, self->said));
	EXPECT_EQ(0, life_collect(&self->records, self->said->tgid));
}

static int execute_as_somebody(void *path)
{
	char *argv[] = { "tiny", NULL };

	if (syscall(SYS_setresgid, SOMEBODY, SOMEBODY, SOMEBODY) ||
	    set_uid(SOMEBODY))
		return 1;
	execv(path, argv);
	return 2;
}

/* A program with set-id bits changes rights too. */
TEST_F(events_creds, set_id_program)
{
	const struct procmon_creds_event *event;
	char directory[256], tiny[300], path[256];
	unsigned int i;

	ASSERT_EQ(0, directory_make(directory, sizeof(directory)));
	snprintf(tiny, sizeof(tiny), "%s/tiny", directory);
	ASSERT_EQ(0, content_copy(beside_us("tiny", path, sizeof(path)), tiny,
				  0755));
	/* Without: the two changes that the child makes. */
	EXPECT_EQ(2, life_of_child(&self->records, execute_as_somebody, tiny,
				   NULL));
	ASSERT_EQ(0, chmod(tiny, 06755));
	EXPECT_EQ(4, life_of_child(&self->records, execute_as_somebody, tiny,
				   NULL));
	for (i = 2; i < 4; i++) {
		event = &self->records.records[i].creds;
		EXPECT_EQ(i == 2 ? PROCMON_TYPE_UID : PROCMON_TYPE_GID,
			  event->life.header.type);
		EXPECT_EQ(CHANGED(UIDS) | CHANGED(GIDS) | CHANGED(CAPS),
			  event->changed);
		EXPECT_TRUE(uids_are(&event->before, SOMEBODY, SOMEBODY,
				     SOMEBODY, SOMEBODY));
		EXPECT_TRUE(uids_are(&event->life.process.creds, SOMEBODY, 0, 0,
				     0));
		EXPECT_TRUE(gids_are(&event->life.process.creds, SOMEBODY, 0, 0,
				     0));
	}
	directory_remove(directory);
}

/* Chosen apart, each comes alone. */
TEST_F(events_creds, chosen_apart)
{
	char parameter[256];
	struct life_records gids;

	life_close(&self->records);
	ASSERT_EQ(0, file_read(SENSOR_PARAMETERS "/events", parameter,
			       sizeof(parameter)));
	ASSERT_EQ(0, file_write(SENSOR_PARAMETERS "/events", "exec"));
	ASSERT_EQ(0, life_open(&gids, TYPE(GID)));
	gids.types |= TYPE(UID) | TYPE(CRED);
	EXPECT_EQ(0, life_of_child(&gids, become_somebody, NULL, NULL));
	EXPECT_EQ(1, life_of_child(&gids, set_three_gids, NULL, NULL));
	EXPECT_EQ(0, life_of_child(&gids, set_securebits, NULL, NULL));
	life_close(&gids);
	EXPECT_EQ(0, file_write(SENSOR_PARAMETERS "/events", parameter));
	ASSERT_EQ(0, life_open(&self->records, TYPE(UID)));
}

TEST_HARNESS_MAIN
