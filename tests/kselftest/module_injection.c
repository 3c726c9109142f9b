// SPDX-License-Identifier: GPL-2.0-only
/*
 * module_injection.c - each allocation that the module's own text makes
 * fails once, and many fail at random: the sensor survives, gives an error or
 * says what is missing, and works afterwards. Needs a kernel with failslab
 * whose only module is the sensor. Loads the module itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "files.h"
#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define DEBUGFS		"/sys/kernel/debug/"
/* Modules are there, and nothing else that allocates (x86-64). */
#define MODULES_START	"0xffffffffa0000000"
#define MODULES_END	"0xffffffffff000000"
/* More allocations than any operation makes, or one exec. */
#define NTH_MAX		1000
/* With so many one in ten fails at least once. */
#define EACH		(50 + scaled(100))

/* The kernel counts down from here. */
#define FAULTS_MAX	"1000000000"

static const char *const faults[] = { "failslab", "fail_page_alloc" };

/**
 * enum reach - Which allocations fail.
 * @REACH_OWN: those that the module calls for itself.
 * @REACH_OBJECTS: all but pages, of which a large buffer takes hundreds.
 * @REACH_ALL: those of the kernel's functions that it calls as well. Not where
 *	hooks are taken out: the kernel does not expect to fail there, warns
 *	and leaves the hook where it is.
 */
enum reach {
	REACH_OWN,
	REACH_OBJECTS,
	REACH_ALL,
};

static int set_fault(const char *fault, const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), DEBUGFS "%s/%s", fault, name);
	return file_write(path, value);
}

static int set_faults(const char *name, const char *value)
{
	unsigned int i;
	int result = 0;

	for (i = 0; i < ARRAY_SIZE(faults) && !result; i++)
		result = set_fault(faults[i], name, value);
	return result;
}

/* count_faults() - How many allocations were made to fail since set_faults(). */
static unsigned long count_faults(void)
{
	unsigned long count = 0;
	char path[128];
	char text[32];
	unsigned int i;
	ssize_t len;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		snprintf(path, sizeof(path), DEBUGFS "%s/times", faults[i]);
		len = content_read(path, text, sizeof(text) - 1);
		if (len < 0)
			return 0;
		text[len] = 0;
		count += strtoul(FAULTS_MAX, NULL, 10) -
			 strtoul(text, NULL, 10);
	}
	return count;
}

static void set_reach(struct __test_metadata *_metadata, enum reach reach)
{
	/* Frames from the allocator to its caller, pages having more. */
	static const struct {
		const char *objects;
		const char *pages;
	} depths[] = {
		[REACH_OWN] = { "6", "14" },
		[REACH_OBJECTS] = { "32", "1" },
		[REACH_ALL] = { "32", "32" },
	};

	ASSERT_EQ(0, set_fault("failslab", "stacktrace-depth",
			       depths[reach].objects));
	ASSERT_EQ(0, set_fault("fail_page_alloc", "stacktrace-depth",
			       depths[reach].pages));
}

FIXTURE(module_injection)
{
};

FIXTURE_SETUP(module_injection)
{
	if (access(DEBUGFS "failslab", F_OK) || access("/proc/self/fail-nth",
						       F_OK))
		SKIP(return, "failslab: not in this kernel");
	set_reach(_metadata, REACH_OWN);
	ASSERT_EQ(0, set_faults("require-start", MODULES_START));
	ASSERT_EQ(0, set_faults("require-end", MODULES_END));
	ASSERT_EQ(0, set_faults("ignore-gfp-wait", "N"));
	ASSERT_EQ(0, set_fault("fail_page_alloc", "ignore-gfp-highmem", "N"));
	ASSERT_EQ(0, set_fault("fail_page_alloc", "min-order", "0"));
	/* Not an allocation, but it would take part in the count. */
	ASSERT_EQ(0, set_fault("fail_usercopy", "stacktrace-depth", "1"));
	ASSERT_EQ(0, set_fault("fail_usercopy", "require-start", "1"));
	ASSERT_EQ(0, set_fault("fail_usercopy", "require-end", "2"));
	ASSERT_EQ(0, set_faults("probability", "0"));
	ASSERT_EQ(0, set_faults("times", "-1"));
	ASSERT_EQ(0, set_faults("task-filter", "N"));
	/* Each failure would be reported with a stack trace. */
	ASSERT_EQ(0, set_faults("verbose", "0"));
	if (sensor_loaded())
		ASSERT_EQ(0, sensor_unload());
}

