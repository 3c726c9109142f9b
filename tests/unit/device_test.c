// SPDX-License-Identifier: GPL-2.0-only
/*
 * device_test.c - libprocmon against a device that is played here: the linker
 * puts the functions below in place of the system calls of device.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "check.h"
#include "libprocmon.h"
#include "sample.h"

#define DEVICE_FD	4711
#define REPLIES		16

/* What the device says to one read(): an error, or so many bytes. */
struct reply {
	int error;
	ssize_t len;
};

static struct device_play {
	const char *path;
	int flags;
	int open_error;
	int is_open;
	int ioctl_error;
	unsigned long ioctl_number;
	union {
		struct procmon_wakeup wakeup;
		struct procmon_hold hold;
		struct procmon_ack ack;
		struct procmon_events events;
		struct procmon_snapshot_request snapshot;
	} given;
	struct procmon_info info;
	struct reply replies[REPLIES];
	unsigned int reads;
	size_t read_size;
	int whence;
	int seek_error;
} play;

int __wrap_open(const char *path, int flags, ...);
int __wrap_close(int fd);
int __wrap_ioctl(int fd, unsigned long number, ...);
off_t __wrap_lseek(int fd, off_t offset, int whence);
ssize_t __wrap_read(int fd, void *buffer, size_t size);
ssize_t __real_read(int fd, void *buffer, size_t size);
int __real_close(int fd);

int __wrap_open(const char *path, int flags, ...)
{
	play.path = path;
	play.flags = flags;
	if (play.open_error) {
		errno = play.open_error;
		return -1;
	}
	play.is_open++;
	return DEVICE_FD;
}

int __wrap_close(int fd)
{
	if (fd != DEVICE_FD)
		return __real_close(fd);
	play.is_open--;
	return 0;
}

int __wrap_ioctl(int fd, unsigned long number, ...)
{
	va_list list;
	void *argument;

	va_start(list, number);
	argument = va_arg(list, void *);
	va_end(list);
	assert_int_equal(fd, DEVICE_FD);
	play.ioctl_number = number;
	if (play.ioctl_error) {
		errno = play.ioctl_error;
		return -1;
	}
	switch (number) {
	case PROCMON_IOC_GET_INFO:
		memcpy(argument, &play.info, sizeof(play.info));
		break;
	case PROCMON_IOC_HOLD:
		memcpy(&play.given, argument, sizeof(struct procmon_hold));
		((struct procmon_hold *)argument)->resume_seq = 77;
		break;
	case PROCMON_IOC_SET_WAKEUP:
		memcpy(&play.given, argument, sizeof(struct procmon_wakeup));
		break;
	case PROCMON_IOC_ACK:
		memcpy(&play.given, argument, sizeof(struct procmon_ack));
		break;
	case PROCMON_IOC_SET_EVENTS:
		memcpy(&play.given, argument, sizeof(struct procmon_events));
		break;
	case PROCMON_IOC_SNAPSHOT:
		memcpy(&play.given, argument, sizeof(play.given.snapshot));
		((struct procmon_snapshot_request *)argument)->begin_seq = 78;
		break;
	case PROCMON_IOC_RELEASE:
	case PROCMON_IOC_LOCK:
		assert_null(argument);
		break;
	default:
		fail_msg("ioctl %#lx", number);
	}
	return 0;
}

off_t __wrap_lseek(int fd, off_t offset, int whence)
{
	assert_int_equal(fd, DEVICE_FD);
	assert_int_equal(offset, 0);
	play.whence = whence;
	errno = play.seek_error;
	return play.seek_error ? -1 : 0;
}

ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	struct sample sample;
	struct reply reply;

	if (fd != DEVICE_FD)
		return __real_read(fd, buffer, size);
	assert_true(play.reads < REPLIES);
	reply = play.replies[play.reads++];
	play.read_size = size;
	if (reply.error) {
		errno = reply.error;
		return -1;
	}
	if (reply.len < 0) {
		/* one whole record */
		reply.len = sample_reader(&sample, 9);
		assert_true(size >= (size_t)reply.len);
		memcpy(buffer, sample.bytes, reply.len);
	}
	return reply.len;
}

