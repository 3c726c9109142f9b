// SPDX-License-Identifier: GPL-2.0-only
/*
 * sensor_open.c - open the device, or say why not. It must not know what for.
 */
#include "sensor_open.h"

#include <errno.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"

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
		message(PROCMON_DEVICE ": the module speaks another version of the protocol than %d; install %s and module of the same version",
			PROCMON_ABI_VERSION, program_invocation_short_name);
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

int sensor_open(struct procmon_device **ret_device)
{
	int ret;

	ret = procmon_device_open(NULL, PROCMON_OPEN_NONBLOCK, ret_device);
	return ret < 0 ? open_error(ret) : EXIT_STATUS_OK;
}