FIXTURE_TEARDOWN(module_injection)
{
	set_faults("probability", "0");
	if (sensor_loaded())
		EXPECT_EQ(0, sensor_unload());
}

/* What can be done to the sensor; each in a process of its own. */
static int operate_load(void)
{
	return sensor_load("ring_kib=256 kretprobe_max=16");
}

static int operate_open(void)
{
	int fd = open(PROCMON_DEVICE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static int operate_read(void)
{
	static char buffer[1 << 20];
	int fd = open(PROCMON_DEVICE, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int result = 0;

	if (fd < 0)
		return -errno;
	/* Large records have been put there: its buffer has to grow. */
	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
	if (errno != EAGAIN)
		result = -errno;
	close(fd);
	return result;
}

static int operate_hold(void)
{
	struct procmon_hold hold = { .grace_ms = 1 };
	int fd = open(PROCMON_DEVICE, O_RDONLY | O_CLOEXEC);
	int result = 0;

	if (fd < 0)
		return -errno;
	if (ioctl(fd, PROCMON_IOC_HOLD, &hold))
		result = -errno;
	close(fd);
	return result;
}

static int operate_disarm(void)
{
	return file_write(SENSOR_SYSFS "/armed", "0");
}

static int operate_arm(void)
{
	return file_write(SENSOR_SYSFS "/armed", "1");
}

static int operate_look(void)
{
	struct counters counters;

	return sensor_counters(&counters) ? -EIO : 0;
}

/* How a process of ours ends. */
enum outcome {
	OUTCOME_UNTOUCHED,	/* it made fewer allocations than that */
	OUTCOME_SURVIVED,	/* one failed, it succeeded all the same */
	OUTCOME_REFUSED,	/* one failed, it got an error */
	OUTCOME_BROKEN,
};

static enum outcome operate(int (*operation)(void), unsigned int nth)
{
	char text[16], left[16];
	int fd, result, status;
	pid_t child = fork();

	if (!child) {
		fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
		snprintf(text, sizeof(text), "%u", nth);
		if (fd < 0 || write(fd, text, strlen(text)) < 0)
			_exit(OUTCOME_BROKEN);
		result = operation();
		memset(left, 0, sizeof(left));
		if (pread(fd, left, sizeof(left) - 1, 0) < 0 ||
		    pwrite(fd, "0", 1, 0) < 0)
			_exit(OUTCOME_BROKEN);
		if (atoi(left))
			_exit(result ? OUTCOME_BROKEN : OUTCOME_UNTOUCHED);
		_exit(result ? OUTCOME_REFUSED : OUTCOME_SURVIVED);
	}
	if (child < 0 || waitpid(child, &status, 0) != child ||
	    !WIFEXITED(status))
		return OUTCOME_BROKEN;
	return WEXITSTATUS(status);
}

/* The sensor reports the next exec, whole. */
static void expect_working(struct __test_metadata *_metadata)
{
	struct counters counters;
	struct stream stream;

	EXPECT_EQ(0, file_write(SENSOR_SYSFS "/armed", "1"));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_skip(&stream));
	ASSERT_LT(0, run_tiny("working"));
	ASSERT_EQ(0, stream_drain(&stream, NULL, NULL))
		TH_LOG("%s", stream.error);
	EXPECT_EQ(1, stream.by_type[PROCMON_TYPE_EXEC]);
	EXPECT_EQ(0, stream.tombstones);
	stream_close(&stream);
	ASSERT_EQ(0, sensor_counters(&counters));
	EXPECT_TRUE(counters_balance(&counters));
}

/*
 * Every how many-th allocation fails: those of the kernel's functions are
 * hundreds, which takes too long where the loads are to be small, and half an
 * hour where they are to be smallest.
 */
static unsigned int stride_of(enum reach reach)
{
	unsigned int percent = scaled(100);

	if (reach != REACH_ALL || percent == 100)
		return 1;
	return percent > 10 ? 3 : 12;
}

static void sweep(struct __test_metadata *_metadata, const char *name,
		  int (*operation)(void), enum reach reach)
{
	unsigned int stride = stride_of(reach);
	/* Not always the same ones. */
	unsigned int first = 1 + now_ns() / 1000 % stride;
	unsigned int nth, survived = 0, refused = 0;
	enum outcome outcome = OUTCOME_BROKEN;

	set_reach(_metadata, reach);
	for (nth = first; nth <= NTH_MAX; nth += stride) {
		if (operation == operate_load && sensor_loaded()) {
			ASSERT_EQ(0, sensor_unload());
		}
		if (operation == operate_arm) {
			ASSERT_EQ(0, operate_disarm());
		}
		outcome = operate(operation, nth);
		ASSERT_NE(OUTCOME_BROKEN, outcome)
			TH_LOG("%s, allocation %u", name, nth);
		survived += outcome == OUTCOME_SURVIVED;
		refused += outcome == OUTCOME_REFUSED;
		if (sensor_loaded()) {
			expect_working(_metadata);
		}
		if (outcome == OUTCOME_UNTOUCHED)
			break;
	}
	EXPECT_EQ(OUTCOME_UNTOUCHED, outcome)
		TH_LOG("%s: more than %u allocations", name, NTH_MAX);
	TH_LOG("%s: one in %u, from allocation %u on: %u refused, %u survived",
	       name, stride, first, refused, survived);
}

static void large_execs(struct __test_metadata *_metadata)
{
	static char argument[120000];
	char *argv[] = { "tiny", argument, argument, NULL };
	char path[256];
	int i;

	memset(argument, 'l', sizeof(argument) - 1);
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, run_program(beside_us("tiny", path, sizeof(path)),
					 argv, NULL));
	}
}