#define RECORD	{ 0, -1 }

static struct procmon_device *open_device(void)
{
	struct procmon_device *device;

	assert_int_equal(procmon_device_open(NULL, 0, &device), 0);
	return device;
}

static int start_play(void **state)
{
	(void)state;
	memset(&play, 0, sizeof(play));
	play.info.abi_version = PROCMON_ABI_VERSION;
	play.info.record_max = 65536;
	memset(play.info.version, 'v', sizeof(play.info.version));
	return 0;
}

static int end_play(void **state)
{
	(void)state;
	/* whatever happened: no descriptor is left open, none closed twice */
	assert_int_equal(play.is_open, 0);
	return 0;
}

static void open_takes_the_usual_path(void **state)
{
	struct procmon_device *device = open_device();

	(void)state;
	assert_string_equal(play.path, "/dev/procmon");
	assert_int_equal(play.flags, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	assert_int_equal(procmon_device_fd(device), DEVICE_FD);
	assert_int_equal(play.ioctl_number, PROCMON_IOC_GET_INFO);
	procmon_device_close(device);
}

static void open_takes_path_and_flags(void **state)
{
	struct procmon_device *device;

	(void)state;
	assert_int_equal(procmon_device_open("/dev/other",
					     PROCMON_OPEN_NONBLOCK, &device),
			 0);
	assert_string_equal(play.path, "/dev/other");
	assert_true(play.flags & O_NONBLOCK);
	procmon_device_close(device);
}

static void open_refuses_unknown_flags(void **state)
{
	struct procmon_device *device = (void *)&play;

	(void)state;
	assert_int_equal(procmon_device_open(NULL, 2, &device), -EINVAL);
	assert_ptr_equal(device, &play);
	assert_null(play.path);
}

static void open_gives_the_error_of_open(void **state)
{
	static const int errors[] = { ENOENT, EACCES, EPERM, ENXIO };
	struct procmon_device *device = (void *)&play;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		play.open_error = errors[i];
		assert_int_equal(procmon_device_open(NULL, 0, &device),
				 -errors[i]);
	}
	assert_ptr_equal(device, &play);
}

static void open_refuses_what_is_no_sensor(void **state)
{
	struct procmon_device *device = (void *)&play;

	(void)state;
	play.ioctl_error = ENOTTY;
	assert_int_equal(procmon_device_open("/dev/null", 0, &device),
			 -ENOTTY);
	assert_ptr_equal(device, &play);
}

static void open_refuses_another_version(void **state)
{
	struct procmon_device *device = (void *)&play;

	(void)state;
	play.info.abi_version = PROCMON_ABI_VERSION + 1;
	assert_int_equal(procmon_device_open(NULL, 0, &device), -EPROTO);
	play.info.abi_version = 0;
	assert_int_equal(procmon_device_open(NULL, 0, &device), -EPROTO);
	assert_ptr_equal(device, &play);
}

static void info_ends_its_version(void **state)
{
	struct procmon_device *device = open_device();
	struct procmon_info info;

	(void)state;
	assert_int_equal(procmon_device_get_info(device, &info), 0);
	assert_int_equal(strlen(info.version), sizeof(info.version) - 1);
	memset(&info, 0xA5, sizeof(info));
	play.ioctl_error = ENODEV;
	assert_int_equal(procmon_device_get_info(device, &info), -ENODEV);
	assert_int_equal(info.record_max, 0xA5A5A5A5);
	procmon_device_close(device);
}

