// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_images.c - what the sensor keeps of each process, and that it gives
 * all of it back: with as many processes as there is memory for, with fewer
 * images than processes, with none. Loads the module itself.
 *
 * PROCMON_CROWD: how many processes at once, 50,000 unless told.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "crowd.h"
#include "deadline.h"
#include "kselftest_harness.h"
#include "life.h"
#include "load.h"
#include "mechanism.h"
#include "sensor.h"
#include "stream.h"

#define CROWD		50000
#define EXECUTED	4000
/* What must be left for the sensor and everybody else. */
#define SPARE_KIB	(160 * 1024)
#define PATIENCE_MS	60000
#define PID_MAX		"/proc/sys/kernel/pid_max"
#define THREADS_MAX	"/proc/sys/kernel/threads-max"
/* A table entry, a line of eight ancestors, and what an allocator adds. */
#define SHARING_MAX	1024
/* The same, and an image with a path and arguments. */
#define EXECUTED_MAX	4096
/*
 * With fewer, what was freed and not given back yet is most of the sum: KASAN
 * keeps some MiB of it for a while.
 */
#define ENOUGH		5000
/* Workers of the kernel, for one, that end while a crowd gathers. */
#define OTHERS		8
/* images_max in too_few_images. */
#define FEW_IMAGES	40

/* What sysfs counts of processes. */
struct kept {
	uint64_t processes;
	uint64_t images;
	uint64_t lineages;
	uint64_t images_dropped;
	uint64_t processes_failed;
};

FIXTURE(module_images)
{
	struct crowd crowd;
	struct stream stream;
	char pid_max[32];
	char threads_max[32];
};

