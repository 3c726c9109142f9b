// SPDX-License-Identifier: GPL-2.0-only
/*
 * holder.c - the holder: who may become it, what its acknowledgements mean,
 * how its hold ends, and that nothing is missing when it is killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#define GRACE_LONG_MS	60000
#define GRACE_SHORT_MS	400
/* How much later than asked for something may happen on a slow machine. */
#define LATE_MS		10000

#define LOAD_PROCESSES	2
/* At most; see scaled(). */
#define LOAD_EACH	1500

/* What the holder that is killed leaves behind. */
struct legacy {
	uint64_t ack_begun;
	uint64_t ack_done;
	uint64_t resume_seq;
	uint64_t stored;
	int failed;
	unsigned char seen[LOAD_PROCESSES * LOAD_EACH];
};

FIXTURE(holder)
{
	struct stream stream;
	struct stream other;
};

FIXTURE_SETUP(holder)
{
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_open(&self->other, O_NONBLOCK))
		TH_LOG("%s", self->other.error);
	ASSERT_EQ(0, sensor_value("ring/holder"))
		TH_LOG("somebody holds already");
}

FIXTURE_TEARDOWN(holder)
{
	ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 0);
	ioctl(self->other.fd, PROCMON_IOC_RELEASE, 0);
	stream_close(&self->stream);
	stream_close(&self->other);
}

/* Counts of READER records of one reader. */
struct reader_events {
	uint32_t reader;
	unsigned int count[PROCMON_READER_EXPIRE + 1];
	struct procmon_reader_event last;
};

static void visit_reader(const struct procmon_header *record, void *context)
{
	const struct procmon_reader_event *event = (const void *)record;
	struct reader_events *events = context;

	if (record->type != PROCMON_TYPE_READER ||
	    event->reader != events->reader ||
	    event->action > PROCMON_READER_EXPIRE)
		return;
	events->count[event->action]++;
	events->last = *event;
}

static int without_capability(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -1;
	data[0].effective &= ~(1U << CAP_SYS_ADMIN);
	return syscall(SYS_capset, &header, data);
}

TEST_F_TIMEOUT(holder, needs_capability, 300)
{
	ASSERT_EQ(0, without_capability());
	EXPECT_EQ(-1, stream_hold(&self->stream, 0));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(0, sensor_value("ring/holder"));
}

TEST_F_TIMEOUT(holder, is_one_at_most, 300)
{
	struct procmon_info info;

	ASSERT_EQ(0, stream_info(&self->stream, &info));
	ASSERT_EQ(0, stream_hold(&self->stream, GRACE_LONG_MS));
	EXPECT_EQ(info.reader, sensor_value("ring/holder"));
	EXPECT_EQ(-1, stream_hold(&self->other, GRACE_LONG_MS));
	EXPECT_EQ(EBUSY, errno);
	EXPECT_EQ(info.reader, sensor_value("ring/holder"));
	/* Who does not hold can neither acknowledge nor release. */
	EXPECT_EQ(-1, stream_ack(&self->other, 1));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, ioctl(self->other.fd, PROCMON_IOC_RELEASE, 0));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(info.reader, sensor_value("ring/holder"));
}

TEST_F_TIMEOUT(holder, releases, 300)
{
	struct reader_events events = { 0 };
	struct procmon_info info;

	ASSERT_EQ(0, stream_info(&self->stream, &info));
	events.reader = info.reader;
	ASSERT_EQ(0, stream_skip(&self->other));
	ASSERT_EQ(0, stream_hold(&self->stream, GRACE_LONG_MS));
	ASSERT_EQ(0, ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 0));
	EXPECT_EQ(0, sensor_value("ring/holder"));
	EXPECT_EQ(-1, ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 0));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, stream_ack(&self->stream, 1));
	EXPECT_EQ(EPERM, errno);
	ASSERT_EQ(0, stream_drain(&self->other, visit_reader, &events))
		TH_LOG("%s", self->other.error);
	EXPECT_EQ(1, events.count[PROCMON_READER_HOLD]);
	EXPECT_EQ(1, events.count[PROCMON_READER_RELEASE]);
	EXPECT_EQ(0, events.count[PROCMON_READER_EXPIRE]);
	EXPECT_EQ((uint32_t)getpid(), events.last.actor.tgid);
	/* The next one may hold at once. */
	EXPECT_EQ(0, stream_hold(&self->other, GRACE_LONG_MS));
}

