// SPDX-License-Identifier: GPL-2.0-only
/*
 * paths.c - working directory and program of an exec, where the way to them is
 * not plain: below mounts, in roots that are no mount's, outside of the root,
 * deleted. A record must say what /proc said to the task itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "files.h"
#include "load.h"
#include "stream.h"

#define DELETED		" (deleted)"

/**
 * struct seen - What is known of an exec.
 * @tgid: of the process; 0: it has not come to that.
 * @records: of it.
 * @is_cut: one of the paths is.
 * @cwd: its working directory; empty: none.
 * @exe: likewise, its program.
 */
struct seen {
	pid_t tgid;
	unsigned int records;
	bool is_cut;
	char cwd[PATH_MAX];
	char exe[PATH_MAX];
};

/**
 * struct task - What the task that executes tells the test.
 * @seen: as /proc has it.
 * @failed: the call that failed; empty: none.
 */
struct task {
	struct seen seen;
	char failed[64];
};

FIXTURE(paths)
{
	struct stream stream;
	struct task *task;
	char base[PATH_MAX];
};

/* go: from the base to the place. Returns: NULL; the call that failed. */
FIXTURE_VARIANT(paths)
{
	const char *(*go)(void);
};

#define PLACE(name, function) \
	FIXTURE_VARIANT_ADD(paths, name) { .go = function }

/*
 * The base has "tiny", "from/tiny", "from/below/tiny". What is executed is
 * "tiny" at the place, or if there is none, in the base.
 */

static const char *go_below_root(void)
{
	return chroot(".") || chdir("from/below") ? "chroot" : NULL;
}

static const char *go_to_bind_mount(void)
{
	if (mkdir("to", 0755) || mount("from", "to", NULL, MS_BIND, NULL))
		return "mount";
	return chdir("to/below") ? "chdir" : NULL;
}

static const char *go_to_mount_in_root(void)
{
	return chroot(".") ? "chroot" : go_to_bind_mount();
}

static const char *go_into_bind_mount(void)
{
	const char *failed = go_to_bind_mount();

	if (failed)
		return failed;
	return chroot("..") ? "chroot" : NULL;
}

static const char *go_to_detached(void)
{
	const char *failed = go_to_bind_mount();

	if (failed)
		return failed;
	return umount2("..", MNT_DETACH) ? "umount2" : NULL;
}

static const char *go_into_detached(void)
{
	const char *failed = go_into_bind_mount();

	if (failed)
		return failed;
	return umount2("/", MNT_DETACH) ? "umount2" : NULL;
}

static const char *go_to_deleted(void)
{
	if (mkdir("gone", 0755) || chdir("gone"))
		return "chdir";
	return rmdir("../gone") ? "rmdir" : NULL;
}

static const char *go_to_deleted_in_root(void)
{
	return chroot(".") ? "chroot" : go_to_deleted();
}

/* It has a name like one that is deleted. */
static const char *go_to_so_named(void)
{
	return mkdir("here" DELETED, 0755) || chdir("here" DELETED) ? "chdir" :
		NULL;
}

static const char *go_to_so_named_in_root(void)
{
	return chroot(".") ? "chroot" : go_to_so_named();
}

static const char *go_out_of_root(void)
{
	int base = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (base < 0 || chroot("from") || chdir("/below"))
		return "chroot";
	return renameat(base, "from/below", base, "free") ? "renameat" : NULL;
}

PLACE(below_root, go_below_root);
PLACE(bind_mount, go_to_bind_mount);
PLACE(mount_in_root, go_to_mount_in_root);
PLACE(root_in_bind_mount, go_into_bind_mount);
PLACE(detached_mount, go_to_detached);
PLACE(root_in_detached_mount, go_into_detached);
PLACE(deleted, go_to_deleted);
PLACE(deleted_in_root, go_to_deleted_in_root);
PLACE(named_as_deleted, go_to_so_named);
PLACE(named_as_deleted_in_root, go_to_so_named_in_root);
PLACE(moved_out_of_root, go_out_of_root);

