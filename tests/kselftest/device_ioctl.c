// SPDX-License-Identifier: GPL-2.0-only
/*
 * device_ioctl.c - the ioctls of /dev/procmon: what they answer, and what they
 * say to bad input of every kind.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

/* No process has memory there. */
#define NOWHERE	((void *)1)

FIXTURE(device_ioctl)
{
	struct stream stream;
};

FIXTURE_SETUP(device_ioctl)
{
	ASSERT_EQ(0, file_write(SENSOR_EVENTS, SENSOR_EVENTS_EXECS));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
}

FIXTURE_TEARDOWN(device_ioctl)
{
	stream_close(&self->stream);
	EXPECT_EQ(0, file_write(SENSOR_EVENTS, SENSOR_EVENTS_DEFAULT));
}

TEST_F(device_ioctl, unknown_ioctl)
{
	static const unsigned long unknown[] = {
		_IO(PROCMON_IOC_MAGIC, 0),
		_IO(PROCMON_IOC_MAGIC, 7),
		_IO(PROCMON_IOC_MAGIC, 255),
		/* The right number with the wrong size or direction. */
		_IOR(PROCMON_IOC_MAGIC, 1, char),
		_IOW(PROCMON_IOC_MAGIC, 1, struct procmon_info),
		_IOW(PROCMON_IOC_MAGIC, 3, struct procmon_hold),
		_IOWR(PROCMON_IOC_MAGIC, 4, struct procmon_ack),
		_IOR(PROCMON_IOC_MAGIC, 5, int),
		/* Another device's. */
		_IO('T', 1),
		0,
	};
	char buffer[256] = { 0 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		errno = 0;
		EXPECT_EQ(-1, ioctl(self->stream.fd, unknown[i], buffer));
		EXPECT_EQ(ENOTTY, errno)
			TH_LOG("ioctl %#lx", unknown[i]);
	}
}

TEST_F(device_ioctl, get_info_tells_the_truth)
{
	struct procmon_info info, other_info;
	struct stream other;
	char version[64];

	/* What is not filled in stays visible. */
	memset(&info, 0xff, sizeof(info));
	ASSERT_EQ(0, ioctl(self->stream.fd, PROCMON_IOC_GET_INFO, &info));
	EXPECT_EQ(PROCMON_ABI_VERSION, info.abi_version);
	EXPECT_LE(sizeof(struct procmon_exec), info.record_max);
	EXPECT_EQ(sensor_value("ring/bytes"), info.ring_bytes);
	EXPECT_EQ(sensor_value("ring/oldest_seq"), info.oldest_seq);
	EXPECT_EQ(sensor_value("ring/acked_seq"), info.acked_seq);
	EXPECT_EQ(info.oldest_seq, info.position_seq);
	EXPECT_LE(info.oldest_seq, info.next_seq);
	EXPECT_EQ(0, info.hooks_armed & info.hooks_off);
	EXPECT_EQ(0, info.hooks_armed & info.hooks_failed);
	EXPECT_EQ((1U << PROCMON_HOOK_COUNT) - 1,
		  info.hooks_armed | info.hooks_off | info.hooks_failed);
	EXPECT_TRUE(info.hooks_armed & 1U << PROCMON_HOOK_EXEC);
	ASSERT_NE(NULL, memchr(info.version, 0, sizeof(info.version)));
	ASSERT_EQ(0, file_read(SENSOR_SYSFS "/version", version,
			       sizeof(version)));
	EXPECT_STREQ(version, info.version);
	EXPECT_EQ(PROCMON_ABI_VERSION, sensor_value("abi_version"));

	/* Every open file is a reader of its own. */
	ASSERT_EQ(0, stream_open(&other, 0));
	ASSERT_EQ(0, stream_info(&other, &other_info));
	EXPECT_NE(info.reader, other_info.reader);
	EXPECT_EQ(sensor_value("ring/readers"), 2);
	stream_close(&other);
	EXPECT_EQ(sensor_value("ring/readers"), 1);
}