TEST_F_TIMEOUT(holder, acknowledges_within_bounds, 300)
{
	struct stream *stream = &self->stream;
	struct procmon_info info;
	uint64_t given;

	ASSERT_EQ(0, stream_hold(stream, GRACE_LONG_MS));
	ASSERT_LT(0, run_tiny("acknowledge"));
	ASSERT_EQ(0, stream_drain(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	given = stream->expected_seq - 1;
	ASSERT_LT(1, given);
	/* Not what this reader was not given yet. */
	ASSERT_LT(0, run_tiny("not given"));
	EXPECT_EQ(-1, stream_ack(stream, given + 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, stream_ack(stream, UINT64_MAX));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(0, stream_ack(stream, given));
	EXPECT_EQ(given, sensor_value("ring/acked_seq"));
	/* Not back, but the same again is no error. */
	EXPECT_EQ(-1, stream_ack(stream, given - 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, stream_ack(stream, 0));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(0, stream_ack(stream, given));
	ASSERT_EQ(0, stream_info(stream, &info));
	EXPECT_EQ(given, info.acked_seq);
	/* Going back with lseek() takes no acknowledgement back. */
	EXPECT_EQ(0, stream_drain(stream, NULL, NULL));
	given = stream->expected_seq - 1;
	EXPECT_EQ(0, stream_ack(stream, given));
	EXPECT_EQ(given, sensor_value("ring/acked_seq"));
}

TEST_F_TIMEOUT(holder, next_one_resumes_behind_the_acknowledged, 300)
{
	struct stream *stream = &self->stream;
	uint64_t acked;

	ASSERT_EQ(0, stream_hold(stream, GRACE_LONG_MS));
	ASSERT_EQ(0, stream_drain(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	acked = stream->expected_seq - 1;
	ASSERT_EQ(0, stream_ack(stream, acked));
	ASSERT_LT(0, run_tiny("unacknowledged"));
	ASSERT_EQ(0, stream_drain(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	ASSERT_LT(acked, stream->expected_seq - 1);
	ASSERT_EQ(0, ioctl(stream->fd, PROCMON_IOC_RELEASE, 0));
	ASSERT_EQ(0, stream_hold(&self->other, GRACE_LONG_MS));
	EXPECT_EQ(acked + 1, self->other.expected_seq);
	EXPECT_EQ(0, stream_drain(&self->other, NULL, NULL))
		TH_LOG("%s", self->other.error);
}

static uint64_t wait_for_no_holder(unsigned int limit_ms)
{
	uint64_t end = now_ns() + limit_ms * 1000000ULL;
	uint64_t holder;

	do {
		holder = sensor_value("ring/holder");
		if (!holder)
			return 0;
		usleep(5000);
	} while (now_ns() < end);
	return holder;
}

TEST_F_TIMEOUT(holder, hold_expires_after_grace, 300)
{
	struct reader_events events = { 0 };
	struct procmon_info info;
	uint64_t closed;

	ASSERT_EQ(0, stream_info(&self->stream, &info));
	events.reader = info.reader;
	ASSERT_EQ(0, stream_skip(&self->other));
	ASSERT_EQ(0, stream_hold(&self->stream, GRACE_SHORT_MS));
	closed = now_ns();
	close(self->stream.fd);
	self->stream.fd = -1;
	EXPECT_EQ(info.reader, sensor_value("ring/holder"));
	EXPECT_LE(sensor_value("ring/grace_ms_left"), GRACE_SHORT_MS);
	EXPECT_EQ(0, wait_for_no_holder(GRACE_SHORT_MS + LATE_MS));
	ASSERT_EQ(0, stream_drain(&self->other, visit_reader, &events))
		TH_LOG("%s", self->other.error);
	EXPECT_EQ(1, events.count[PROCMON_READER_CLOSE]);
	EXPECT_EQ(0, events.count[PROCMON_READER_RELEASE]);
	ASSERT_EQ(1, events.count[PROCMON_READER_EXPIRE]);
	ASSERT_EQ(PROCMON_READER_EXPIRE, events.last.action);
	EXPECT_EQ(0, events.last.actor.tgid);
	EXPECT_LE(closed + GRACE_SHORT_MS * 1000000ULL,
		  events.last.header.time_mono);
	EXPECT_GE(closed + (GRACE_SHORT_MS + LATE_MS) * 1000000ULL,
		  events.last.header.time_mono);
}

TEST_F_TIMEOUT(holder, hold_is_taken_over_within_grace, 300)
{
	struct reader_events events = { 0 };
	struct procmon_info info;

	ASSERT_EQ(0, stream_info(&self->stream, &info));
	events.reader = info.reader;
	ASSERT_EQ(0, stream_hold(&self->stream, GRACE_SHORT_MS));
	ASSERT_EQ(0, stream_drain(&self->stream, NULL, NULL))
		TH_LOG("%s", self->stream.error);
	ASSERT_EQ(0, stream_ack(&self->stream, self->stream.expected_seq - 1));
	close(self->stream.fd);
	self->stream.fd = -1;
	ASSERT_EQ(0, stream_hold(&self->other, GRACE_LONG_MS));
	EXPECT_EQ(self->stream.expected_seq, self->other.expected_seq);
	/* The first hold's grace runs out and means nothing any more. */
	usleep((GRACE_SHORT_MS + 600) * 1000);
	EXPECT_NE(0, sensor_value("ring/holder"));
	ASSERT_EQ(0, stream_drain(&self->other, visit_reader, &events))
		TH_LOG("%s", self->other.error);
	EXPECT_EQ(1, events.count[PROCMON_READER_CLOSE]);
	EXPECT_EQ(0, events.count[PROCMON_READER_EXPIRE]);
}

/* Store what census_visit() finds where the parent can see it. */
static void store(const struct census *census, struct legacy *legacy)
{
	unsigned int i;

	for (i = 0; i < LOAD_PROCESSES * census->load->each; i++)
		legacy->seen[i] = census->seen[i];
}

static void hold_until_killed(const struct load *load, struct legacy *legacy)
{
	struct stream stream;
	struct census census;
	uint64_t rounds = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (stream_open(&stream, 0) || stream_hold(&stream, GRACE_LONG_MS) ||
	    census_begin(&census, load)) {
		legacy->failed = 1;
		_exit(1);
	}
	/* Small steps, so that the kill comes between them anywhere. */
	stream.size = 32768;
	legacy->resume_seq = stream.expected_seq;
	for (;;) {
		if (stream_read(&stream, census_visit, &census) < 0) {
			fprintf(stderr, "# holder: %s\n", stream.error);
			legacy->failed = 1;
			_exit(1);
		}
		store(&census, legacy);
		__atomic_store_n(&legacy->stored, stream.expected_seq - 1,
				 __ATOMIC_RELEASE);
		/* Some read records stay unacknowledged. */
		if (++rounds % 4)
			continue;
		legacy->ack_begun = stream.expected_seq - 1;
		if (stream_ack(&stream, stream.expected_seq - 1)) {
			legacy->failed = 1;
			_exit(1);
		}
		legacy->ack_done = stream.expected_seq - 1;
	}
}

TEST_F_TIMEOUT(holder, nothing_is_missing_when_it_is_killed, 1200)
{
	struct stream *stream = &self->stream;
	unsigned int each = scaled(LOAD_EACH);
	unsigned int missing = 0, repeated = 0;
	struct procmon_info info;
	struct legacy *legacy;
	struct census census;
	struct load load;
	unsigned int i;
	pid_t victim;

	ASSERT_GE(LOAD_EACH, each);
	legacy = mmap(NULL, sizeof(*legacy), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, legacy);
	ASSERT_EQ(0, load_start(&load, LOAD_PROCESSES, each, -1));
	ASSERT_EQ(0, census_begin(&census, &load));
	victim = fork();
	ASSERT_NE(-1, victim);
	if (!victim)
		hold_until_killed(&load, legacy);
	/* In the middle of the load, after an acknowledgement or more. */
	while (*load.done < LOAD_PROCESSES * each / 3 ||
	       !legacy->ack_done) {
		ASSERT_TRUE(load_running(&load));
		ASSERT_EQ(0, legacy->failed);
		usleep(2000);
	}
	ASSERT_EQ(0, kill(victim, SIGKILL));
	ASSERT_EQ(victim, waitpid(victim, NULL, 0));
	ASSERT_EQ(0, legacy->failed);
	ASSERT_TRUE(load_running(&load));

	ASSERT_EQ(0, stream_info(stream, &info));
	EXPECT_TRUE(info.acked_seq == legacy->ack_done ||
		    info.acked_seq == legacy->ack_begun)
		TH_LOG("acked %llu, done %llu, begun %llu",
		       (unsigned long long)info.acked_seq,
		       (unsigned long long)legacy->ack_done,
		       (unsigned long long)legacy->ack_begun);
	ASSERT_EQ(0, stream_hold(stream, GRACE_LONG_MS));
	EXPECT_EQ(info.acked_seq + 1, stream->expected_seq);
	while (load_running(&load)) {
		stream_wait(stream, 200);
		ASSERT_NE(-1, stream_read(stream, census_visit, &census))
			TH_LOG("%s", stream->error);
	}
	ASSERT_EQ(0, load_finish(&load));
	ASSERT_EQ(0, stream_drain(stream, census_visit, &census))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(0, stream->lost);
	EXPECT_EQ(0, stream->lapped);

	for (i = 0; i < LOAD_PROCESSES * each; i++) {
		EXPECT_GE(1, census.seen[i]);
		if (!census.seen[i] && !legacy->seen[i])
			missing++;
		if (census.seen[i] && legacy->seen[i])
			repeated++;
	}
	TH_LOG("acked %llu, stored %llu, %u repeated",
	       (unsigned long long)info.acked_seq,
	       (unsigned long long)legacy->stored, repeated);
	/*
	 * The load began before the victim held, so all that it did not see
	 * was acknowledged by nobody.
	 */
	EXPECT_EQ(0, missing);
	/* It began past the acknowledged one, so no more can be repeated. */
	EXPECT_GE(legacy->stored - info.acked_seq, repeated);
	census_free(&census);
	load_free(&load);
	munmap(legacy, sizeof(*legacy));
}

TEST_HARNESS_MAIN
