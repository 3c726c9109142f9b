// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * device.c - the sensor's device: open it, ask it, read from it. Knows
 * nothing of what is in a record.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "internal.h"

/* Large enough that a read() under load is worth its system call, bytes. */
#define BUFFER_SIZE	(256U * 1024)

/*
 * A device that says -EPIPE again and again does not keep to the protocol:
 * the record that follows it is there already.
 */
#define LAPPED_MAX	8

struct procmon_device {
	int fd;
	void *buffer;
	size_t buffer_size;
	/* said by the device, but not yet by procmon_device_read() */
	bool lapped;
};

static int device_ioctl(struct procmon_device *device, unsigned long number,
			void *argument)
{
	return ioctl(device->fd, number, argument) < 0 ? -errno : 0;
}

int procmon_device_open(const char *path, unsigned int flags,
			struct procmon_device **ret_device)
{
	int open_flags = O_RDONLY | O_CLOEXEC | O_NOCTTY;
	struct procmon_device *device;
	struct procmon_info info;
	int ret;

	if (flags & ~PROCMON_OPEN_NONBLOCK)
		return -EINVAL;
	if (flags & PROCMON_OPEN_NONBLOCK)
		open_flags |= O_NONBLOCK;
	device = calloc(1, sizeof(*device));
	if (!device)
		return -ENOMEM;
	device->fd = open(path ? path : PROCMON_DEVICE, open_flags);
	if (device->fd < 0) {
		ret = -errno;
		goto err_device;
	}
	ret = procmon_device_get_info(device, &info);
	if (ret)
		goto err_open;
	if (info.abi_version != PROCMON_ABI_VERSION) {
		ret = -EPROTO;
		goto err_open;
	}
	device->buffer_size = info.record_max > BUFFER_SIZE ?
			      info.record_max : BUFFER_SIZE;
	*ret_device = device;
	return 0;

err_open:
	close(device->fd);
err_device:
	free(device);
	return ret;
}

void procmon_device_close(struct procmon_device *device)
{
	if (!device)
		return;
	close(device->fd);
	free(device->buffer);
	free(device);
}

int procmon_device_fd(const struct procmon_device *device)
{
	return device->fd;
}

int procmon_device_get_info(struct procmon_device *device,
			    struct procmon_info *ret_info)
{
	struct procmon_info info;
	int ret;

	ret = device_ioctl(device, PROCMON_IOC_GET_INFO, &info);
	if (ret)
		return ret;
	/* it may be printed: be sure that it ends */
	info.version[sizeof(info.version) - 1] = '\0';
	*ret_info = info;
	return 0;
}

int procmon_device_set_wakeup(struct procmon_device *device, uint32_t bytes,
			      uint32_t timeout_ms)
{
	struct procmon_wakeup wakeup = {
		.bytes = bytes,
		.timeout_ms = timeout_ms,
	};

	return device_ioctl(device, PROCMON_IOC_SET_WAKEUP, &wakeup);
}

int procmon_device_hold(struct procmon_device *device, uint32_t grace_ms,
			uint64_t *ret_resume_seq)
{
	struct procmon_hold hold = {
		.grace_ms = grace_ms,
	};
	int ret;

	ret = device_ioctl(device, PROCMON_IOC_HOLD, &hold);
	if (ret)
		return ret;
	if (ret_resume_seq)
		*ret_resume_seq = hold.resume_seq;
	return 0;
}

int procmon_device_ack(struct procmon_device *device, uint64_t seq)
{
	struct procmon_ack ack = {
		.seq = seq,
	};

	return device_ioctl(device, PROCMON_IOC_ACK, &ack);
}

int procmon_device_release(struct procmon_device *device)
{
	return device_ioctl(device, PROCMON_IOC_RELEASE, NULL);
}

int procmon_device_lock(struct procmon_device *device)
{
	return device_ioctl(device, PROCMON_IOC_LOCK, NULL);
}

int procmon_device_set_events(struct procmon_device *device, uint32_t types,
			      uint32_t flags)
{
	struct procmon_events events = {
		.types = types,
		.flags = flags,
	};

	return device_ioctl(device, PROCMON_IOC_SET_EVENTS, &events);
}

int procmon_device_snapshot(struct procmon_device *device, uint32_t tgid,
			    uint64_t *ret_begin_seq)
{
	struct procmon_snapshot_request request = {
		.tgid = tgid,
	};
	int ret;

	ret = device_ioctl(device, PROCMON_IOC_SNAPSHOT, &request);
	if (ret)
		return ret;
	if (ret_begin_seq)
		*ret_begin_seq = request.begin_seq;
	return 0;
}

int procmon_device_seek_start(struct procmon_device *device)
{
	return lseek(device->fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

int procmon_device_seek_end(struct procmon_device *device)
{
	return lseek(device->fd, 0, SEEK_END) < 0 ? -errno : 0;
}

int procmon_device_read(struct procmon_device *device, void *buffer,
			size_t size, struct procmon_batch *ret_batch)
{
	unsigned int attempt;
	ssize_t len = -1;

	if (!buffer) {
		if (!device->buffer)
			device->buffer = malloc(device->buffer_size);
		if (!device->buffer)
			return -ENOMEM;
		buffer = device->buffer;
		size = device->buffer_size;
	}
	for (attempt = 0; attempt < LAPPED_MAX; attempt++) {
		len = read(device->fd, buffer, size);
		if (len >= 0 || errno != EPIPE)
			break;
		device->lapped = true;
	}
	if (len < 0)
		return errno == EPIPE ? -EPROTO : -errno;
	/* a device has no end: it gives a record or says why not */
	if (!len || (size_t)len > size)
		return -EPROTO;
	ret_batch->bytes = buffer;
	ret_batch->len = len;
	ret_batch->offset = 0;
	ret_batch->lapped = device->lapped;
	device->lapped = false;
	return 0;
}
