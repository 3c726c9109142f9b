// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_lock.c - lock the configuration until reboot. It must not know what
 * there is to configure.
 */
#include <errno.h>
#include <string.h>

#include "command.h"
#include "message.h"
#include "option_table.h"
#include "output.h"
#include "sensor.h"
#include "sysfs.h"

static const struct option_row option_rows[] = {
	OPTION_HELP,
};

static const struct option_table options = {
	OPTION_ROWS(option_rows), .print_help = cmd_lock_help
};

void cmd_lock_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl lock [OPTION]...\n\n"
		    "Lock the sensor: until reboot nobody, root included, can change its\n"
		    "configuration, disarm or unload it. There is no way back.\n\n"
		    "Options:\n");
	option_table_help(&options);
}

/* Return: what sysfs says; false also if it cannot be read. */
static bool is_locked(void)
{
	static const struct attribute attribute = {
		"", "locked", true, false, false
	};
	char value[SYSFS_VALUE_MAX];

	return sysfs_read(&attribute, value) == 0 && strcmp(value, "1") == 0;
}

/* Return: enum exit_status. */
static int lock_error(int error)
{
	switch (error) {
	case -EPERM:
		message("lock: %s; be root, with CAP_SYS_ADMIN in the initial user namespace",
			strerror(-error));
		return EXIT_STATUS_PERMISSION;
	case -EINVAL:
		message("lock: the sensor is disarmed, and would stay so; write 1 to "
			SYSFS_DIRECTORY "/armed first");
		return EXIT_STATUS_ERROR;
	case -ENOTTY:
		message("lock: the module does not know it; install procmonctl and module of the same version");
		return EXIT_STATUS_ABI;
	default:
		return sensor_error("lock", error);
	}
}

static int lock(void)
{
	struct procmon_device *device;
	bool was_locked;
	int status;
	int ret;

	status = sensor_open(&device);
	if (status != EXIT_STATUS_OK)
		return status;
	was_locked = is_locked();
	ret = procmon_device_lock(device);
	procmon_device_close(device);
	if (ret < 0)
		return lock_error(ret);
	if (!is_locked()) {
		message("lock: the module accepted it, but " SYSFS_DIRECTORY
			"/locked does not say so; see the kernel log");
		return EXIT_STATUS_ERROR;
	}
	buffer_text(output_buffer(), was_locked ?
		    "was locked already\n" :
		    "locked until reboot: no change, no disarming, no unloading\n");
	return EXIT_STATUS_OK;
}

int cmd_lock(int argc, char **argv)
{
	int status;

	if (!option_table_parse_only(&options, argc, argv, NULL, &status))
		return status;
	return lock();
}
