// SPDX-License-Identifier: GPL-2.0-only
/*
 * sensor.c - say what went wrong with the open device. It must not know what it
 * was opened for.
 */
#include "sensor.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "message.h"
#include "sysfs.h"

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
