/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mixed.h - a stream of records of all types. Knows not what is made of it.
 */
#ifndef TESTS_SCALE_MIXED_H
#define TESTS_SCALE_MIXED_H

#include <stdint.h>

#include "record.h"

/* No record is larger. */
#define MIXED_SIZE	(64U * 1024)

/**
 * struct mixed - A stream.
 * @state: of the random numbers.
 * @seq: of the last record.
 * @bytes: the last record.
 * @record: likewise, in the making.
 * @before_len: of the last exec, which the next may repeat; 0: there was none.
 * @before: that exec.
 */
struct mixed {
	uint64_t state;
	uint64_t seq;
	_Alignas(8) unsigned char bytes[MIXED_SIZE];
	struct record record;
	uint32_t before_len;
	_Alignas(8) unsigned char before[MIXED_SIZE];
};

/**
 * mixed_next() - Make the next record.
 * @mixed: the stream; zeroed but for @state it begins.
 *
 * The first tells of the sensor's start. Numbers follow one another.
 *
 * Return: its length; it is in @bytes.
 */
uint32_t mixed_next(struct mixed *mixed);

#endif /* TESTS_SCALE_MIXED_H */