FIXTURE_SETUP(paths)
{
	char tiny[PATH_MAX];

	self->stream.fd = -1;
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
	self->task = mmap(NULL, sizeof(*self->task), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->task);
	beside_us("tiny", tiny, sizeof(tiny));
	ASSERT_EQ(0, directory_make(self->base, sizeof(self->base)));
	ASSERT_EQ(0, chdir(self->base));
	ASSERT_EQ(0, mkdir("from", 0755));
	ASSERT_EQ(0, mkdir("from/below", 0755));
	ASSERT_EQ(0, content_copy(tiny, "tiny", 0755));
	ASSERT_EQ(0, content_copy(tiny, "from/tiny", 0755));
	ASSERT_EQ(0, content_copy(tiny, "from/below/tiny", 0755));
}

FIXTURE_TEARDOWN(paths)
{
	stream_close(&self->stream);
	if (self->base[0])
		directory_remove(self->base);
}

/* path_of() - Of an open file, without what the kernel appends. */
static bool path_of(int fds, int fd, char *path)
{
	const size_t suffix = strlen(DELETED);
	struct stat facts;
	char name[16];
	ssize_t len;

	snprintf(name, sizeof(name), "%d", fd);
	len = readlinkat(fds, name, path, PATH_MAX - 1);
	if (len < 0 || fstat(fd, &facts))
		return false;
	path[len] = '\0';
	if (!facts.st_nlink && len > (ssize_t)suffix &&
	    !strcmp(path + len - suffix, DELETED))
		path[len - suffix] = '\0';
	return true;
}

/* be_there() - Go, say where that is, execute. Return: what failed. */
static const char *be_there(struct task *task, const char *(*go)(void))
{
	char *const argv[] = { "tiny", NULL }, *const envp[] = { NULL };
	int fds = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *failed;
	int cwd, tiny, nearer;

	/* Its mounts are its own. */
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return "unshare";
	tiny = open("tiny", O_PATH | O_CLOEXEC);
	failed = go();
	if (failed)
		return failed;
	nearer = open("tiny", O_PATH | O_CLOEXEC);
	if (nearer >= 0)
		tiny = nearer;
	cwd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (cwd < 0)
		return "open";
	if (!path_of(fds, cwd, task->seen.cwd) ||
	    !path_of(fds, tiny, task->seen.exe))
		return "readlinkat";
	syscall(SYS_execveat, tiny, "", argv, envp, AT_EMPTY_PATH);
	return "execveat";
}

static void take(struct seen *seen, const struct procmon_header *record,
		 const struct procmon_string *string, char *path)
{
	const char *bytes = record_bytes(record, string);

	if (!bytes)
		return;
	if (string->len != string->total)
		seen->is_cut = true;
	snprintf(path, PATH_MAX, "%.*s", (int)string->len, bytes);
}

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *exec = as_exec(record);
	struct seen *seen = context;

	if (!exec || (pid_t)exec->identity.tgid != seen->tgid)
		return;
	seen->records++;
	take(seen, record, &exec->cwd, seen->cwd);
	take(seen, record, &exec->exe, seen->exe);
}

TEST_F(paths, as_the_task_sees_them)
{
	static struct seen seen;
	struct task *task = self->task;
	const char *failed;
	int status;

	seen.tgid = fork();
	ASSERT_NE(-1, seen.tgid);
	if (!seen.tgid) {
		failed = be_there(task, variant->go);
		snprintf(task->failed, sizeof(task->failed), "%s: %s", failed,
			 strerror(errno));
		_exit(1);
	}
	ASSERT_EQ(seen.tgid, waitpid(seen.tgid, &status, 0));
	ASSERT_EQ(0, status)
		TH_LOG("%s", task->failed);
	ASSERT_EQ(0, stream_drain(&self->stream, look, &seen))
		TH_LOG("%s", self->stream.error);
	EXPECT_EQ(1, seen.records);
	EXPECT_FALSE(seen.is_cut);
	TH_LOG("cwd %s, exe %s", task->seen.cwd, task->seen.exe);
	EXPECT_STREQ(task->seen.cwd, seen.cwd);
	EXPECT_STREQ(task->seen.exe, seen.exe);
}

TEST_HARNESS_MAIN