TEST_F(device_ioctl, boot_id_is_that_of_the_kernel)
{
	struct procmon_info info;
	char text[64], got[64];
	unsigned int i, at = 0;

	ASSERT_EQ(0, stream_info(&self->stream, &info));
	ASSERT_EQ(0, file_read("/proc/sys/kernel/random/boot_id", text,
			       sizeof(text)));
	for (i = 0; i < sizeof(info.boot_id); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			got[at++] = '-';
		at += sprintf(got + at, "%02x", info.boot_id[i]);
	}
	EXPECT_STREQ(text, got);
}

TEST_F(device_ioctl, set_wakeup_ranges)
{
	const uint32_t ring_bytes = sensor_value("ring/bytes");
	const struct {
		struct procmon_wakeup wakeup;
		int error;
	} cases[] = {
		{ { .bytes = 0, .timeout_ms = 0 }, 0 },
		{ { .bytes = 1, .timeout_ms = 0 }, 0 },
		{ { .bytes = 2, .timeout_ms = 0 }, EINVAL },
		{ { .bytes = 2, .timeout_ms = 1 }, 0 },
		{ { .bytes = ring_bytes / 2, .timeout_ms = 60000 }, 0 },
		{ { .bytes = ring_bytes / 2 + 1, .timeout_ms = 1 }, EINVAL },
		{ { .bytes = UINT32_MAX, .timeout_ms = 1 }, EINVAL },
		{ { .bytes = 2, .timeout_ms = 60001 }, EINVAL },
		{ { .bytes = 2, .timeout_ms = UINT32_MAX }, EINVAL },
		{ { .bytes = 2, .timeout_ms = 1, .reserved = 1 }, EINVAL },
		{ { .reserved = 1ULL << 63 }, EINVAL },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		errno = 0;
		EXPECT_EQ(cases[i].error ? -1 : 0,
			  ioctl(self->stream.fd, PROCMON_IOC_SET_WAKEUP,
				&cases[i].wakeup))
			TH_LOG("case %u", i);
		EXPECT_EQ(cases[i].error, errno)
			TH_LOG("case %u", i);
	}
}

TEST_F(device_ioctl, hold_ranges)
{
	const struct {
		struct procmon_hold hold;
		int error;
	} cases[] = {
		{ { .grace_ms = 3600001 }, EINVAL },
		{ { .grace_ms = UINT32_MAX }, EINVAL },
		{ { .reserved = 1 }, EINVAL },
		{ { .reserved = 1U << 31 }, EINVAL },
		{ { .grace_ms = 3600000 }, 0 },
		{ { .grace_ms = 0 }, 0 },
	};
	struct procmon_hold hold;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		hold = cases[i].hold;
		errno = 0;
		EXPECT_EQ(cases[i].error ? -1 : 0,
			  ioctl(self->stream.fd, PROCMON_IOC_HOLD, &hold))
			TH_LOG("case %u", i);
		EXPECT_EQ(cases[i].error, errno)
			TH_LOG("case %u", i);
		if (cases[i].error) {
			EXPECT_EQ(0, sensor_value("ring/holder"));
			continue;
		}
		EXPECT_LT(0, hold.resume_seq);
		EXPECT_EQ(0, ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 0));
	}
}

TEST_F(device_ioctl, ack_reserved)
{
	struct procmon_ack ack = { .seq = 0, .reserved = 1 };

	ASSERT_EQ(0, stream_hold(&self->stream, 1000));
	ASSERT_EQ(0, stream_drain(&self->stream, NULL, NULL))
		TH_LOG("%s", self->stream.error);
	ack.seq = self->stream.expected_seq - 1;
	EXPECT_EQ(-1, ioctl(self->stream.fd, PROCMON_IOC_ACK, &ack));
	EXPECT_EQ(EINVAL, errno);
	ack.reserved = 1ULL << 63;
	EXPECT_EQ(-1, ioctl(self->stream.fd, PROCMON_IOC_ACK, &ack));
	EXPECT_EQ(EINVAL, errno);
	ack.reserved = 0;
	EXPECT_EQ(0, ioctl(self->stream.fd, PROCMON_IOC_ACK, &ack));
	EXPECT_EQ(0, ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 0));
}