FIXTURE_SETUP(module_images)
{
	self->stream.fd = -1;
	ASSERT_EQ(0, file_read(PID_MAX, self->pid_max, sizeof(self->pid_max)));
	ASSERT_EQ(0, file_read(THREADS_MAX, self->threads_max,
			       sizeof(self->threads_max)));
	ASSERT_EQ(0, file_write(PID_MAX, "200000"));
	ASSERT_EQ(0, file_write(THREADS_MAX, "200000"));
	if (sensor_loaded()) {
		ASSERT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
}

FIXTURE_TEARDOWN(module_images)
{
	if (self->crowd.head > 0)
		crowd_disperse(&self->crowd);
	stream_close(&self->stream);
	if (sensor_loaded()) {
		EXPECT_EQ(0, unload_disarmed(PATIENCE_MS));
	}
	file_write(PID_MAX, self->pid_max);
	file_write(THREADS_MAX, self->threads_max);
}

static void read_kept(struct __test_metadata *_metadata, struct kept *kept)
{
	kept->processes = sensor_value("counters/processes");
	kept->images = sensor_value("counters/images");
	kept->lineages = sensor_value("counters/lineages");
	kept->images_dropped = sensor_value("counters/images_dropped");
	kept->processes_failed = sensor_value("counters/processes_failed");
	ASSERT_NE(UINT64_MAX, kept->processes);
	ASSERT_NE(UINT64_MAX, kept->images);
	ASSERT_NE(UINT64_MAX, kept->lineages);
	ASSERT_NE(UINT64_MAX, kept->images_dropped);
	ASSERT_NE(UINT64_MAX, kept->processes_failed);
}

/* settle() - What ended a moment ago, and workers of the kernel, are gone. */
static void settle(struct __test_metadata *_metadata, struct kept *kept)
{
	struct kept again;
	int tries = 50;

	read_kept(_metadata, &again);
	do {
		*kept = again;
		usleep(200000);
		read_kept(_metadata, &again);
	} while (memcmp(kept, &again, sizeof(again)) && --tries);
}

static bool is_back(const struct kept *before, const struct kept *after)
{
	/* Workers of the kernel come and go: they have no images. */
	return after->images == before->images &&
		after->processes <= before->processes + 8 &&
		after->lineages <= before->lineages + 8;
}

static void expect_back(struct __test_metadata *_metadata,
			const struct kept *before)
{
	uint64_t deadline = deadline_in(PATIENCE_MS);
	struct kept after;

	do {
		usleep(100000);
		read_kept(_metadata, &after);
	} while (!is_back(before, &after) && deadline_left_ms(deadline));
	EXPECT_TRUE(is_back(before, &after))
		TH_LOG("processes %llu, images %llu, lineages %llu were %llu, %llu, %llu before",
		       (unsigned long long)after.processes,
		       (unsigned long long)after.images,
		       (unsigned long long)after.lineages,
		       (unsigned long long)before->processes,
		       (unsigned long long)before->images,
		       (unsigned long long)before->lineages);
	EXPECT_EQ(before->processes_failed, after.processes_failed);
}

/* What a crowd took. */
struct cost {
	int count;
	long long kmalloc;
	long long slab_kib;
};

static void measure(struct __test_metadata *_metadata,
		    FIXTURE_DATA(module_images) *self, unsigned int wanted,
		    bool execute, struct cost *cost)
{
	unsigned long long kmalloc = kmalloc_bytes();
	unsigned long slab = meminfo_kib("Slab");

	ASSERT_NE(0, kmalloc)
		TH_LOG("/proc/slabinfo cannot be read");
	cost->count = crowd_gather(&self->crowd, wanted, execute, SPARE_KIB);
	ASSERT_LT(0, cost->count);
	cost->kmalloc = kmalloc_bytes() - kmalloc;
	cost->slab_kib = (long long)meminfo_kib("Slab") - slab;
}

/*
 * Of the same crowd, once without the sensor and once with it, the difference
 * is the sensor's.
 */
static void weigh(struct __test_metadata *_metadata,
		  FIXTURE_DATA(module_images) *self, unsigned int wanted,
		  bool execute, long long most)
{
	struct cost without, with;
	struct kept before, full;
	long long each;

	/* The first crowd fills the caches that the others find full. */
	measure(_metadata, self, wanted, execute, &without);
	ASSERT_EQ(0, crowd_disperse(&self->crowd));
	measure(_metadata, self, without.count, execute, &without);
	ASSERT_EQ(0, crowd_disperse(&self->crowd));
	ASSERT_EQ(0, sensor_load("events=exec ring_kib=1024"));
	settle(_metadata, &before);
	measure(_metadata, self, without.count, execute, &with);
	/* The last ones may still be on their way out of execve(2). */
	settle(_metadata, &full);
	each = (with.kmalloc - without.kmalloc) / with.count;
	TH_LOG("%d processes (%u were asked for): %lld bytes of kmalloc each are the sensor's; slab grew by %lld KiB, without it by %lld KiB",
	       with.count, wanted, each, with.slab_kib, without.slab_kib);
	TH_LOG("processes %llu, images %llu, lineages %llu; before %llu, %llu, %llu",
	       (unsigned long long)full.processes,
	       (unsigned long long)full.images,
	       (unsigned long long)full.lineages,
	       (unsigned long long)before.processes,
	       (unsigned long long)before.images,
	       (unsigned long long)before.lineages);
	/* The memory is the same, so they are as many, but for a few. */
	EXPECT_LE(without.count * 9 / 10, with.count);
	if (with.count >= ENOUGH) {
		EXPECT_GE(most, each);
	} else {
		TH_LOG("not judged what each takes: there are fewer than %d",
		       ENOUGH);
	}
	EXPECT_LE(before.processes + with.count, full.processes + OTHERS);
	if (execute) {
		EXPECT_LE(before.images + with.count, full.images);
	} else {
		/* They run what their creator does. */
		EXPECT_GE(before.images + 2, full.images);
	}
	EXPECT_EQ(before.images_dropped, full.images_dropped);
	EXPECT_EQ(before.processes_failed, full.processes_failed);
	ASSERT_EQ(0, crowd_disperse(&self->crowd));
	expect_back(_metadata, &before);
}

TEST_F_TIMEOUT(module_images, many_processes, 3600)
{
	weigh(_metadata, self,
	      number_from_environment("PROCMON_CROWD", scaled(CROWD)), false,
	      SHARING_MAX);
}

TEST_F_TIMEOUT(module_images, many_images, 3600)
{
	weigh(_metadata, self, scaled(EXECUTED), true, EXECUTED_MAX);
}

/* The EXEC records of children, by whether they have their parent. */
struct children {
	unsigned int with;
	unsigned int without;
	unsigned int unmarked;
	unsigned int without_exec_id;
	unsigned int tombstones;
};

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *exec = as_exec(record);
	struct children *children = context;
	const char *argv;
	bool has, marked;

	if (!exec)
		return;
	argv = record_bytes(record, &exec->argv);
	if (!argv || exec->argv.len < sizeof("tiny\0child") ||
	    memcmp(argv, "tiny\0child", sizeof("tiny\0child")))
		return;
	if (record->flags & PROCMON_RECORD_TOMBSTONE)
		children->tombstones++;
	has = exec->parent_exe.off && exec->parent_argv.off;
	marked = record_missing(exec, PROCMON_REASON_BOUND,
				PROCMON_FIELD_PARENT_EXE) &&
		record_missing(exec, PROCMON_REASON_BOUND,
			       PROCMON_FIELD_PARENT_ARGV);
	if (has)
		children->with++;
	else
		children->without++;
	if (marked == has)
		children->unmarked++;
	if (!exec->identity.parent_exec_id)
		children->without_exec_id++;
}

/* be_parent() - Runs what the test does, and executes a child. */
static void be_parent(int *ready, const int *go)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	__atomic_add_fetch(ready, 1, __ATOMIC_RELAXED);
	while (!__atomic_load_n(go, __ATOMIC_RELAXED))
		usleep(1000);
	_exit(run_tiny("child") < 0);
}

