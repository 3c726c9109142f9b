/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json_plan.h - which keys the objects of a structure have, in which order,
 * and the text between them. It must not know records.
 */
#ifndef PROCMON_JSON_PLAN_H
#define PROCMON_JSON_PLAN_H

#include <stddef.h>

#include "buffer.h"
#include "field.h"
#include "format.h"

#define JSON_LEVELS_MAX	6

/**
 * struct json_text - Text of the plan.
 * @bytes: the text; NUL-terminated.
 * @len: how long it is.
 */
struct json_text {
	char *bytes;
	size_t len;
};

/**
 * struct json_step - A field in the plan.
 * @field: the field.
 * @depth: levels above its key.
 * @shared: levels that it shares with the step before.
 * @open: text that opens each level: "name":{
 * @key: text of the key with its colon.
 * @path: whole key, to name it elsewhere.
 */
struct json_step {
	const struct field *field;
	unsigned int depth;
	unsigned int shared;
	struct json_text open[JSON_LEVELS_MAX];
	struct json_text key;
	struct json_text path;
};

/**
 * struct json_plan - How objects of a structure are written.
 * @structure: the structure.
 * @steps: the fields, in order.
 * @count: how many.
 */
struct json_plan {
	enum structure structure;
	struct json_step *steps;
	size_t count;
};

/**
 * json_plan_make() - Make the plan of a structure.
 * @plan: is filled; json_plan_free() frees what it holds.
 * @structure: the structure.
 * @options: which fields, and which keys.
 */
void json_plan_make(struct json_plan *plan, enum structure structure,
		    const struct format_options *options);

/**
 * json_plan_free() - Free it.
 * @plan: is empty afterwards.
 */
void json_plan_free(struct json_plan *plan);

/**
 * json_plan_key() - Write what stands in front of a value.
 * @last: step whose value was written last; NULL: this is the first.
 * @step: the step.
 * @shared: levels that all steps from behind @last up to @step share.
 * @buffer: the buffer that it is appended to.
 */
void json_plan_key(const struct json_step *last, const struct json_step *step,
		   unsigned int shared, struct buffer *buffer);

/**
 * json_plan_close() - Close what a step has open.
 * @step: the step.
 * @depth: levels that stay open.
 * @buffer: the buffer that it is appended to.
 */
void json_plan_close(const struct json_step *step, unsigned int depth,
		     struct buffer *buffer);

#endif /* PROCMON_JSON_PLAN_H */
