// SPDX-License-Identifier: GPL-2.0-only
/*
 * sensor.c - the module from outside its device; see sensor.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modules.h"
#include "sensor.h"

int sensor_load(const char *parameters)
{
	const char *path = getenv("PROCMON_MODULE");
	char quiet[512];

	/* Tests count records. */
	if (!strstr(parameters, "heartbeat_s=")) {
		snprintf(quiet, sizeof(quiet), "%s heartbeat_s=0", parameters);
		parameters = quiet;
	}
	return module_load(path ? path : "/procmon/procmon.ko", parameters);
}

int sensor_unload(void)
{
	return module_unload("procmon");
}

bool sensor_loaded(void)
{
	return module_loaded("procmon");
}

int file_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return -errno;
	length = read(fd, text, size - 1);
	if (length < 0)
		length = -errno;
	close(fd);
	if (length < 0)
		return length;
	if (length && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	return 0;
}

int file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t length = strlen(text);
	int result = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, length) != length)
		result = -errno;
	close(fd);
	return result;
}

uint64_t sensor_value(const char *name)
{
	unsigned long long value;
	char path[128], text[64];
	char *end;

	snprintf(path, sizeof(path), "%s/%s", SENSOR_SYSFS, name);
	if (file_read(path, text, sizeof(text)))
		return UINT64_MAX;
	value = strtoull(text, &end, 10);
	return end == text || *end ? UINT64_MAX : value;
}

static void read_counters(struct counters *counters)
{
	counters->captured = sensor_value("counters/captured");
	counters->delivered = sensor_value("counters/delivered");
	counters->overwritten = sensor_value("counters/overwritten");
	counters->lost = sensor_value("counters/lost");
	counters->pending = sensor_value("counters/pending");
	counters->tombstones = sensor_value("counters/tombstones");
}

/*
 * Each is a file of its own, and the sensor records what happens to itself at
 * any time: what is read twice alike is of one moment.
 */
int sensor_counters(struct counters *counters)
{
	struct counters again;
	int tries = 100;

	read_counters(&again);
	do {
		*counters = again;
		read_counters(&again);
	} while (memcmp(counters, &again, sizeof(again)) && --tries);
	if (counters->captured == UINT64_MAX ||
	    counters->delivered == UINT64_MAX ||
	    counters->overwritten == UINT64_MAX ||
	    counters->lost == UINT64_MAX || counters->pending == UINT64_MAX ||
	    counters->tombstones == UINT64_MAX)
		return -1;
	return 0;
}

bool counters_balance(const struct counters *counters)
{
	return counters->captured == counters->delivered +
		counters->overwritten + counters->lost + counters->pending;
}

int kernel_log_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int result = fd;

	if (fd < 0)
		return -errno;
	if (lseek(fd, 0, SEEK_END) < 0) {
		result = -errno;
		close(fd);
	}
	return result;
}

bool kernel_log_find(int fd, const char *text)
{
	char line[8192];
	ssize_t length;

	for (;;) {
		length = read(fd, line, sizeof(line) - 1);
		if (length < 0 && errno == EPIPE)
			continue;
		if (length <= 0)
			return false;
		line[length] = '\0';
		if (strstr(line, text))
			return true;
	}
}