static void ioctls_pass_on_what_they_are_given(void **state)
{
	struct procmon_device *device = open_device();
	uint64_t seq = 0;

	(void)state;
	assert_int_equal(procmon_device_set_wakeup(device, 4096, 200), 0);
	assert_int_equal(play.given.wakeup.bytes, 4096);
	assert_int_equal(play.given.wakeup.timeout_ms, 200);
	assert_int_equal(play.given.wakeup.reserved, 0);
	assert_int_equal(procmon_device_hold(device, 1500, &seq), 0);
	assert_int_equal(play.given.hold.grace_ms, 1500);
	assert_int_equal(play.given.hold.reserved, 0);
	assert_int_equal(seq, 77);
	assert_int_equal(procmon_device_hold(device, 0, NULL), 0);
	assert_int_equal(procmon_device_ack(device, 1ULL << 40), 0);
	assert_int_equal(play.given.ack.seq, 1ULL << 40);
	assert_int_equal(play.given.ack.reserved, 0);
	assert_int_equal(procmon_device_release(device), 0);
	assert_int_equal(play.ioctl_number, PROCMON_IOC_RELEASE);
	assert_int_equal(procmon_device_lock(device), 0);
	assert_int_equal(play.ioctl_number, PROCMON_IOC_LOCK);
	assert_int_equal(procmon_device_set_events(device, 0x1a, 1), 0);
	assert_int_equal(play.given.events.types, 0x1a);
	assert_int_equal(play.given.events.flags, 1);
	assert_int_equal(play.given.events.reserved, 0);
	assert_int_equal(procmon_device_snapshot(device, 4242, &seq), 0);
	assert_int_equal(play.given.snapshot.tgid, 4242);
	assert_int_equal(play.given.snapshot.reserved, 0);
	assert_int_equal(seq, 78);
	assert_int_equal(procmon_device_snapshot(device, 0, NULL), 0);
	assert_int_equal(play.given.snapshot.tgid, 0);
	procmon_device_close(device);
}

static void ioctls_give_the_error(void **state)
{
	struct procmon_device *device = open_device();
	uint64_t seq = 5;

	(void)state;
	play.ioctl_error = EBUSY;
	assert_int_equal(procmon_device_hold(device, 0, &seq), -EBUSY);
	assert_int_equal(seq, 5);
	play.ioctl_error = EPERM;
	assert_int_equal(procmon_device_ack(device, 1), -EPERM);
	assert_int_equal(procmon_device_release(device), -EPERM);
	assert_int_equal(procmon_device_lock(device), -EPERM);
	assert_int_equal(procmon_device_set_events(device, 2, 0), -EPERM);
	play.ioctl_error = ESRCH;
	assert_int_equal(procmon_device_snapshot(device, 1, &seq), -ESRCH);
	assert_int_equal(seq, 5);
	play.ioctl_error = EINVAL;
	assert_int_equal(procmon_device_set_wakeup(device, 2, 0), -EINVAL);
	procmon_device_close(device);
}

static void seeks_to_either_end(void **state)
{
	struct procmon_device *device = open_device();

	(void)state;
	assert_int_equal(procmon_device_seek_end(device), 0);
	assert_int_equal(play.whence, SEEK_END);
	assert_int_equal(procmon_device_seek_start(device), 0);
	assert_int_equal(play.whence, SEEK_SET);
	play.seek_error = EINVAL;
	assert_int_equal(procmon_device_seek_end(device), -EINVAL);
	assert_int_equal(procmon_device_seek_start(device), -EINVAL);
	procmon_device_close(device);
}

static void reads_into_a_buffer_that_takes_every_record(void **state)
{
	struct procmon_device *device;
	struct procmon_record record;
	struct procmon_batch batch;

	(void)state;
	play.info.record_max = 3U << 20;
	play.replies[0] = (struct reply) RECORD;
	device = open_device();
	assert_int_equal(procmon_device_read(device, NULL, 0, &batch), 0);
	assert_true(play.read_size >= 3U << 20);
	assert_false(batch.lapped);
	assert_int_equal(batch.offset, 0);
	assert_int_equal(procmon_batch_next(&batch, &record, NULL), 1);
	assert_int_equal(record.header.seq, 9);
	assert_int_equal(procmon_batch_next(&batch, &record, NULL), 0);
	procmon_device_close(device);
}

