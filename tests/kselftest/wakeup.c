// SPDX-License-Identifier: GPL-2.0-only
/*
 * wakeup.c - a reader that waits is woken when it asked to be, neither
 * before nor never. Times have generous bounds: the machine may be slow, but
 * it is never early.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "mechanism.h"
#include "sensor.h"
#include "stream.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

#define MS		1000000ULL
/* How much later than due a reader may be woken. */
#define LATE		(20000 * MS)
/* Rounding of timers. */
#define EARLY		(20 * MS)

/* What the reader that sleeps tells. */
struct report {
	int asleep;
	uint64_t woken;
	long got;
};

FIXTURE(wakeup)
{
	struct stream stream;
	struct report *report;
	pid_t sleeper;
};

FIXTURE_SETUP(wakeup)
{
	/* That a hook works again, after an earlier test, would wake it. */
	ASSERT_TRUE(hook_wait("syscall", "armed", LATE / MS));
	ASSERT_EQ(0, file_write(SENSOR_EVENTS, SENSOR_EVENTS_EXECS));
	ASSERT_EQ(0, stream_open(&self->stream, 0))
		TH_LOG("%s", self->stream.error);
	self->report = mmap(NULL, sizeof(*self->report),
			    PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->report);
}

FIXTURE_TEARDOWN(wakeup)
{
	if (self->sleeper > 0) {
		kill(self->sleeper, SIGKILL);
		waitpid(self->sleeper, NULL, 0);
	}
	munmap(self->report, sizeof(*self->report));
	stream_close(&self->stream);
	EXPECT_EQ(0, file_write(SENSOR_EVENTS, SENSOR_EVENTS_DEFAULT));
}

static void set_wakeup(struct __test_metadata *_metadata,
		       FIXTURE_DATA(wakeup) *self, uint32_t bytes,
		       uint32_t timeout_ms)
{
	struct procmon_wakeup wakeup = {
		.bytes = bytes, .timeout_ms = timeout_ms,
	};

	ASSERT_EQ(0, ioctl(self->stream.fd, PROCMON_IOC_SET_WAKEUP, &wakeup));
}

/* A child that sleeps in read() of our own open file, with nothing to read. */
static void put_to_sleep(struct __test_metadata *_metadata,
			 FIXTURE_DATA(wakeup) *self)
{
	struct report *report = self->report;

	ASSERT_EQ(0, stream_skip(&self->stream));
	memset(report, 0, sizeof(*report));
	self->sleeper = fork();
	ASSERT_NE(-1, self->sleeper);
	if (!self->sleeper) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		__atomic_store_n(&report->asleep, 1, __ATOMIC_RELEASE);
		report->got = read(self->stream.fd, self->stream.buffer,
				   self->stream.size);
		__atomic_store_n(&report->woken, now_ns(), __ATOMIC_RELEASE);
		_exit(0);
	}
	while (!__atomic_load_n(&report->asleep, __ATOMIC_ACQUIRE))
		usleep(1000);
	usleep(200000);
	ASSERT_EQ(0, report->woken);
}

static uint64_t woken(FIXTURE_DATA(wakeup) *self, uint64_t limit)
{
	uint64_t end = now_ns() + limit;
	uint64_t time;

	do {
		time = __atomic_load_n(&self->report->woken, __ATOMIC_ACQUIRE);
		if (time) {
			waitpid(self->sleeper, NULL, 0);
			self->sleeper = 0;
			return time;
		}
		usleep(2000);
	} while (now_ns() < end);
	return 0;
}

TEST_F(wakeup, at_once_unless_asked)
{
	uint64_t caused;

	put_to_sleep(_metadata, self);
	ASSERT_LT(0, run_tiny("at once"));
	caused = now_ns();
	ASSERT_NE(0, woken(self, LATE));
	EXPECT_LT(0, self->report->got);
	/* Much sooner than any timeout of the other tests. */
	EXPECT_GT(caused + 1000 * MS, self->report->woken);
}

