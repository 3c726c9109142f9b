// SPDX-License-Identifier: GPL-2.0-only
/*
 * sensor.c - open the device, or say why not. It must not know what for.
 */
#include "sensor.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "message.h"
#include "sysfs.h"

/* Return: enum exit_status. */
static int open_error(int error)
{
	switch (error) {
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		message(PROCMON_DEVICE ": %s; load the module: 'modprobe procmon'",
			strerror(-error));
		return EXIT_STATUS_ABSENT;
	case -EACCES:
	case -EPERM:
		message(PROCMON_DEVICE ": %s; be root or a member of its group",
			strerror(-error));
		return EXIT_STATUS_PERMISSION;
	case -EPROTO:
		message(PROCMON_DEVICE ": the module speaks another version of the protocol than %d; install procmonctl and module of the same version",
			PROCMON_ABI_VERSION);
		return EXIT_STATUS_ABI;
	case -ENOTTY:
		message(PROCMON_DEVICE ": is not procmon's device; unload what made it");
		return EXIT_STATUS_ERROR;
	default:
		message(PROCMON_DEVICE ": %s; try again, or see the kernel log",
			strerror(-error));
		return EXIT_STATUS_ERROR;
	}
}

int sensor_error(const char *what, int error)
{
	message(PROCMON_DEVICE ": %s: %s; see 'procmonctl status' and the kernel log",
		what, strerror(-error));
	return EXIT_STATUS_ERROR;
}

int sensor_snapshot_error(uint32_t tgid, int error)
{
	switch (error) {
	case -EPERM:
		message("snapshot: %s; be root, with CAP_SYS_ADMIN in the initial user namespace",
			strerror(-error));
		return EXIT_STATUS_PERMISSION;
	case -ESRCH:
		message("process %u: %s; see 'procmonctl tree' for those that are there",
			tgid, strerror(-error));
		return EXIT_STATUS_ERROR;
	case -ENODEV:
		message("snapshot: the sensor is disarmed; write 1 to "
			SYSFS_DIRECTORY "/armed first");
		return EXIT_STATUS_ERROR;
	case -ENOTTY:
		message("snapshot: the module does not know it; install procmonctl and module of the same version");
		return EXIT_STATUS_ABI;
	default:
		return sensor_error("snapshot", error);
	}
}

void sensor_record_error(const struct procmon_problem *problem)
{
	message(PROCMON_DEVICE ": byte %" PRIu64
		" of a batch: %s: %s; the record was skipped, install procmonctl and module of the same version",
		problem->offset, problem->field, problem->text);
}

int sensor_open(struct procmon_device **ret_device)
{
	int ret;

	ret = procmon_device_open(NULL, PROCMON_OPEN_NONBLOCK, ret_device);
	return ret < 0 ? open_error(ret) : EXIT_STATUS_OK;
}
