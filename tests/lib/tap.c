// SPDX-License-Identifier: GPL-2.0-only
/*
 * tap.c - a test's own reader of the sensor
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deadline.h"
#include "tap.h"

int tap_open(struct tap *tap, bool past)
{
	int error;

	memset(tap, 0, sizeof(*tap));
	error = procmon_device_open(NULL, PROCMON_OPEN_NONBLOCK, &tap->device);
	if (error) {
		snprintf(tap->problem, sizeof(tap->problem),
			 "%s: %s", PROCMON_DEVICE, strerror(-error));
		return error;
	}
	if (past)
		return 0;
	error = tap_skip(tap);
	if (error)
		tap_close(tap);
	return error;
}

int tap_skip(struct tap *tap)
{
	int error = procmon_device_seek_end(tap->device);

	tap->batch.bytes = NULL;
	tap->seq = 0;
	if (error)
		snprintf(tap->problem, sizeof(tap->problem),
			 "seek to the end: %s", strerror(-error));
	return error;
}

void tap_close(struct tap *tap)
{
	procmon_device_close(tap->device);
	tap->device = NULL;
}

/* tap_check_seq() - The stream has no gap that it does not speak of. */
static int tap_check_seq(struct tap *tap, const struct procmon_record *record)
{
	uint64_t first = record->header.seq;
	uint64_t before = tap->seq;

	if (record->header.type == PROCMON_TYPE_LOST && record->is_known)
		first = record->lost.first_seq;
	tap->seq = record->header.seq;
	if (!before || first == before + 1)
		return 0;
	snprintf(tap->problem, sizeof(tap->problem),
		 "seq %" PRIu64 " follows on %" PRIu64, first, before);
	return -EILSEQ;
}

/* tap_fill() - Read a batch. Return: 1, 0 for the deadline, -errno. */
static int tap_fill(struct tap *tap, uint64_t deadline)
{
	struct pollfd wait = {
		.fd = procmon_device_fd(tap->device),
		.events = POLLIN,
	};
	int result;

	for (;;) {
		result = procmon_device_read(tap->device, NULL, 0, &tap->batch);
		if (!result)
			return 1;
		if (result != -EAGAIN && result != -EINTR) {
			snprintf(tap->problem, sizeof(tap->problem),
				 "read: %s", strerror(-result));
			return result;
		}
		result = poll(&wait, 1, deadline_left_ms(deadline));
		if (!result) {
			snprintf(tap->problem, sizeof(tap->problem),
				 "no record in time after seq %" PRIu64,
				 tap->seq);
			return 0;
		}
		if (result < 0 && errno != EINTR)
			return -errno;
		if (result > 0 && !(wait.revents & POLLIN)) {
			snprintf(tap->problem, sizeof(tap->problem),
				 "poll: revents %#x", wait.revents);
			return -EIO;
		}
	}
}

int tap_next(struct tap *tap, uint64_t deadline, struct procmon_record *record)
{
	struct procmon_problem problem;
	int result;

	tap->problem[0] = '\0';
	for (;;) {
		if (tap->batch.bytes) {
			result = procmon_batch_next(&tap->batch, record,
						    &problem);
			if (result == 1) {
				result = tap_check_seq(tap, record);
				return result ? result : 1;
			}
			if (result < 0) {
				snprintf(tap->problem, sizeof(tap->problem),
					 "record: %s %s at %" PRIu64,
					 problem.field, problem.text,
					 problem.offset);
				return result;
			}
			tap->batch.bytes = NULL;
		}
		result = tap_fill(tap, deadline);
		if (result <= 0)
			return result;
	}
}

struct procmon_record *record_keep(const struct procmon_record *record)
{
	struct procmon_record *copy;
	unsigned char *bytes;

	copy = malloc(sizeof(*copy) + record->header.len);
	if (!copy)
		return NULL;
	*copy = *record;
	bytes = (unsigned char *)(copy + 1);
	memcpy(bytes, record->bytes, record->header.len);
	copy->bytes = bytes;
	return copy;
}