TEST_F(wakeup, one_byte_is_at_once)
{
	set_wakeup(_metadata, self, 1, 60000);
	put_to_sleep(_metadata, self);
	ASSERT_LT(0, run_tiny("one byte"));
	EXPECT_NE(0, woken(self, LATE));
	EXPECT_LT(0, self->report->got);
}

TEST_F(wakeup, not_before_the_time)
{
	uint64_t before, after, time;

	set_wakeup(_metadata, self, 65536, 1500);
	put_to_sleep(_metadata, self);
	before = now_ns();
	ASSERT_LT(0, run_tiny("one record"));
	after = now_ns();
	time = woken(self, 1500 * MS + LATE);
	ASSERT_NE(0, time)
		TH_LOG("not woken at all");
	EXPECT_LE(before + 1500 * MS - EARLY, time);
	EXPECT_GE(after + 1500 * MS + LATE, time);
	EXPECT_LT(0, self->report->got);
}

TEST_F(wakeup, time_counts_from_the_first_record)
{
	uint64_t before, after, time;
	int i;

	set_wakeup(_metadata, self, 1 << 20, 1500);
	put_to_sleep(_metadata, self);
	before = now_ns();
	ASSERT_LT(0, run_tiny("first"));
	after = now_ns();
	/* Later ones do not put it off. */
	for (i = 0; i < 5; i++) {
		usleep(200000);
		ASSERT_LT(0, run_tiny("later"));
	}
	time = woken(self, 1500 * MS + LATE);
	ASSERT_NE(0, time);
	EXPECT_LE(before + 1500 * MS - EARLY, time);
	EXPECT_GE(after + 1500 * MS + LATE, time);
}

TEST_F(wakeup, not_before_the_bytes)
{
	uint64_t time;
	int i;

	/* Several records, none of which is larger than half of it. */
	set_wakeup(_metadata, self, 16384, 60000);
	put_to_sleep(_metadata, self);
	ASSERT_LT(0, run_tiny("too little"));
	usleep(500000);
	EXPECT_EQ(0, self->report->woken)
		TH_LOG("woken by %ld bytes", self->report->got);
	for (i = 0; i < 20; i++) {
		ASSERT_LT(0, run_tiny("enough"));
	}
	time = woken(self, LATE);
	ASSERT_NE(0, time)
		TH_LOG("not woken by 21 records");
	EXPECT_LE(16384 / 2, self->report->got);
}

/* What is there is given at once: waiting is only for nothing. */
TEST_F(wakeup, read_of_something_does_not_wait)
{
	uint64_t before;

	set_wakeup(_metadata, self, 65536, 60000);
	ASSERT_EQ(0, stream_skip(&self->stream));
	ASSERT_LT(0, run_tiny("there"));
	before = now_ns();
	EXPECT_EQ(1, stream_read(&self->stream, NULL, NULL))
		TH_LOG("%s", self->stream.error);
	EXPECT_GT(before + 10000 * MS, now_ns());
}

TEST_F(wakeup, setting_it_lower_wakes)
{
	uint64_t before;

	set_wakeup(_metadata, self, 65536, 60000);
	put_to_sleep(_metadata, self);
	ASSERT_LT(0, run_tiny("pending"));
	usleep(300000);
	EXPECT_EQ(0, self->report->woken);
	before = now_ns();
	set_wakeup(_metadata, self, 0, 0);
	EXPECT_GT(before + LATE, now_ns())
		TH_LOG("it waited for the reader that sleeps");
	ASSERT_LT(0, run_tiny("wakes"));
	EXPECT_NE(0, woken(self, LATE));
}

/* Each of them as it asked, whatever the other one asked. */
TEST_F(wakeup, two_readers)
{
	FIXTURE_DATA(wakeup) other;
	uint64_t before, time;

	memset(&other, 0, sizeof(other));
	wakeup_setup(_metadata, &other, variant);
	set_wakeup(_metadata, self, 1 << 20, 30000);
	set_wakeup(_metadata, &other, 1 << 20, 1000);
	put_to_sleep(_metadata, self);
	/* The time of the patient one runs before the other one comes. */
	ASSERT_LT(0, run_tiny("patient"));
	usleep(300000);
	put_to_sleep(_metadata, &other);
	before = now_ns();
	ASSERT_LT(0, run_tiny("both"));
	time = woken(&other, 20000 * MS);
	EXPECT_NE(0, time)
		TH_LOG("it waits for the time of the other");
	if (time) {
		EXPECT_LE(before + 1000 * MS - EARLY, time);
	}
	usleep(300000);
	EXPECT_EQ(0, self->report->woken)
		TH_LOG("woken before its time");
	EXPECT_NE(0, woken(self, 30000 * MS + LATE));
	wakeup_teardown(_metadata, &other, variant);
}