#define PARENTS	20

/* have_children() - Processes of the test's own image execute children. */
static void have_children(struct __test_metadata *_metadata)
{
	pid_t parents[PARENTS];
	unsigned int i;
	int *shared, status;

	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, shared);
	for (i = 0; i < PARENTS; i++) {
		parents[i] = fork();
		ASSERT_NE(-1, parents[i]);
		if (!parents[i])
			be_parent(&shared[0], &shared[1]);
	}
	__atomic_store_n(&shared[1], 1, __ATOMIC_RELAXED);
	for (i = 0; i < PARENTS; i++) {
		ASSERT_EQ(parents[i], waitpid(parents[i], &status, 0));
		EXPECT_EQ(0, status);
	}
	munmap(shared, 4096);
}

static void drain(struct __test_metadata *_metadata,
		  FIXTURE_DATA(module_images) *self, struct children *children)
{
	ASSERT_EQ(0, stream_drain(&self->stream, look, children))
		TH_LOG("%s", self->stream.error);
}

/* wait_for_snapshot() - What was there before the sensor has its images. */
static void wait_for_snapshot(struct __test_metadata *_metadata,
			      FIXTURE_DATA(module_images) *self,
			      struct children *children)
{
	uint64_t deadline = deadline_in(PATIENCE_MS);

	while (!self->stream.by_type[PROCMON_TYPE_SNAPSHOT_END]) {
		ASSERT_NE(0, deadline_left_ms(deadline))
			TH_LOG("the snapshot of arming does not end");
		stream_wait(&self->stream, 100);
		drain(_metadata, self, children);
	}
}

/* No image at all: what they would tell is missing, and says so. */
TEST_F_TIMEOUT(module_images, no_images, 300)
{
	struct children children = { 0 };
	struct kept kept;

	ASSERT_EQ(0, sensor_load("images_max=0"));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	wait_for_snapshot(_metadata, self, &children);
	have_children(_metadata);
	drain(_metadata, self, &children);
	EXPECT_EQ(PARENTS, children.without);
	EXPECT_EQ(0, children.with);
	EXPECT_EQ(0, children.unmarked)
		TH_LOG("parent_exe or parent_argv is absent without PROCMON_REASON_BOUND");
	EXPECT_EQ(0, children.without_exec_id)
		TH_LOG("parent_exec_id needs no image");
	EXPECT_EQ(0, children.tombstones);
	read_kept(_metadata, &kept);
	EXPECT_EQ(0, kept.images);
	EXPECT_LE(PARENTS, kept.images_dropped);
	EXPECT_EQ(0, kept.processes_failed);
}

/* Some, and then no more; what goes makes room again. */
TEST_F_TIMEOUT(module_images, too_few_images, 300)
{
	struct children children = { 0 };
	struct kept before, full, after;
	int count;

	ASSERT_EQ(0, sensor_load("images_max=40"));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	wait_for_snapshot(_metadata, self, &children);
	settle(_metadata, &before);
	ASSERT_GT(FEW_IMAGES, before.images)
		TH_LOG("%llu processes of %d run a program of their own: the case needs more images",
		       (unsigned long long)before.images, FEW_IMAGES);
	EXPECT_EQ(0, before.images_dropped);
	count = crowd_gather(&self->crowd, 2 * FEW_IMAGES, true, SPARE_KIB);
	ASSERT_EQ(2 * FEW_IMAGES, count);
	/* The last ones may still be on their way out of execve(2). */
	settle(_metadata, &full);
	EXPECT_EQ(FEW_IMAGES, full.images);
	EXPECT_EQ(2 * FEW_IMAGES - (FEW_IMAGES - before.images),
		  full.images_dropped);
	EXPECT_EQ(before.processes_failed, full.processes_failed);
	ASSERT_EQ(0, crowd_disperse(&self->crowd));
	expect_back(_metadata, &before);
	/* There is room again. */
	have_children(_metadata);
	drain(_metadata, self, &children);
	EXPECT_EQ(PARENTS, children.with);
	EXPECT_EQ(0, children.without);
	EXPECT_EQ(0, children.unmarked);
	EXPECT_EQ(0, children.without_exec_id);
	read_kept(_metadata, &after);
	EXPECT_EQ(full.images_dropped, after.images_dropped);
}

/* Out of range is refused. */
TEST_F_TIMEOUT(module_images, bounds, 60)
{
	EXPECT_EQ(-EINVAL, sensor_load("images_max=1048577"));
	EXPECT_EQ(-EINVAL, sensor_load("images_max=-1"));
	ASSERT_EQ(0, sensor_load("images_max=1048576"));
}

TEST_HARNESS_MAIN