TEST_F_TIMEOUT(module_injection, load, 2400)
{
	sweep(_metadata, "load", operate_load, REACH_OWN);
	sweep(_metadata, "load, all", operate_load, REACH_ALL);
	/* There is the ring at least, so there must have been something. */
	ASSERT_EQ(0, sensor_unload());
	EXPECT_EQ(OUTCOME_REFUSED, operate(operate_load, 1));
}

TEST_F_TIMEOUT(module_injection, device, 1200)
{
	ASSERT_EQ(0, sensor_load("argv_kib=256 ring_kib=8192"));
	large_execs(_metadata);
	sweep(_metadata, "open", operate_open, REACH_ALL);
	EXPECT_EQ(OUTCOME_REFUSED, operate(operate_open, 1));
	sweep(_metadata, "read", operate_read, REACH_OBJECTS);
	sweep(_metadata, "hold", operate_hold, REACH_ALL);
	sweep(_metadata, "look", operate_look, REACH_ALL);
}

TEST_F_TIMEOUT(module_injection, arming, 1200)
{
	ASSERT_EQ(0, sensor_load(""));
	sweep(_metadata, "disarm", operate_disarm, REACH_OWN);
	sweep(_metadata, "arm", operate_arm, REACH_OWN);
	sweep(_metadata, "arm, all", operate_arm, REACH_ALL);
}

/*
 * The Nth allocation that the module makes for an exec fails; @ret_failed: it
 * made so many.
 */
static pid_t exec_with_failure(char *const argv[], unsigned int nth,
			       bool *ret_failed)
{
	char path[256], text[16];
	int fd, status, error;
	siginfo_t info;
	pid_t child;

	beside_us("tiny", path, sizeof(path));
	snprintf(text, sizeof(text), "%u", nth);
	child = fork();
	if (!child) {
		fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
		if (fd < 0 || write(fd, text, strlen(text)) < 0)
			_exit(1);
		execv(path, argv);
		_exit(127);
	}
	/* What is left of the count is there until it is waited for. */
	if (child < 0 || waitid(P_PID, child, &info, WEXITED | WNOWAIT))
		return -1;
	snprintf(path, sizeof(path), "/proc/%d/fail-nth", child);
	error = file_read(path, text, sizeof(text));
	if (waitpid(child, &status, 0) != child || status || error)
		return -1;
	*ret_failed = !atoi(text);
	return child;
}