/* The one that comes later still gets its time when the first has had its. */
TEST_F(wakeup, second_reader_after_the_first)
{
	FIXTURE_DATA(wakeup) other;
	uint64_t before, time;

	memset(&other, 0, sizeof(other));
	wakeup_setup(_metadata, &other, variant);
	set_wakeup(_metadata, self, 1 << 20, 2000);
	set_wakeup(_metadata, &other, 1 << 20, 1000);
	put_to_sleep(_metadata, self);
	ASSERT_LT(0, run_tiny("for the first"));
	put_to_sleep(_metadata, &other);
	ASSERT_NE(0, woken(self, 2000 * MS + LATE));
	EXPECT_EQ(0, other.report->woken);
	before = now_ns();
	ASSERT_LT(0, run_tiny("for the second"));
	time = woken(&other, 1000 * MS + LATE);
	EXPECT_NE(0, time)
		TH_LOG("its time never began");
	if (time) {
		EXPECT_LE(before + 1000 * MS - EARLY, time);
	}
	wakeup_teardown(_metadata, &other, variant);
}

/* Edge-triggered, epoll asks once, finds records, and waits to be woken. */
TEST_F(wakeup, edge_triggered_epoll)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	int round;

	ASSERT_LE(0, epoll);
	ASSERT_EQ(0, fcntl(self->stream.fd, F_SETFL, O_NONBLOCK));
	ASSERT_EQ(0, stream_skip(&self->stream));
	ASSERT_LT(0, run_tiny("there before"));
	ASSERT_EQ(0, epoll_ctl(epoll, EPOLL_CTL_ADD, self->stream.fd, &event));
	for (round = 0; round < 4; round++) {
		ASSERT_EQ(1, epoll_wait(epoll, &event, 1, LATE / MS))
			TH_LOG("round %d: not woken", round);
		ASSERT_EQ(0, stream_drain(&self->stream, NULL, NULL))
			TH_LOG("%s", self->stream.error);
		ASSERT_LT(0, run_tiny("next"));
	}
	close(epoll);
}

/* A load must not wake the reader for each of its records. */
TEST_F(wakeup, few_under_load)
{
	struct stream *stream = &self->stream;
	unsigned int each = scaled(250);
	uint64_t begin, elapsed;
	struct census census;
	struct load load;

	set_wakeup(_metadata, self, 262144, 1000);
	ASSERT_EQ(0, stream_skip(stream));
	begin = now_ns();
	ASSERT_EQ(0, load_start(&load, 2, each, -1));
	ASSERT_EQ(0, census_begin(&census, &load));
	while (stream->by_type[PROCMON_TYPE_EXEC] < 2 * each) {
		ASSERT_LT(0, stream_read(stream, census_visit, &census))
			TH_LOG("%s", stream->error);
		if (*load.done == 2 * each && !load_running(&load)) {
			ASSERT_EQ(0, fcntl(stream->fd, F_SETFL, O_NONBLOCK));
		}
	}
	elapsed = (now_ns() - begin) / (1000 * MS);
	ASSERT_EQ(0, load_finish(&load));
	EXPECT_EQ(2 * each, census_count(&census, 1));
	TH_LOG("%llu reads for %llu bytes in %llu s",
	       (unsigned long long)stream->reads,
	       (unsigned long long)stream->bytes,
	       (unsigned long long)elapsed);
	/* By bytes, by time, and the last ones. */
	EXPECT_GE(stream->bytes / 262144 + elapsed + 3, stream->reads);
	census_free(&census);
	load_free(&load);
}

TEST_HARNESS_MAIN
