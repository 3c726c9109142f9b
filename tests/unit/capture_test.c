// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_test.c - captures: records one behind the other, whole, damaged or
 * cut off anywhere, from files and from pipes.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "libprocmon.h"
#include "sample.h"

#define RECORDS	4

/* A capture in memory, and where each of its records starts. */
struct file {
	unsigned char bytes[sizeof(struct procmon_capture) +
			    RECORDS * SAMPLE_SIZE];
	size_t len;
	size_t starts[RECORDS + 1];
};

static const struct procmon_info info = {
	.abi_version = PROCMON_ABI_VERSION,
	.boot_id = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 },
};

static int fd_of(const void *bytes, size_t len)
{
	int fd = memfd_create("capture", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(procmon_capture_write(fd, bytes, len), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static void append(struct file *file, unsigned int idx,
		   const struct sample *sample, size_t len)
{
	memcpy(file->bytes + file->len, sample->bytes, len);
	file->starts[idx] = file->len;
	file->len += len;
	file->starts[idx + 1] = file->len;
}

static void make_file(struct file *file)
{
	struct sample sample;
	int fd = memfd_create("capture", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(procmon_capture_start(fd, &info), 0);
	file->len = sizeof(struct procmon_capture);
	assert_int_equal(pread(fd, file->bytes, sizeof(file->bytes), 0),
			 file->len);
	close(fd);
	append(file, 0, &sample,
	       sample_sensor(&sample, 1, PROCMON_TYPE_SENSOR_START));
	append(file, 1, &sample, sample_exec(&sample, 2));
	append(file, 2, &sample, sample_lost(&sample, 3, 5));
	append(file, 3, &sample, sample_reader(&sample, 6));
}

static struct procmon_capture_reader *open_bytes(const void *bytes, size_t len,
						 int *ret_fd)
{
	struct procmon_capture_reader *reader = NULL;
	struct procmon_problem problem = { "none", "none", 0 };
	int ret;

	*ret_fd = fd_of(bytes, len);
	ret = procmon_capture_open(*ret_fd, NULL, &reader, &problem);
	if (ret)
		fail_msg("%d: %s: %s", ret, problem.field, problem.text);
	return reader;
}

static void expect_not_opened(const void *bytes, size_t len, int error,
			      const char *text, uint64_t offset)
{
	struct procmon_capture_reader *reader = (void *)&info;
	struct procmon_capture capture;
	struct procmon_problem problem = { NULL, NULL, 99 };
	int fd = fd_of(bytes, len);

	memset(&capture, 0xA5, sizeof(capture));
	assert_int_equal(procmon_capture_open(fd, &capture, &reader, &problem),
			 error);
	assert_ptr_equal(reader, &info);
	assert_int_equal(capture.abi_version, 0xA5A5A5A5);
	assert_string_equal(problem.field, "capture");
	assert_string_equal(problem.text, text);
	assert_int_equal(problem.offset, offset);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(procmon_capture_open(fd, NULL, &reader, NULL), error);
	close(fd);
}

static void reads_back_what_was_written(void **state)
{
	static const unsigned int types[RECORDS] = {
		PROCMON_TYPE_SENSOR_START, PROCMON_TYPE_EXEC,
		PROCMON_TYPE_LOST, PROCMON_TYPE_READER,
	};
	struct procmon_capture_reader *reader;
	struct procmon_capture capture;
	struct procmon_record record;
	struct file file;
	int fd;
	int i;

	(void)state;
	make_file(&file);
	fd = fd_of(file.bytes, file.len);
	assert_int_equal(procmon_capture_open(fd, &capture, &reader, NULL), 0);
	assert_memory_equal(capture.magic, "PROCMON\n", 8);
	assert_int_equal(capture.abi_version, PROCMON_ABI_VERSION);
	assert_memory_equal(capture.boot_id, info.boot_id, 16);
	for (i = 0; i < RECORDS; i++) {
		assert_int_equal(procmon_capture_next(reader, &record, NULL),
				 1);
		assert_int_equal(record.header.type, types[i]);
		assert_int_equal(record.header.len,
				 file.starts[i + 1] - file.starts[i]);
		assert_memory_equal(record.bytes, file.bytes + file.starts[i],
				    record.header.len);
	}
	assert_int_equal(procmon_capture_next(reader, &record, NULL), 0);
	assert_int_equal(procmon_capture_next(reader, &record, NULL), 0);
	procmon_capture_close(reader);
	close(fd);
}

static void a_capture_without_records_is_one(void **state)
{
	struct procmon_capture_reader *reader;
	struct procmon_record record;
	struct file file;
	int fd;

	(void)state;
	make_file(&file);
	reader = open_bytes(file.bytes, sizeof(struct procmon_capture), &fd);
	assert_int_equal(procmon_capture_next(reader, &record, NULL), 0);
	procmon_capture_close(reader);
	close(fd);
}

static void an_empty_file_is_refused(void **state)
{
	(void)state;
	expect_not_opened("", 0, -EBADMSG,
			  "the file ends within its first bytes", 0);
}

static void a_file_that_ends_in_its_first_bytes_is_refused(void **state)
{
	struct file file;
	size_t len;

	(void)state;
	make_file(&file);
	for (len = 1; len < sizeof(struct procmon_capture); len++)
		expect_not_opened(file.bytes, len, -EBADMSG,
				  "the file ends within its first bytes", len);
}

static void another_kind_of_file_is_refused(void **state)
{
	struct file file;

	(void)state;
	make_file(&file);
	file.bytes[7] ^= 1;
	expect_not_opened(file.bytes, file.len, -EBADMSG,
			  "not a procmon capture", 0);
	expect_not_opened("#!/bin/sh\n", 10, -EBADMSG,
			  "not a procmon capture", 0);
}

static void the_other_byte_order_is_refused(void **state)
{
	struct procmon_capture *capture;
	struct file file;

	(void)state;
	make_file(&file);
	capture = (struct procmon_capture *)file.bytes;
	capture->byte_order = 0x04030201;
	expect_not_opened(file.bytes, file.len, -EPROTO,
			  "written on a host of the other byte order", 8);
	capture->byte_order = 0x01020305;
	expect_not_opened(file.bytes, file.len, -EBADMSG,
			  "byte order mark is damaged", 8);
}

static void another_version_is_refused(void **state)
{
	struct procmon_capture *capture;
	struct file file;

	(void)state;
	make_file(&file);
	capture = (struct procmon_capture *)file.bytes;
	capture->abi_version = PROCMON_ABI_VERSION + 1;
	expect_not_opened(file.bytes, file.len, -EPROTO,
			  "of another version of the protocol", 12);
}

/* Cut off at each byte: whole records are given, the rest is told. */
static void a_file_that_ends_anywhere_is_told(void **state)
{
	struct procmon_capture_reader *reader;
	struct procmon_problem problem;
	struct procmon_record record;
	struct file file;
	size_t len;
	int whole;
	int ret;
	int fd;
	int i;

	(void)state;
	make_file(&file);
	for (len = file.starts[0]; len <= file.len; len++) {
		for (whole = 0; file.starts[whole + 1] <= len; whole++)
			if (whole == RECORDS - 1) {
				whole++;
				break;
			}
		reader = open_bytes(file.bytes, len, &fd);
		for (i = 0; i < whole; i++)
			assert_int_equal(procmon_capture_next(reader, &record,
							      &problem), 1);
		ret = procmon_capture_next(reader, &record, &problem);
		if (len == file.starts[whole]) {
			assert_int_equal(ret, 0);
		} else {
			assert_int_equal(ret, -EBADMSG);
			assert_int_equal(problem.offset, len);
			assert_int_equal(procmon_capture_next(reader, &record,
							      NULL), 0);
		}
		procmon_capture_close(reader);
		close(fd);
	}
}

static void goes_on_behind_a_damaged_record(void **state)
{
	struct procmon_capture_reader *reader;
	struct procmon_problem problem;
	struct procmon_record record;
	struct procmon_exec exec;
	struct file file;
	int fd;

	(void)state;
	make_file(&file);
	memcpy(&exec, file.bytes + file.starts[1], sizeof(exec));
	exec.cwd.off = UINT32_MAX;
	memcpy(file.bytes + file.starts[1], &exec, sizeof(exec));
	reader = open_bytes(file.bytes, file.len, &fd);
	assert_int_equal(procmon_capture_next(reader, &record, &problem), 1);
	assert_int_equal(procmon_capture_next(reader, &record, &problem),
			 -EBADMSG);
	assert_string_equal(problem.field, "cwd");
	assert_int_equal(problem.offset,
			 file.starts[1] + offsetof(struct procmon_exec, cwd));
	assert_int_equal(procmon_capture_next(reader, &record, &problem), 1);
	assert_int_equal(record.header.type, PROCMON_TYPE_LOST);
	assert_int_equal(procmon_capture_next(reader, &record, &problem), 1);
	assert_int_equal(procmon_capture_next(reader, &record, &problem), 0);
	procmon_capture_close(reader);
	close(fd);
}

static void expect_stopped(struct file *file, uint32_t record_len,
			   const char *text, uint64_t offset)
{
	struct procmon_capture_reader *reader;
	struct procmon_problem problem;
	struct procmon_record record;
	int fd;

	memcpy(file->bytes + file->starts[1], &record_len, sizeof(record_len));
	reader = open_bytes(file->bytes, file->len, &fd);
	assert_int_equal(procmon_capture_next(reader, &record, &problem), 1);
	assert_int_equal(procmon_capture_next(reader, &record, &problem),
			 -EBADMSG);
	assert_string_equal(problem.field, "header.len");
	assert_string_equal(problem.text, text);
	assert_int_equal(problem.offset, offset);
	assert_int_equal(procmon_capture_next(reader, &record, &problem), 0);
	procmon_capture_close(reader);
	close(fd);
}

static void stops_where_a_length_cannot_be_trusted(void **state)
{
	struct file file;

	(void)state;
	make_file(&file);
	expect_stopped(&file, 0, "less than the header itself",
		       file.starts[1]);
	expect_stopped(&file, 1201, "not a multiple of 8", file.starts[1]);
	expect_stopped(&file, PROCMON_CAPTURE_RECORD_MAX + 8,
		       "larger than any record is", file.starts[1]);
	expect_stopped(&file, 0xfffffff8, "larger than any record is",
		       file.starts[1]);
	expect_stopped(&file, PROCMON_CAPTURE_RECORD_MAX,
		       "the file ends within the record", file.len);
}

/* One record that is larger than what is read at once. */
static void reads_a_record_of_the_largest_size(void **state)
{
	struct procmon_capture_reader *reader;
	struct procmon_header header = {
		.len = PROCMON_CAPTURE_RECORD_MAX,
		.type = PROCMON_TYPE_LIMIT - 1,
		.fixed_len = sizeof(header),
		.seq = 1,
	};
	struct procmon_record record;
	unsigned char *bytes;
	struct file file;
	int fd;

	(void)state;
	make_file(&file);
	bytes = calloc(1, file.len + header.len);
	assert_non_null(bytes);
	memcpy(bytes, file.bytes, file.starts[0]);
	memcpy(bytes + file.starts[0], &header, sizeof(header));
	memset(bytes + file.starts[0] + sizeof(header), 0x5A,
	       header.len - sizeof(header));
	memcpy(bytes + file.starts[0] + header.len,
	       file.bytes + file.starts[0], file.len - file.starts[0]);
	reader = open_bytes(bytes, file.len + header.len, &fd);
	assert_int_equal(procmon_capture_next(reader, &record, NULL), 1);
	assert_int_equal(record.bytes[header.len - 1], 0x5A);
	assert_int_equal(procmon_capture_next(reader, &record, NULL), 1);
	assert_int_equal(record.header.type, PROCMON_TYPE_SENSOR_START);
	procmon_capture_close(reader);
	close(fd);
	free(bytes);
}

static void a_read_error_is_given_as_it_is(void **state)
{
	struct procmon_capture_reader *reader;
	int fd = open("/", O_RDONLY | O_DIRECTORY);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(procmon_capture_open(fd, NULL, &reader, NULL),
			 -EISDIR);
	close(fd);
	assert_int_equal(procmon_capture_open(-1, NULL, &reader, NULL),
			 -EBADF);
}

/* Writes a capture into a pipe a few bytes at a time. */
static void *drip(void *argument)
{
	static struct file file;
	int fd = *(int *)argument;
	size_t position;
	size_t len;

	make_file(&file);
	for (position = 0; position < file.len; position += len) {
		len = file.len - position < 7 ? file.len - position : 7;
		if (write(fd, file.bytes + position, len) != (ssize_t)len)
			break;
	}
	close(fd);
	return NULL;
}

static void reads_from_a_pipe_that_gives_little(void **state)
{
	struct procmon_capture_reader *reader;
	struct procmon_record record;
	pthread_t thread;
	int pipe_fds[2];
	int count = 0;

	(void)state;
	assert_int_equal(pipe(pipe_fds), 0);
	assert_int_equal(pthread_create(&thread, NULL, drip, &pipe_fds[1]), 0);
	assert_int_equal(procmon_capture_open(pipe_fds[0], NULL, &reader,
					      NULL), 0);
	while (procmon_capture_next(reader, &record, NULL) == 1)
		count++;
	assert_int_equal(count, RECORDS);
	procmon_capture_close(reader);
	assert_int_equal(pthread_join(thread, NULL), 0);
	close(pipe_fds[0]);
}

#define MUCH	(1U << 20)

static void *drain(void *argument)
{
	static char bytes[4096];
	size_t *sum = argument;
	int fd = *sum;
	ssize_t len;

	*sum = 0;
	while ((len = read(fd, bytes, sizeof(bytes))) > 0)
		*sum += len;
	return NULL;
}

static void writes_all_to_a_pipe_that_does_not_block(void **state)
{
	unsigned char *bytes = calloc(1, MUCH);
	pthread_t thread;
	int pipe_fds[2];
	size_t sum;

	(void)state;
	assert_non_null(bytes);
	assert_int_equal(pipe2(pipe_fds, O_NONBLOCK), 0);
	assert_int_equal(fcntl(pipe_fds[0], F_SETFL, 0), 0);
	sum = pipe_fds[0];
	assert_int_equal(pthread_create(&thread, NULL, drain, &sum), 0);
	assert_int_equal(procmon_capture_write(pipe_fds[1], bytes, MUCH), 0);
	close(pipe_fds[1]);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(sum, MUCH);
	close(pipe_fds[0]);
	free(bytes);
}

static void a_write_error_is_told(void **state)
{
	int fd = open("/dev/full", O_WRONLY);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(procmon_capture_start(fd, &info), -ENOSPC);
	assert_int_equal(procmon_capture_write(fd, "x", 1), -ENOSPC);
	assert_int_equal(procmon_capture_write(fd, "", 0), 0);
	close(fd);
	assert_int_equal(procmon_capture_write(-1, "x", 1), -EBADF);
}

static void nothing_to_close_is_no_error(void **state)
{
	(void)state;
	procmon_capture_close(NULL);
}

#define TEST(name)	cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_back_what_was_written),
		TEST(a_capture_without_records_is_one),
		TEST(an_empty_file_is_refused),
		TEST(a_file_that_ends_in_its_first_bytes_is_refused),
		TEST(another_kind_of_file_is_refused),
		TEST(the_other_byte_order_is_refused),
		TEST(another_version_is_refused),
		TEST(a_file_that_ends_anywhere_is_told),
		TEST(goes_on_behind_a_damaged_record),
		TEST(stops_where_a_length_cannot_be_trusted),
		TEST(reads_a_record_of_the_largest_size),
		TEST(a_read_error_is_given_as_it_is),
		TEST(reads_from_a_pipe_that_gives_little),
		TEST(writes_all_to_a_pipe_that_does_not_block),
		TEST(a_write_error_is_told),
		TEST(nothing_to_close_is_no_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
