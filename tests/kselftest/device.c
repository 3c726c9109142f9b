// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - /dev/procmon: the rules of opening, reading, seeking and polling,
 * with bad input of every kind.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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
	ASSERT_EQ(0, file_write(SENSOR_EVENTS, SENSOR_EVENTS_EXECS));
	ASSERT_EQ(0, stream_open(&self->stream, O_NONBLOCK))
		TH_LOG("%s", self->stream.error);
}

FIXTURE_TEARDOWN(device)
{
	stream_close(&self->stream);
	EXPECT_EQ(0, file_write(SENSOR_EVENTS, SENSOR_EVENTS_DEFAULT));
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
	EXPECT_EQ((uint32_t)getpid(), event->actor.tgid);
	EXPECT_EQ(0, event->actor.uid);
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

TEST_HARNESS_MAIN
