// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - /dev/procmon with bad input of every kind, and the rules of
 * reading, seeking and polling.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "sensor.h"
#include "stream.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

#define USER	1000
/* No process has memory there. */
#define NOWHERE	((void *)1)

FIXTURE(device)
{
	struct stream stream;
};

FIXTURE_SETUP(device)
{
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
}

FIXTURE_TEARDOWN(device)
{
	stream_close(&self->stream);
}

/* Nothing to read, then exactly what @argument causes. */
static void one_record(struct __test_metadata *_metadata,
		       struct stream *stream, const char *argument)
{
	ASSERT_EQ(0, stream_skip(stream));
	ASSERT_LT(0, run_tiny(argument));
	ASSERT_TRUE(stream_wait(stream, 10000));
}

static void expect_one_record(struct __test_metadata *_metadata,
			      struct stream *stream)
{
	EXPECT_EQ(1, stream_read(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(1, stream->by_type[PROCMON_TYPE_EXEC]);
}

TEST_F(device, is_for_root_and_group_only)
{
	struct stat stat_buffer;

	ASSERT_EQ(0, stat(PROCMON_DEVICE, &stat_buffer));
	EXPECT_TRUE(S_ISCHR(stat_buffer.st_mode));
	EXPECT_EQ(0640, stat_buffer.st_mode & 07777);
	EXPECT_EQ(0, stat_buffer.st_uid);
}

TEST_F(device, open_without_permission_is_refused)
{
	int status;
	pid_t child = fork();

	ASSERT_NE(-1, child);
	if (!child) {
		if (setgid(USER) || setuid(USER))
			_exit(1);
		if (open(PROCMON_DEVICE, O_RDONLY) >= 0)
			_exit(2);
		_exit(errno == EACCES ? 0 : 3);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_F(device, write_is_refused)
{
	int fd = open(PROCMON_DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		/* Also an answer, as long as it is a clear one. */
		EXPECT_TRUE(errno == EINVAL || errno == EPERM ||
			    errno == EACCES);
		return;
	}
	EXPECT_EQ(-1, write(fd, "procmon", 7));
	EXPECT_TRUE(errno == EINVAL || errno == EBADF);
	EXPECT_EQ(0, close(fd));
}

TEST_F(device, mmap_is_refused)
{
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED,
				   self->stream.fd, 0));
	EXPECT_EQ(ENODEV, errno);
}

TEST_F(device, unknown_ioctl)
{
	static const unsigned long unknown[] = {
		_IO(PROCMON_IOC_MAGIC, 0),
		_IO(PROCMON_IOC_MAGIC, 6),
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

TEST_F(device, get_info_tells_the_truth)
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

TEST_F(device, boot_id_is_that_of_the_kernel)
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

TEST_F(device, set_wakeup_ranges)
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

TEST_F(device, hold_ranges)
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

TEST_F(device, ack_reserved)
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

TEST_F(device, release_takes_no_argument)
{
	ASSERT_EQ(0, stream_hold(&self->stream, 1000));
	EXPECT_EQ(-1, ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_NE(0, sensor_value("ring/holder"));
	EXPECT_EQ(0, ioctl(self->stream.fd, PROCMON_IOC_RELEASE, 0));
	EXPECT_EQ(0, sensor_value("ring/holder"));
}

TEST_F(device, ioctl_bad_pointer)
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
TEST_F(device, hold_with_read_only_answer_is_no_hold)
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

TEST_F(device, short_buffer_keeps_the_record)
{
	static const size_t sizes[] = {
		0, 1, sizeof(struct procmon_header),
		sizeof(struct procmon_exec) - 8,
	};
	struct stream *stream = &self->stream;
	unsigned int i;

	one_record(_metadata, stream, "short buffer");
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		errno = 0;
		EXPECT_EQ(-1, read(stream->fd, stream->buffer, sizes[i]))
			TH_LOG("%zu bytes", sizes[i]);
		EXPECT_EQ(EINVAL, errno);
	}
	expect_one_record(_metadata, stream);
}

TEST_F(device, buffer_one_byte_short_and_exact)
{
	struct stream *stream = &self->stream;
	const struct procmon_header *header = (const void *)stream->buffer;
	uint32_t len;

	one_record(_metadata, stream, "measured");
	ASSERT_EQ(1, stream_read(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	len = header->len;
	one_record(_metadata, stream, "measured");
	EXPECT_EQ(-1, read(stream->fd, stream->buffer, len - 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(len, read(stream->fd, stream->buffer, len));
}

TEST_F(device, record_max_is_enough)
{
	struct stream *stream = &self->stream;
	struct procmon_info info;
	int i;

	ASSERT_EQ(0, stream_info(stream, &info));
	ASSERT_LE(info.record_max, STREAM_BUFFER);
	stream->size = info.record_max;
	/* A ring that is full would overwrite what has not been read. */
	ASSERT_EQ(0, lseek(stream->fd, 0, SEEK_END));
	ASSERT_EQ(0, stream_info(stream, &info));
	stream->expected_seq = info.position_seq;
	for (i = 0; i < 20; i++) {
		ASSERT_LT(0, run_tiny("record_max"));
	}
	EXPECT_EQ(0, stream_drain(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(0, stream->lost);
}

TEST_F(device, whole_records_only)
{
	struct stream *stream = &self->stream;
	struct procmon_header *header = (void *)stream->buffer;
	uint32_t len;
	int i;

	one_record(_metadata, stream, "whole");
	ASSERT_EQ(1, stream_read(stream, NULL, NULL));
	len = header->len;
	/* Room for three and a half of the same. */
	stream->size = len * 3 + len / 2;
	for (i = 0; i < 5; i++) {
		ASSERT_LT(0, run_tiny("whole"));
	}
	EXPECT_EQ(3, stream_read(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(2, stream_read(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(0, stream_read(stream, NULL, NULL));
}

TEST_F(device, bad_buffer_keeps_the_record)
{
	struct stream *stream = &self->stream;
	char *pages;

	one_record(_metadata, stream, "bad buffer");
	EXPECT_EQ(-1, read(stream->fd, NULL, stream->size));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, read(stream->fd, NOWHERE, stream->size));
	EXPECT_EQ(EFAULT, errno);
	/* One that is bad from its middle on. */
	pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(0, mprotect(pages + 4096, 4096, PROT_NONE));
	EXPECT_EQ(-1, read(stream->fd, pages + 4096 - 64, stream->size));
	EXPECT_EQ(EFAULT, errno);
	munmap(pages, 8192);
	expect_one_record(_metadata, stream);
}

/* The first record fits into good memory, the second does not. */
TEST_F(device, bad_buffer_behind_the_first_record)
{
	struct stream *stream = &self->stream;
	const struct procmon_header *header = (const void *)stream->buffer;
	char *pages;
	uint32_t len;
	ssize_t got;

	one_record(_metadata, stream, "first");
	ASSERT_EQ(1, stream_read(stream, NULL, NULL));
	len = header->len;
	ASSERT_GT(4096, len);
	one_record(_metadata, stream, "first");
	ASSERT_LT(0, run_tiny("other"));
	pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(0, mprotect(pages + 4096, 4096, PROT_NONE));
	/* Either the first alone, or nothing and -EFAULT: never both gone. */
	got = read(stream->fd, pages + 4096 - len, 2 * stream->size);
	EXPECT_TRUE(got == len || (got == -1 && errno == EFAULT))
		TH_LOG("got %zd", got);
	if (got == len)
		stream->expected_seq++;
	EXPECT_EQ(got == len ? 1 : 2, stream_read(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	munmap(pages, 8192);
}

TEST_F(device, nonblocking_read_of_nothing)
{
	struct stream *stream = &self->stream;

	ASSERT_EQ(0, stream_skip(stream));
	EXPECT_EQ(-1, read(stream->fd, stream->buffer, stream->size));
	EXPECT_EQ(EAGAIN, errno);
}

TEST_F(device, blocking_read_waits_and_is_interrupted)
{
	struct stream *stream = &self->stream;
	pid_t child;
	int status;

	ASSERT_EQ(0, stream_skip(stream));
	ASSERT_EQ(0, fcntl(stream->fd, F_SETFL, 0));
	child = fork();
	ASSERT_NE(-1, child);
	if (!child)
		_exit(read(stream->fd, stream->buffer, stream->size) > 0 ?
		      7 : 1);
	usleep(300000);
	EXPECT_EQ(0, waitpid(child, &status, WNOHANG));
	ASSERT_LT(0, run_tiny("wake"));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(7, WEXITSTATUS(status));

	ASSERT_EQ(0, stream_skip(stream));
	child = fork();
	ASSERT_NE(-1, child);
	if (!child)
		_exit(read(stream->fd, stream->buffer, stream->size) > 0 ?
		      7 : 1);
	usleep(300000);
	ASSERT_EQ(0, kill(child, SIGTERM));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
}

TEST_F(device, poll_tells_of_records)
{
	struct stream *stream = &self->stream;
	struct pollfd pollfd = {
		.fd = stream->fd,
		.events = POLLIN | POLLOUT | POLLPRI,
	};

	ASSERT_EQ(0, stream_skip(stream));
	EXPECT_EQ(0, poll(&pollfd, 1, 100));
	ASSERT_LT(0, run_tiny("poll"));
	EXPECT_EQ(1, poll(&pollfd, 1, 10000));
	EXPECT_EQ(POLLIN, pollfd.revents);
	/* It stays until the record is read. */
	EXPECT_EQ(1, poll(&pollfd, 1, 0));
	EXPECT_EQ(1, stream_read(stream, NULL, NULL));
	EXPECT_EQ(0, poll(&pollfd, 1, 0));
}

TEST_F(device, poll_wakes_a_sleeper)
{
	struct stream *stream = &self->stream;
	pid_t child;
	int status;

	ASSERT_EQ(0, stream_skip(stream));
	child = fork();
	ASSERT_NE(-1, child);
	if (!child)
		_exit(stream_wait(stream, 60000) ? 7 : 1);
	usleep(300000);
	EXPECT_EQ(0, waitpid(child, &status, WNOHANG));
	ASSERT_LT(0, run_tiny("poll"));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(7, WEXITSTATUS(status));
}

TEST_F(device, seeks)
{
	static const struct {
		off_t offset;
		int whence;
		int error;
	} cases[] = {
		{ 0, SEEK_SET, 0 },
		{ 0, SEEK_END, 0 },
		{ 1, SEEK_SET, EINVAL },
		{ -1, SEEK_SET, EINVAL },
		{ 1, SEEK_END, EINVAL },
		{ -1, SEEK_END, EINVAL },
		{ 0, SEEK_CUR, EINVAL },
		{ 1, SEEK_CUR, EINVAL },
		{ 0, SEEK_DATA, EINVAL },
		{ 0, SEEK_HOLE, EINVAL },
		{ 0, 77, EINVAL },
	};
	struct stream *stream = &self->stream;
	struct procmon_info before, after;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ASSERT_EQ(0, stream_info(stream, &before));
		errno = 0;
		EXPECT_EQ(cases[i].error ? -1 : 0,
			  lseek(stream->fd, cases[i].offset, cases[i].whence))
			TH_LOG("case %u", i);
		EXPECT_EQ(cases[i].error, errno)
			TH_LOG("case %u", i);
		ASSERT_EQ(0, stream_info(stream, &after));
		/* One that is refused moves nothing. */
		if (cases[i].error) {
			EXPECT_EQ(before.position_seq, after.position_seq);
		}
	}
}

TEST_F(device, seek_to_the_oldest_gives_the_past_again)
{
	struct stream *stream = &self->stream;
	struct procmon_info info;
	uint64_t count, first;

	ASSERT_LT(0, run_tiny("past"));
	/* A ring that is full has overwritten the oldest for that exec. */
	ASSERT_EQ(0, lseek(stream->fd, 0, SEEK_SET));
	ASSERT_EQ(0, stream_info(stream, &info));
	first = info.position_seq;
	stream->expected_seq = first;
	ASSERT_EQ(0, stream_drain(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	count = stream->by_type[PROCMON_TYPE_EXEC];
	EXPECT_LT(0, count);
	EXPECT_EQ(0, lseek(stream->fd, 0, SEEK_SET));
	ASSERT_EQ(0, stream_info(stream, &info));
	EXPECT_EQ(first, info.position_seq);
	stream->expected_seq = first;
	ASSERT_EQ(0, stream_drain(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(2 * count, stream->by_type[PROCMON_TYPE_EXEC]);
}

/* A position given to read() means nothing, and takes nothing away. */
TEST_F(device, pread_is_refused_or_reads_on)
{
	struct stream *stream = &self->stream;
	ssize_t got;

	one_record(_metadata, stream, "pread");
	got = pread(stream->fd, stream->buffer, stream->size, 4096);
	if (got < 0) {
		EXPECT_TRUE(errno == ESPIPE || errno == EINVAL);
		expect_one_record(_metadata, stream);
		return;
	}
	EXPECT_EQ(((struct procmon_header *)stream->buffer)->len, got);
	EXPECT_EQ(0, stream_read(stream, NULL, NULL));
}

/* Numbers of open files are recorded when they come and go. */
TEST_F(device, readers_are_recorded)
{
	struct stream *stream = &self->stream;
	const struct procmon_reader_event *event =
		(const void *)stream->buffer;
	struct stream other;
	struct procmon_info info;

	ASSERT_EQ(0, stream_skip(stream));
	ASSERT_EQ(0, stream_open(&other, O_NONBLOCK));
	ASSERT_EQ(0, stream_info(&other, &info));
	ASSERT_EQ(1, stream_read(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(PROCMON_TYPE_READER, event->header.type);
	EXPECT_EQ(PROCMON_READER_OPEN, event->action);
	EXPECT_EQ(info.reader, event->reader);
	EXPECT_EQ((uint32_t)getpid(), event->tgid);
	EXPECT_EQ(0, event->uid);
	stream_close(&other);
	ASSERT_EQ(1, stream_read(stream, NULL, NULL))
		TH_LOG("%s", stream->error);
	EXPECT_EQ(PROCMON_TYPE_READER, event->header.type);
	EXPECT_EQ(PROCMON_READER_CLOSE, event->action);
	EXPECT_EQ(info.reader, event->reader);
}

TEST_F(device, many_readers)
{
	struct stream streams[32];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(streams); i++) {
		ASSERT_EQ(0, stream_open(&streams[i], O_NONBLOCK))
			TH_LOG("%s", streams[i].error);
	}
	for (i = 0; i < ARRAY_SIZE(streams); i++) {
		ASSERT_EQ(0, stream_skip(&streams[i]));
	}
	ASSERT_LT(0, run_tiny("many readers"));
	for (i = 0; i < ARRAY_SIZE(streams); i++) {
		EXPECT_EQ(1, stream_read(&streams[i], NULL, NULL))
			TH_LOG("%s", streams[i].error);
		EXPECT_EQ(1, streams[i].by_type[PROCMON_TYPE_EXEC]);
	}
	for (i = 0; i < ARRAY_SIZE(streams); i++)
		stream_close(&streams[i]);
}

/* Who sleeps in read() keeps nobody else from the same open file. */
TEST_F(device, others_do_not_wait_for_a_read_that_sleeps)
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
TEST_F(device, compat)
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
