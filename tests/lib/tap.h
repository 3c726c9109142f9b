/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tap.h - a test's own reader of the sensor: record after record, with a
 * deadline, and no gap. It must not know what a record is for.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include <libprocmon.h>

/**
 * struct tap - A reader.
 * @device: the open device.
 * @batch: what was read and not given yet.
 * @seq: of the last record; 0: none yet.
 * @problem: why the last call failed, for people.
 */
struct tap {
	struct procmon_device *device;
	struct procmon_batch batch;
	uint64_t seq;
	char problem[256];
};

/**
 * tap_open() - Start to read.
 * @tap: the reader; @tap->problem is set on failure.
 * @past: true: from the oldest record in the ring; false: what comes now.
 *
 * Return: 0 or -errno.
 */
int tap_open(struct tap *tap, bool past);

/**
 * tap_skip() - Go on behind what there is now.
 * @tap: the reader.
 *
 * Return: 0 or -errno.
 */
int tap_skip(struct tap *tap);

/**
 * tap_close() - End reading.
 * @tap: the reader; one whose tap_open() failed is fine.
 */
void tap_close(struct tap *tap);

/**
 * tap_next() - Next record.
 * @tap: the reader.
 * @deadline: from deadline_in().
 * @record: returned: the record; good until the next call.
 *
 * Return: 1: a record; 0: none came in time; -EBADMSG: a malformed record;
 * -EILSEQ: sequence numbers are missing and no LOST record says so; any other
 * error of the device. @tap->problem says more.
 */
int tap_next(struct tap *tap, uint64_t deadline, struct procmon_record *record);

/**
 * record_keep() - Copy a record, to have it after the next tap_next().
 * @record: the record.
 *
 * Return: the copy, for free(); NULL: no memory.
 */
struct procmon_record *record_keep(const struct procmon_record *record);

#endif /* TESTS_TAP_H */
