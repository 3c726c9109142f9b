/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json_before.h - a line that was written before, and making the next one from
 * it. It must not know any kind or field by name.
 */
#ifndef PROCMON_JSON_BEFORE_H
#define PROCMON_JSON_BEFORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "event.h"
#include "json_plan.h"
#include "json_sources.h"

/**
 * struct json_place - Where in the line a value is.
 * @start: its first byte.
 * @end: behind its last byte.
 */
struct json_place {
	size_t start;
	size_t end;
};

/**
 * struct json_piece - A value that takes the place of one in the line.
 * @step: number of its step.
 * @text: where its text is among the texts of all pieces.
 */
struct json_piece {
	size_t step;
	struct json_place text;
};

/**
 * struct json_before - A line, and what it was made from.
 * @sources: what its values are made from.
 * @line: the line.
 * @places: of each step that is in the line.
 * @present: set of the steps that are.
 * @escaped: set of those whose text was escaped.
 * @has_line: there is one, made from what follows.
 * @shape: shape of the record.
 * @event: refers to the three that follow; of what was redacted only counts
 *	whether there was something.
 * @record: the record; of its bytes only those behind the fixed part count.
 * @bytes: its bytes.
 * @stream: what was known of its stream.
 * @changed: set, for the time of a call.
 * @pieces: likewise.
 * @texts: likewise, of all pieces.
 * @woven: likewise, a line in the making.
 */
struct json_before {
	const struct json_sources *sources;
	struct buffer line;
	struct json_place *places;
	uint64_t *present;
	uint64_t *escaped;
	bool has_line;
	struct json_shape shape;
	struct event event;
	struct procmon_record record;
	struct buffer bytes;
	struct stream stream;
	uint64_t *changed;
	struct json_piece *pieces;
	struct buffer texts;
	struct buffer woven;
};

/**
 * json_before_make() - Begin without a line.
 * @before: is filled; json_before_free() frees what it holds. It must not move.
 * @sources: what its values are made from; must stay.
 */
void json_before_make(struct json_before *before,
		      const struct json_sources *sources);

/**
 * json_before_free() - Free it.
 * @before: is empty afterwards.
 */
void json_before_free(struct json_before *before);

/**
 * json_before_change() - Make the line of the next record from this one.
 * @before: the line; is changed.
 * @event: the next record of this structure.
 * @shape: its shape.
 *
 * Return: true; false: it must be written anew.
 */
bool json_before_change(struct json_before *before, const struct event *event,
			const struct json_shape *shape);

/**
 * json_before_clear() - Have an empty line, to write one anew.
 * @before: the line. Who writes it fills @line, @places, @present and @escaped,
 *	and calls json_before_keep().
 */
void json_before_clear(struct json_before *before);

/**
 * json_before_keep() - Keep what a line that was written anew was made from.
 * @before: the line.
 * @event: the record.
 * @shape: its shape.
 */
void json_before_keep(struct json_before *before, const struct event *event,
		      const struct json_shape *shape);

/**
 * json_before_drop() - Give the memory of a line back.
 * @before: the line; the next one must be written anew.
 */
void json_before_drop(struct json_before *before);

#endif /* PROCMON_JSON_BEFORE_H */
