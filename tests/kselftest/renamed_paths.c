// SPDX-License-Identifier: GPL-2.0-only
/*
 * renamed_paths.c - working directory and program of an exec while directories
 * on the way to them are renamed: each path is one that there was.
 *
 * Three directories are renamed, one at a time, in a fixed order. So of the
 * paths that their names can make only few are true at any moment. The lowest
 * one is renamed first: who goes up and meets two renames sees an old name
 * below a new one, which never was.
 *
 * The sensor takes paths from the dentries if no mount is between them and the
 * root. So the task changes its root into their mount.
 *
 * PROCMON_RENAMED_EXECS: how many execs, 1,000 unless told.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "files.h"
#include "load.h"
#include "stream.h"

#define EXECS		1000
/* Directories between two that are renamed: the way takes longer. */
#define EIGHT		"/d/d/d/d/d/d/d/d"
#define BETWEEN		EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT
#define PROGRAM		"/tiny"
#define RENAMED		3

/*
 * Lengths of the names of each. Up to 31 bytes, or 39 since 6.13, are in the
 * dentry itself.
 */
static const unsigned int lengths[] = { 2, 255, 31, 32, 3, 39, 40, 100 };

#define NAMES		(sizeof(lengths) / sizeof(lengths[0]))
#define STATES		(RENAMED * NAMES)

/**
 * struct shared - What the processes of the test tell each other.
 * @ready: how many of them are where state 0 has led them.
 * @stop: no more renames.
 * @renames: how many there were.
 */
struct shared {
	int ready;
	int stop;
	unsigned int renames;
};

/**
 * struct count - What the records of the execs say.
 * @parent: of all of them.
 * @paths: the working directories that there can be.
 * @records: of execs.
 * @absent: paths that are.
 * @cut: likewise.
 * @mixed: paths that never were.
 * @example: one of them.
 * @met: how often each of @paths was one of them.
 */
struct count {
	pid_t parent;
	char paths[STATES][PATH_MAX];
	unsigned int records;
	unsigned int absent;
	unsigned int cut;
	unsigned int mixed;
	char example[PATH_MAX];
	unsigned int met[STATES];
};

FIXTURE(renamed_paths)
{
	struct stream stream;
	struct shared *shared;
	struct count *count;
	char base[PATH_MAX];
	pid_t renamer;
	pid_t worker;
};

/* write_name() - Which of the three directories, which of its names. */
static void write_name(unsigned int directory, unsigned int name, char *text)
{
	memset(text, 'x', lengths[name]);
	text[0] = 'a' + directory;
	text[1] = '0' + name;
	text[lengths[name]] = '\0';
}

/*
 * write_path() - The path of a state. From each state to the next one, directory
 * 2, 1, 0, 2... gets its next name.
 */
static void write_path(unsigned int state, char *path)
{
	char name[NAME_MAX + 1];
	unsigned int i, at = 0;

	for (i = 0; i < RENAMED; i++) {
		write_name(i, (state + i) / RENAMED % NAMES, name);
		at += snprintf(path + at, PATH_MAX - at, "%s/%s",
			       i ? BETWEEN : "", name);
	}
}

FIXTURE_SETUP(renamed_paths)
{
	char path[2 * PATH_MAX], tiny[PATH_MAX];
	unsigned int state;
	char *slash;

	self->stream.fd = -1;
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_skip(&self->stream));
	self->shared = mmap(NULL, sizeof(*self->shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->shared);
	self->count = calloc(1, sizeof(*self->count));
	ASSERT_NE(NULL, self->count);
	for (state = 0; state < STATES; state++)
		write_path(state, self->count->paths[state]);
	ASSERT_EQ(0, directory_make(self->base, sizeof(self->base)));
	snprintf(path, sizeof(path), "%s%s/", self->base,
		 self->count->paths[0]);
	slash = path + strlen(self->base);
	while ((slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		ASSERT_EQ(0, mkdir(path, 0755))
			TH_LOG("%s: %s", path, strerror(errno));
		*slash = '/';
	}
	strcat(path, PROGRAM);
	ASSERT_EQ(0, content_copy(beside_us("tiny", tiny, sizeof(tiny)), path,
				  0755));
}

FIXTURE_TEARDOWN(renamed_paths)
{
	self->shared->stop = 1;
	if (self->worker > 0)
		kill(self->worker, SIGKILL);
	if (self->renamer > 0)
		kill(self->renamer, SIGKILL);
	stream_close(&self->stream);
	free(self->count);
	if (self->base[0])
		directory_remove(self->base);
}

/* open_parents() - Of the directories that are renamed, in state 0. */
static bool open_parents(const char *base, int *fds)
{
	char path[PATH_MAX], name[NAME_MAX + 1];
	unsigned int i;

	if (chdir(base))
		return false;
	for (i = 0; i < RENAMED; i++) {
		fds[i] = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fds[i] < 0)
			return false;
		write_name(i, 0, name);
		snprintf(path, sizeof(path), "%s%s", name, BETWEEN);
		if (i + 1 < RENAMED && chdir(path))
			return false;
	}
	return true;
}

