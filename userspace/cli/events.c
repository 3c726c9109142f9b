// SPDX-License-Identifier: GPL-2.0-only
/*
 * events.c - choose which events the sensor records. It must not know what they
 * are for.
 */
#include "events.h"

#include <errno.h>
#include <string.h>

#include "command.h"
#include "message.h"
#include "names.h"
#include "sensor.h"
#include "sysfs.h"

/* Return: true: the sensor says that it records them. */
static bool are_recorded(uint32_t types, uint32_t flags)
{
	static const struct attribute attribute = {
		"", "events", false, false, false
	};
	char text[SYSFS_VALUE_MAX];
	const char *name;
	char *word;

	if (sysfs_read(&attribute, text) < 0)
		return false;
	for (word = strtok(text, ","); word; word = strtok(NULL, ",")) {
		uint32_t type;

		for (type = 0; type < type_names.count; type++) {
			name = names_find(&type_names, type);
			if (name && strcmp(name, word) == 0)
				types &= ~(1U << type);
		}
		if (strcmp(word, "threads") == 0)
			flags &= ~PROCMON_EVENTS_THREADS;
	}
	return !types && !flags;
}

/* Return: enum exit_status. */
static int choose_error(int error, const char *what, uint32_t types,
			uint32_t flags)
{
	switch (error) {
	case -EPERM:
		if (are_recorded(types, flags))
			return EXIT_STATUS_OK;
		message("%s: not all of it is recorded, and to choose it: %s; be root, with CAP_SYS_ADMIN, and the sensor not locked, or name it in the module's parameter events",
			what, strerror(-error));
		return EXIT_STATUS_PERMISSION;
	case -EIO:
		message("%s: a hook that it needs did not arm; 'procmonctl status' says which, the kernel log why",
			what);
		return EXIT_STATUS_ERROR;
	case -EINVAL:
	case -ENOTTY:
		message("%s: the module cannot record all of it; install procmonctl and module of the same version",
			what);
		return EXIT_STATUS_ABI;
	default:
		return sensor_error("events", error);
	}
}

int events_choose(struct procmon_device *device, const char *what,
		  uint32_t types, uint32_t flags)
{
	int ret;

	/* these always are, and cannot be left out of a choice */
	types |= 1U << PROCMON_TYPE_EXEC;
	if (types == 1U << PROCMON_TYPE_EXEC && !flags)
		return EXIT_STATUS_OK;
	ret = procmon_device_set_events(device, types, flags);
	return ret < 0 ? choose_error(ret, what, types, flags) :
			 EXIT_STATUS_OK;
}
