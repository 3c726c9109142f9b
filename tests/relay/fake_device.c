// SPDX-License-Identifier: GPL-2.0-only
/*
 * fake_device.c - a library to preload into procmon-relay: a capture takes the
 * place of /dev/procmon, and each acknowledgement is noted together with what
 * was written and made safe before. It must not know what a sink should do.
 *
 * FAKE_DEVICE_CAPTURE is the capture, FAKE_DEVICE_NOTES the file that notes go
 * to, FAKE_DEVICE_FIRST the first record that is given. Notes are lines:
 *
 *	write INODE BYTES	so many bytes were taken by a file or socket
 *	sync INODE		all that was written to the file is safe
 *	cut INODE BYTES		the file is so long now
 *	ack SEQ			all up to this record were acknowledged
 *
 * Each is written before the relay gets to know that the call has succeeded, so
 * that none is missing when it is killed.
 */
#include <dlfcn.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/procmon.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What one read() gives at most: there are to be many acknowledgements. */
#define READ_BYTES	(24U * 1024)

/**
 * struct device - The device, once it was opened.
 * @fd: an eventfd(2), which is readable while there are records.
 * @notes: where notes go.
 * @bytes: the capture.
 * @size: its size.
 * @at: where the next record is.
 * @last_seq: of the last record.
 * @acked_seq: last record that was acknowledged.
 */
static struct device {
	int fd;
	int notes;
	const unsigned char *bytes;
	size_t size;
	size_t at;
	__u64 last_seq;
	__u64 acked_seq;
} device = { .fd = -1, .notes = -1 };

/* The function that stands behind the one here. */
static void *real(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (!function)
		errx(1, "fake_device: %s: not found", name);
	return function;
}

static void note(const char *what, __u64 number, long long bytes)
{
	char line[80];
	int len;

	if (device.notes < 0)
		return;
	len = bytes < 0 ?
	      snprintf(line, sizeof(line), "%s %llu\n", what, number) :
	      snprintf(line, sizeof(line), "%s %llu %lld\n", what, number,
		       bytes);
	if (syscall(SYS_write, device.notes, line, len) != len)
		err(1, "fake_device: notes");
}

static void note_file(const char *what, int fd, long long bytes)
{
	int before = errno;
	struct stat file;

	if (fd > STDERR_FILENO && fstat(fd, &file) == 0 &&
	    (S_ISREG(file.st_mode) || S_ISSOCK(file.st_mode)))
		note(what, file.st_ino, bytes);
	errno = before;
}

static const struct procmon_header *header_at(size_t at)
{
	return (const struct procmon_header *)(device.bytes + at);
}

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	if (!value)
		errx(1, "fake_device: set %s", name);
	return value;
}

static int device_open(void)
{
	__u64 first = strtoull(setting("FAKE_DEVICE_FIRST"), NULL, 10);
	struct stat file;
	size_t at;
	int fd;

	fd = (int)syscall(SYS_openat, AT_FDCWD, setting("FAKE_DEVICE_CAPTURE"),
			  O_RDONLY | O_CLOEXEC);
	device.notes = (int)syscall(SYS_openat, AT_FDCWD,
				    setting("FAKE_DEVICE_NOTES"),
				    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
				    0600);
	if (fd < 0 || device.notes < 0 || fstat(fd, &file) < 0)
		err(1, "fake_device");
	device.size = (size_t)file.st_size;
	device.bytes = mmap(NULL, device.size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (device.bytes == MAP_FAILED)
		err(1, "fake_device: capture");
	device.at = sizeof(struct procmon_capture);
	for (at = device.at; at < device.size; at += header_at(at)->len) {
		device.last_seq = header_at(at)->seq;
		if (device.last_seq < first)
			device.at = at + header_at(at)->len;
	}
	device.acked_seq = first - 1;
	device.fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
	return device.fd;
}

int open(const char *path, int flags, ...)
{
	int (*real_open)(const char *path, int flags, ...) = real("open");
	va_list arguments;
	mode_t mode = 0;

	if (flags & O_CREAT) {
		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	if (strcmp(path, PROCMON_DEVICE) == 0)
		return device_open();
	return real_open(path, flags, mode);
}

ssize_t read(int fd, void *buffer, size_t size)
{
	ssize_t (*real_read)(int fd, void *buffer, size_t size) = real("read");
	size_t len = 0;
	__u64 count;

	if (fd < 0 || fd != device.fd)
		return real_read(fd, buffer, size);
	if (size > READ_BYTES)
		size = READ_BYTES;
	while (device.at + len < device.size &&
	       len + header_at(device.at + len)->len <= size)
		len += header_at(device.at + len)->len;
	if (!len) {
		/* nothing to wait for any more */
		real_read(fd, &count, sizeof(count));
		errno = EAGAIN;
		return -1;
	}
	memcpy(buffer, device.bytes + device.at, len);
	device.at += len;
	return (ssize_t)len;
}

static void get_info(struct procmon_info *info)
{
	struct procmon_capture capture;

	memcpy(&capture, device.bytes, sizeof(capture));
	*info = (struct procmon_info) {
		.abi_version = PROCMON_ABI_VERSION,
		.record_max = 1 << 20,
		.ring_bytes = 8 << 20,
		.next_seq = device.last_seq + 1,
		.hooks_armed = 1U << PROCMON_HOOK_EXEC,
		.hooks_failed = 1U << PROCMON_HOOK_SYSCALL,
		.acked_seq = device.acked_seq,
		.version = "fake",
	};
	memcpy(info->boot_id, capture.boot_id, sizeof(info->boot_id));
}

static int device_ioctl(unsigned long number, void *argument)
{
	switch (number) {
	case PROCMON_IOC_GET_INFO:
		get_info(argument);
		return 0;
	case PROCMON_IOC_ACK:
		device.acked_seq = ((struct procmon_ack *)argument)->seq;
		note("ack", device.acked_seq, -1);
		return 0;
	case PROCMON_IOC_SET_WAKEUP:
	case PROCMON_IOC_HOLD:
		return 0;
	default:
		errno = ENOTTY;
		return -1;
	}
}

int ioctl(int fd, unsigned long number, ...)
{
	int (*real_ioctl)(int fd, unsigned long number, ...) = real("ioctl");
	va_list arguments;
	void *argument;

	va_start(arguments, number);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (fd >= 0 && fd == device.fd)
		return device_ioctl(number, argument);
	return real_ioctl(fd, number, argument);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	ssize_t (*real_write)(int fd, const void *bytes, size_t size) =
		real("write");
	ssize_t ret = real_write(fd, bytes, size);

	if (ret > 0)
		note_file("write", fd, ret);
	return ret;
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
	ssize_t (*real_send)(int fd, const void *bytes, size_t size,
			     int flags) = real("send");
	ssize_t ret = real_send(fd, bytes, size, flags);

	if (ret > 0)
		note_file("write", fd, ret);
	return ret;
}

int ftruncate(int fd, off_t size)
{
	int (*real_ftruncate)(int fd, off_t size) = real("ftruncate");
	int ret = real_ftruncate(fd, size);

	if (ret == 0)
		note_file("cut", fd, size);
	return ret;
}

int fdatasync(int fd)
{
	int (*real_fdatasync)(int fd) = real("fdatasync");
	int ret = real_fdatasync(fd);

	if (ret == 0)
		note_file("sync", fd, -1);
	return ret;
}

int fsync(int fd)
{
	int (*real_fsync)(int fd) = real("fsync");
	int ret = real_fsync(fd);

	if (ret == 0)
		note_file("sync", fd, -1);
	return ret;
}