static void reads_into_the_callers_buffer(void **state)
{
	struct procmon_device *device = open_device();
	struct procmon_batch batch;
	char buffer[500];

	(void)state;
	play.replies[0] = (struct reply) RECORD;
	assert_int_equal(procmon_device_read(device, buffer, sizeof(buffer),
					     &batch), 0);
	assert_int_equal(play.read_size, sizeof(buffer));
	assert_ptr_equal(batch.bytes, buffer);
	procmon_device_close(device);
}

static void read_gives_errors_as_they_are(void **state)
{
	static const int errors[] = { EAGAIN, EINTR, EINVAL, EFAULT, ENODEV };
	struct procmon_device *device = open_device();
	struct procmon_batch batch = { .len = 99 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		play.replies[i].error = errors[i];
		assert_int_equal(procmon_device_read(device, NULL, 0, &batch),
				 -errors[i]);
		assert_int_equal(play.reads, i + 1);
	}
	assert_int_equal(batch.len, 99);
	procmon_device_close(device);
}

static void a_lapped_reader_is_told_and_goes_on(void **state)
{
	struct procmon_device *device = open_device();
	struct procmon_batch batch;

	(void)state;
	play.replies[0].error = EPIPE;
	play.replies[1] = (struct reply) RECORD;
	play.replies[2] = (struct reply) RECORD;
	assert_int_equal(procmon_device_read(device, NULL, 0, &batch), 0);
	assert_true(batch.lapped);
	assert_true(batch.len > 0);
	assert_int_equal(procmon_device_read(device, NULL, 0, &batch), 0);
	assert_false(batch.lapped);
	procmon_device_close(device);
}

static void that_it_was_lapped_survives_an_error(void **state)
{
	struct procmon_device *device = open_device();
	struct procmon_batch batch;

	(void)state;
	play.replies[0].error = EPIPE;
	play.replies[1].error = EINTR;
	play.replies[2] = (struct reply) RECORD;
	assert_int_equal(procmon_device_read(device, NULL, 0, &batch), -EINTR);
	assert_int_equal(procmon_device_read(device, NULL, 0, &batch), 0);
	assert_true(batch.lapped);
	procmon_device_close(device);
}

static void read_does_not_try_for_ever(void **state)
{
	struct procmon_device *device = open_device();
	struct procmon_batch batch;
	int i;

	(void)state;
	for (i = 0; i < REPLIES; i++)
		play.replies[i].error = EPIPE;
	assert_int_equal(procmon_device_read(device, NULL, 0, &batch),
			 -EPROTO);
	procmon_device_close(device);
}

static void read_refuses_what_no_device_says(void **state)
{
	struct procmon_device *device = open_device();
	struct procmon_batch batch;
	char buffer[100];

	(void)state;
	play.replies[0].len = 0;
	play.replies[1].len = 101;
	assert_int_equal(procmon_device_read(device, buffer, sizeof(buffer),
					     &batch), -EPROTO);
	assert_int_equal(procmon_device_read(device, buffer, sizeof(buffer),
					     &batch), -EPROTO);
	procmon_device_close(device);
}

static void nothing_to_close_is_no_error(void **state)
{
	(void)state;
	procmon_device_close(NULL);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, start_play, \
							end_play)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(open_takes_the_usual_path),
		TEST(open_takes_path_and_flags),
		TEST(open_refuses_unknown_flags),
		TEST(open_gives_the_error_of_open),
		TEST(open_refuses_what_is_no_sensor),
		TEST(open_refuses_another_version),
		TEST(info_ends_its_version),
		TEST(ioctls_pass_on_what_they_are_given),
		TEST(ioctls_give_the_error),
		TEST(seeks_to_either_end),
		TEST(reads_into_a_buffer_that_takes_every_record),
		TEST(reads_into_the_callers_buffer),
		TEST(read_gives_errors_as_they_are),
		TEST(a_lapped_reader_is_told_and_goes_on),
		TEST(that_it_was_lapped_survives_an_error),
		TEST(read_does_not_try_for_ever),
		TEST(read_refuses_what_no_device_says),
		TEST(nothing_to_close_is_no_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
