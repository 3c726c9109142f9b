// SPDX-License-Identifier: GPL-2.0-only
/*
 * source_device.c - the device as source, read by its holder. It must not know
 * what is in a record.
 */
#include <errno.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "sensor_open.h"
#include "source.h"

/* Under load records are fetched in batches of about so many bytes. */
#define WAKEUP_BYTES	(64U * 1024)

static struct {
	struct procmon_device *device;
	struct procmon_batch batch;
} source;

static int hold_error(int error)
{
	switch (error) {
	case -EBUSY:
		message(PROCMON_DEVICE ": somebody holds it already; end the other relay, see 'procmonctl status'");
		return EXIT_STATUS_ERROR;
	case -EPERM:
		message(PROCMON_DEVICE ": hold: %s; start the relay with CAP_SYS_ADMIN, it gives it up at once",
			strerror(-error));
		return EXIT_STATUS_PERMISSION;
	default:
		message(PROCMON_DEVICE ": hold: %s; see 'procmonctl status' and the kernel log",
			strerror(-error));
		return EXIT_STATUS_ERROR;
	}
}

static int prepare(const struct config *config, const struct procmon_info *info)
{
	uint32_t bytes = WAKEUP_BYTES;
	int ret;

	if (bytes > info->ring_bytes / 2)
		bytes = (uint32_t)(info->ring_bytes / 2);
	ret = procmon_device_set_wakeup(source.device, bytes,
					(uint32_t)config->latency_ms);
	if (!ret)
		ret = procmon_device_hold(source.device,
					  (uint32_t)config->grace_ms, NULL);
	return ret;
}

static void device_close(void)
{
	procmon_device_close(source.device);
	memset(&source, 0, sizeof(source));
}

static int device_open(const char *name, const struct config *config,
		       struct procmon_capture *ret_capture)
{
	struct procmon_info info;
	int ret;

	(void)name;
	ret = sensor_open(&source.device);
	if (ret != EXIT_STATUS_OK)
		return ret;
	ret = procmon_device_get_info(source.device, &info);
	if (!ret)
		ret = prepare(config, &info);
	if (ret) {
		device_close();
		return hold_error(ret);
	}
	procmon_capture_init(&info, ret_capture);
	return EXIT_STATUS_OK;
}

static int device_next(struct procmon_record *ret_record,
		       struct procmon_problem *problem)
{
	int ret;

	for (;;) {
		ret = procmon_batch_next(&source.batch, ret_record, problem);
		if (ret)
			return ret;
		ret = procmon_device_read(source.device, NULL, 0,
					  &source.batch);
		if (ret == -EAGAIN)
			return 0;
		if (ret && ret != -EINTR)
			return ret;
	}
}

static int device_ack(uint64_t seq)
{
	return procmon_device_ack(source.device, seq);
}

static int device_fd(void)
{
	return procmon_device_fd(source.device);
}

static int device_look(struct relay_counters *counters)
{
	struct procmon_info info;
	int ret;

	ret = procmon_device_get_info(source.device, &info);
	if (ret)
		return ret;
	counters->next_seq = info.next_seq;
	counters->acked_seq = info.acked_seq;
	counters->lag = info.next_seq - 1 - info.acked_seq;
	counters->hooks_armed = info.hooks_armed;
	counters->hooks_failed = info.hooks_failed;
	return 0;
}

const struct source_type source_device = {
	.open = device_open,
	.next = device_next,
	.ack = device_ack,
	.fd = device_fd,
	.look = device_look,
	.close = device_close,
};