/**
 * struct verdict - What became of one exec.
 * @tgid: of its process.
 * @seen: records of it.
 * @tombstone: it is one.
 * @marked: a field is missing for want of memory.
 * @argv_len: bytes of argv that are there.
 */
struct verdict {
	pid_t tgid;
	unsigned int seen;
	bool tombstone;
	bool marked;
	unsigned int argv_len;
};

static void judge(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *exec = as_exec(record);
	struct verdict *verdict = context;
	unsigned int word;

	if (!exec || exec->identity.tgid != (uint32_t)verdict->tgid)
		return;
	verdict->seen++;
	verdict->tombstone = record->flags & PROCMON_RECORD_TOMBSTONE;
	verdict->argv_len = exec->argv.len;
	for (word = 0; word < PROCMON_FIELDSET_WORDS; word++)
		verdict->marked |=
			exec->missing[PROCMON_REASON_MEMORY].bits[word];
}

/* expect_record() - The exec that @verdict is of has one; it says what lacks. */
static void expect_record(struct __test_metadata *_metadata,
			  struct stream *stream, struct verdict *verdict,
			  const char *what, unsigned int nth)
{
	ASSERT_LT(0, verdict->tgid)
		TH_LOG("%s, allocation %u", what, nth);
	ASSERT_EQ(0, stream_drain(stream, judge, verdict))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(1, verdict->seen)
		TH_LOG("%s, allocation %u", what, nth);
	EXPECT_LE(verdict->tombstone, verdict->marked)
		TH_LOG("%s, allocation %u", what, nth);
	EXPECT_EQ(0, stream->lost);
}

/*
 * How many allocations there are changes from exec to exec: the kernel's own
 * caches must be filled up now and then. So no single one is sure to be hit,
 * and the sweep ends when several execs had none left to fail. A large buffer
 * may also be had in another way when the first fails; then nothing is missing.
 */
static void sweep_exec(struct __test_metadata *_metadata, struct stream *stream,
		       const char *name, char *const argv[])
{
	unsigned int nth, untouched = 0, tombstones = 0, marked = 0, whole = 0;
	struct verdict verdict;
	bool failed;

	for (nth = 1; untouched < 3 && nth <= NTH_MAX; nth++) {
		ASSERT_EQ(0, stream_skip(stream));
		memset(&verdict, 0, sizeof(verdict));
		verdict.tgid = exec_with_failure(argv, nth, &failed);
		expect_record(_metadata, stream, &verdict, name, nth);
		untouched += !failed;
		tombstones += verdict.tombstone;
		marked += verdict.marked;
		if (verdict.marked) {
			EXPECT_TRUE(failed)
				TH_LOG("%s, allocation %u", name, nth);
			continue;
		}
		if (!whole)
			whole = verdict.argv_len;
		EXPECT_EQ(whole, verdict.argv_len)
			TH_LOG("%s, allocation %u", name, nth);
	}
	TH_LOG("%s: %u allocations, %u tombstones, %u with a field marked",
	       name, nth - 1 - untouched, tombstones, marked);
	EXPECT_EQ(3, untouched);
	/* There is a record at least, so there must have been something. */
	EXPECT_LT(0, nth - 1 - untouched);
	EXPECT_LT(0, whole);
}

static void exec_without_memory(struct __test_metadata *_metadata,
				const char *name, char *const argv[])
{
	struct verdict verdict = { 0 };
	struct stream stream;
	char path[256];
	int status;

	ASSERT_EQ(0, sensor_load("argv_kib=256 ring_kib=8192"));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	set_reach(_metadata, REACH_ALL);
	sweep_exec(_metadata, &stream, name, argv);
	/* All of them fail: for what a record begins in there is no other way. */
	ASSERT_EQ(0, stream_skip(&stream));
	beside_us("tiny", path, sizeof(path));
	set_reach(_metadata, REACH_OWN);
	ASSERT_EQ(0, set_faults("probability", "100"));
	status = run_program(path, argv, &verdict.tgid);
	ASSERT_EQ(0, set_faults("probability", "0"));
	EXPECT_EQ(0, status);
	expect_record(_metadata, &stream, &verdict, name, 0);
	EXPECT_TRUE(verdict.tombstone);
	stream_close(&stream);
	expect_working(_metadata);
}

