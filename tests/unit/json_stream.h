/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json_stream.h - a stream of records each of which differs a little from one
 * before it. It knows no test, nor how a record is shown.
 */
#ifndef JSON_STREAM_H
#define JSON_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "event.h"
#include "sample.h"

#define STREAM_STRINGS	18
#define STREAM_ARRAYS	4
#define STREAM_ELEMENTS	3

/**
 * struct stream_array - An array of a record.
 * @count: elements; 0: the array is empty, or absent.
 * @is_absent: it is absent.
 * @is_long: its elements are longer than this version knows.
 * @seeds: what its elements are made of, a few bits each member.
 */
struct stream_array {
	unsigned int count;
	bool is_absent;
	bool is_long;
	uint64_t seeds[STREAM_ELEMENTS];
};

/**
 * struct stream_record - What the records of a type are made of.
 * @fixed: the fixed part.
 * @fixed_len: how long it is.
 * @sent_len: how much of it an old sensor sends.
 * @strings: of each string, number of its text.
 * @arrays: of each array.
 */
struct stream_record {
	_Alignas(8) unsigned char fixed[sizeof(struct procmon_exec)];
	uint32_t fixed_len;
	uint32_t sent_len;
	unsigned int strings[STREAM_STRINGS];
	struct stream_array arrays[STREAM_ARRAYS];
};

/**
 * struct json_stream - A stream of records.
 * @random: state of its random numbers.
 * @types: the last record of each type.
 * @known: what is known of the boot and the clocks.
 * @sample: the record.
 * @record: decoded.
 * @event: of it.
 */
struct json_stream {
	uint64_t random;
	struct stream_record types[PROCMON_TYPE_LIMIT];
	struct stream known;
	struct sample sample;
	struct procmon_record record;
	struct event event;
};

/**
 * json_stream_start() - Begin; the same seed gives the same records.
 * @stream: is filled.
 * @seed: begin of its random numbers.
 */
void json_stream_start(struct json_stream *stream, uint64_t seed);

/**
 * json_stream_next() - The next record.
 * @stream: the stream; holds the record until the next call.
 */
const struct event *json_stream_next(struct json_stream *stream);

/**
 * json_stream_type() - Go through the types.
 * @idx: which one, from 0.
 *
 * Return: enum procmon_type; 0: that was the last.
 */
unsigned int json_stream_type(size_t idx);

/**
 * json_stream_word() - A record of a type as it began, with one bit changed.
 * @stream: of which there was no next record yet; holds the record until the
 *	next call.
 * @type: the type.
 * @word: which 32 bits of the fixed part have that bit; 0: none is changed.
 *
 * Return: the record; NULL: these bits make no record.
 */
const struct event *json_stream_word(struct json_stream *stream,
				     unsigned int type, unsigned int word);

#endif /* JSON_STREAM_H */