TEST_F(device_ioctl, release_takes_no_argument)
{
	ASSERT_EQ(0, stream_hold(&self->stream, 1000));
	EXPECT_EQ(-1, ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_NE(0, sensor_value("ring/holder"));
	EXPECT_EQ(0, ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 0));
	EXPECT_EQ(0, sensor_value("ring/holder"));
}

TEST_F(device_ioctl, ioctl_bad_pointer)
{
	static const unsigned long numbers[] = {
		PROCMON_IOC_GET_INFO,
		PROCMON_IOC_SET_WAKEUP,
		PROCMON_IOC_HOLD,
		PROCMON_IOC_ACK,
	};
	void *bad[] = { NULL, NOWHERE, (void *)-4096L };
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		for (j = 0; j < ARRAY_SIZE(bad); j++) {
			errno = 0;
			EXPECT_EQ(-1, ioctl(self->stream.fd, numbers[i],
					    bad[j]));
			EXPECT_EQ(EFAULT, errno)
				TH_LOG("ioctl %#lx, pointer %p", numbers[i],
				       bad[j]);
		}
	}
	EXPECT_EQ(0, sensor_value("ring/holder"));
}

/* The answer cannot be stored: nothing may have happened. */
TEST_F(device_ioctl, hold_with_read_only_answer_is_no_hold)
{
	struct procmon_hold *hold;

	hold = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, hold);
	EXPECT_EQ(-1, ioctl(self->stream.fd, PROCMON_IOC_HOLD, hold));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(0, sensor_value("ring/holder"));
	ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 0);
	munmap(hold, 4096);
}

/* Who sleeps in read() keeps nobody else from the same open file. */
TEST_F(device_ioctl, others_do_not_wait_for_a_read_that_sleeps)
{
	struct stream *stream = &self->stream;
	struct procmon_wakeup wakeup = { .bytes = 0 };
	struct procmon_info info;
	pid_t child;
	int status;

	ASSERT_EQ(0, stream_skip(stream));
	ASSERT_EQ(0, fcntl(stream->fd, F_SETFL, 0));
	child = fork();
	ASSERT_NE(-1, child);
	if (!child) {
		alarm(60);
		_exit(read(stream->fd, stream->buffer, stream->size) > 0 ?
		      7 : 1);
	}
	usleep(300000);
	EXPECT_EQ(0, waitpid(child, &status, WNOHANG));
	/* These would end by this signal. */
	alarm(20);
	EXPECT_EQ(0, ioctl(stream->fd, PROCMON_IOC_GET_INFO, &info));
	EXPECT_EQ(0, ioctl(stream->fd, PROCMON_IOC_SET_WAKEUP, &wakeup));
	EXPECT_EQ(0, stream_hold(stream, 1000));
	EXPECT_EQ(0, ioctl(stream->fd, PROCMON_IOC_RELEASE, 0));
	EXPECT_EQ(0, lseek(stream->fd, 0, SEEK_END));
	alarm(0);
	ASSERT_LT(0, run_tiny("wake"));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFEXITED(status));
}

#ifdef __x86_64__
/* The same from a program of 32 bits; see device32.c. */
TEST_F(device_ioctl, compat)
{
	char path[256];
	char *argv[] = { "device32", NULL };
	int status;

	status = run_program(beside_us("device32", path, sizeof(path)), argv,
			     NULL);
	EXPECT_EQ(0, status);
}
#else
TEST(compat)
{
	SKIP(return, "compat: no 32-bit programs here");
}
#endif

TEST_HARNESS_MAIN