/* wait_for_other() - Nothing is renamed before both are in place. */
static void wait_for_other(struct shared *shared)
{
	__atomic_add_fetch(&shared->ready, 1, __ATOMIC_RELAXED);
	while (__atomic_load_n(&shared->ready, __ATOMIC_RELAXED) < 2)
		sched_yield();
}

/* be_renamer() - From state to state, flat out. */
static void be_renamer(const char *base, struct shared *shared)
{
	char from[NAME_MAX + 1], to[NAME_MAX + 1];
	unsigned int state, i, name;
	int fds[RENAMED];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!open_parents(base, fds))
		_exit(1);
	wait_for_other(shared);
	for (state = 0; !__atomic_load_n(&shared->stop, __ATOMIC_RELAXED);
	     state = (state + 1) % STATES) {
		i = RENAMED - 1 - state % RENAMED;
		name = state / RENAMED;
		write_name(i, name, from);
		write_name(i, (name + 1) % NAMES, to);
		if (renameat(fds[i], from, fds[i], to))
			_exit(2);
		__atomic_add_fetch(&shared->renames, 1, __ATOMIC_RELAXED);
	}
	_exit(0);
}

/* be_worker() - Executes what is in the lowest directory. */
static void be_worker(const char *base, const char *path, unsigned int execs,
		      struct shared *shared)
{
	char *const argv[] = { "tiny", NULL };
	unsigned int i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (chroot(base) || chdir(path))
		_exit(1);
	wait_for_other(shared);
	for (i = 0; i < execs; i++) {
		if (run_program("." PROGRAM, argv, NULL))
			_exit(2);
	}
	_exit(0);
}

/* judge() - Is it one of the paths, and then @behind? */
static void judge(struct count *count, const struct procmon_header *record,
		  const struct procmon_string *string, const char *behind)
{
	const char *bytes = record_bytes(record, string);
	char path[PATH_MAX + sizeof(PROGRAM)];
	unsigned int state;

	if (!bytes) {
		count->absent++;
		return;
	}
	if (string->len != string->total)
		count->cut++;
	for (state = 0; state < STATES; state++) {
		snprintf(path, sizeof(path), "%s%s", count->paths[state],
			 behind);
		if (string->len == strlen(path) &&
		    !memcmp(bytes, path, string->len)) {
			count->met[state]++;
			return;
		}
	}
	count->mixed++;
	snprintf(count->example, sizeof(count->example), "%.*s",
		 (int)string->len, bytes);
}

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *exec = as_exec(record);
	struct count *count = context;

	if (!exec || (pid_t)exec->identity.ppid != count->parent)
		return;
	count->records++;
	judge(count, record, &exec->cwd, "");
	judge(count, record, &exec->exe, PROGRAM);
}

TEST_F_TIMEOUT(renamed_paths, never_a_mixture, 600)
{
	unsigned int execs = number_from_environment("PROCMON_RENAMED_EXECS",
						     scaled(EXECS));
	struct count *count = self->count;
	unsigned int met = 0, state;
	int status;

	self->worker = fork();
	ASSERT_NE(-1, self->worker);
	if (!self->worker)
		be_worker(self->base, count->paths[0], execs,
			  self->shared);
	count->parent = self->worker;
	self->renamer = fork();
	ASSERT_NE(-1, self->renamer);
	if (!self->renamer)
		be_renamer(self->base, self->shared);
	while (!waitpid(self->worker, &status, WNOHANG)) {
		stream_wait(&self->stream, 100);
		ASSERT_NE(-1, stream_read(&self->stream, look, count))
			TH_LOG("%s", self->stream.error);
	}
	self->worker = 0;
	EXPECT_EQ(0, status);
	__atomic_store_n(&self->shared->stop, 1, __ATOMIC_RELAXED);
	ASSERT_EQ(self->renamer, waitpid(self->renamer, &status, 0));
	self->renamer = 0;
	EXPECT_EQ(0, status);
	ASSERT_EQ(0, stream_drain(&self->stream, look, count))
		TH_LOG("%s", self->stream.error);
	for (state = 0; state < STATES; state++)
		met += !!count->met[state];
	TH_LOG("%u execs, %u renames, %u of %zu paths met; %u mixed, %u cut, %u absent",
	       count->records, self->shared->renames, met, STATES,
	       count->mixed, count->cut, count->absent);
	EXPECT_EQ(execs, count->records);
	EXPECT_EQ(0, count->mixed)
		TH_LOG("'%s' never was", count->example);
	EXPECT_EQ(0, count->cut);
	EXPECT_EQ(0, count->absent);
	/* Else nothing was tried. */
	EXPECT_LT(execs, self->shared->renames);
	EXPECT_LT(1, met);
}

TEST_HARNESS_MAIN