TEST_F_TIMEOUT(module_injection, exec, 1200)
{
	char *argv[] = { "tiny", "small", NULL };

	exec_without_memory(_metadata, "exec", argv);
}

TEST_F_TIMEOUT(module_injection, exec_with_large_arguments, 1200)
{
	static char argument[120000];
	char *argv[] = { "tiny", argument, argument, argument, NULL };

	memset(argument, 'l', sizeof(argument) - 1);
	exec_without_memory(_metadata, "large exec", argv);
}

FIXTURE(at_random)
{
};

FIXTURE_VARIANT(at_random)
{
	const char *probability;
	unsigned int tombstones;
};

/* A record that gets no memory at first gets it from elsewhere, mostly. */
FIXTURE_VARIANT_ADD(at_random, rarely)
{
	.probability = "10",
};

FIXTURE_VARIANT_ADD(at_random, often)
{
	.probability = "60",
	.tombstones = 1,
};

FIXTURE_VARIANT_ADD(at_random, always)
{
	.probability = "100",
	.tombstones = 1,
};

FIXTURE_SETUP(at_random)
{
	module_injection_setup(_metadata, NULL, NULL);
}

FIXTURE_TEARDOWN(at_random)
{
	module_injection_teardown(_metadata, NULL, NULL);
}

TEST_F_TIMEOUT(at_random, every_exec_is_reported, 1200)
{
	struct counters counters;
	struct stream stream;
	struct census census;
	struct load load;
	unsigned int i;

	ASSERT_EQ(0, sensor_load(""));
	ASSERT_EQ(0, stream_open(&stream, O_NONBLOCK))
		TH_LOG("%s", stream.error);
	ASSERT_EQ(0, stream_skip(&stream));
	ASSERT_EQ(0, set_faults("times", FAULTS_MAX));
	ASSERT_EQ(0, set_faults("probability", variant->probability));
	ASSERT_EQ(0, load_start(&load, 2, EACH, -1));
	ASSERT_EQ(0, census_begin(&census, &load));
	for (i = 0; i < 20; i++) {
		operate_open();
		operate_hold();
		operate_read();
		operate_look();
	}
	ASSERT_EQ(0, load_finish(&load));
	ASSERT_EQ(0, set_faults("probability", "0"));
	ASSERT_EQ(0, stream_drain(&stream, census_visit, &census))
		TH_LOG("%s", stream.error);
	EXPECT_EQ(0, census_end(&census));
	EXPECT_EQ(2 * EACH, census_count(&census, 1));
	EXPECT_EQ(0, stream.lost);
	EXPECT_LT(0, count_faults());
	EXPECT_LE(variant->tombstones, stream.tombstones);
	TH_LOG("%llu tombstones of %u execs; %lu allocations failed",
	       (unsigned long long)stream.tombstones, 2 * EACH, count_faults());
	ASSERT_EQ(0, set_faults("times", "-1"));
	stream_close(&stream);
	census_free(&census);
	load_free(&load);
	ASSERT_EQ(0, sensor_counters(&counters));
	EXPECT_TRUE(counters_balance(&counters));
	expect_working(_metadata);
}

TEST_F_TIMEOUT(at_random, arming_and_loading, 1200)
{
	unsigned int i;

	ASSERT_EQ(0, set_faults("probability", variant->probability));
	for (i = 0; i < 20; i++) {
		if (sensor_load("ring_kib=256 kretprobe_max=16"))
			continue;
		operate_disarm();
		operate_arm();
		run_tiny("at random");
		ASSERT_EQ(0, sensor_unload());
	}
	ASSERT_EQ(0, set_faults("probability", "0"));
	ASSERT_EQ(0, sensor_load(""));
	expect_working(_metadata);
}

TEST_HARNESS_MAIN
