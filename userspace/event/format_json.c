// SPDX-License-Identifier: GPL-2.0-only
/*
 * format_json.c - one JSON object a line, straight from the decoded record.
 * It must not know fields or kinds by name, but the one that it fills itself.
 *
 * Absent fields are left out, and with them every level that would be empty.
 */
#include <stdlib.h>

#include "format.h"
#include "json_plan.h"
#include "kind.h"
#include "message.h"
#include "text.h"

/* How lines are written, by structure. */
static struct json_plan plans[STRUCTURE_COUNT];

/* Numbers of the steps whose text was escaped, for one record. */
static size_t *escaped;

static void begin(const struct format_options *options,
		  const struct procmon_capture *capture, struct buffer *buffer)
{
	enum structure structure;

	(void)capture;
	(void)buffer;
	escaped = calloc(field_count(), sizeof(*escaped));
	if (!escaped)
		memory_error();
	for (structure = 0; structure < STRUCTURE_COUNT; structure++)
		json_plan_make(&plans[structure], structure, options);
}

static void write_escaped(const struct json_plan *plan, size_t count,
			  struct buffer *buffer)
{
	size_t i;

	buffer_char(buffer, '[');
	for (i = 0; i < count; i++) {
		if (i)
			buffer_char(buffer, ',');
		json_name(buffer, plan->steps[escaped[i]].path.bytes);
	}
	buffer_char(buffer, ']');
}

static void record(const struct event *event, struct buffer *buffer)
{
	const struct json_plan *plan = &plans[field_structure_of(event->record)];
	const struct json_step *last = NULL;
	size_t escaped_count = 0;
	unsigned int shared = JSON_LEVELS_MAX;
	struct value value;
	bool is_escaped;
	size_t i;

	buffer_char(buffer, '{');
	for (i = 0; i < plan->count; i++) {
		const struct json_step *step = &plan->steps[i];
		bool is_list = step->field->kind == &kind_escaped;

		if (step->shared < shared)
			shared = step->shared;
		if (is_list ? !escaped_count :
		    !value_get(step->field, event, &value))
			continue;
		json_plan_key(last, step, shared, buffer);
		last = step;
		shared = JSON_LEVELS_MAX;
		if (is_list) {
			write_escaped(plan, escaped_count, buffer);
			continue;
		}
		is_escaped = false;
		step->field->kind->json(step->field, event, &value, buffer,
					&is_escaped);
		if (is_escaped)
			escaped[escaped_count++] = i;
	}
	if (last)
		json_plan_close(last, 0, buffer);
	buffer_text(buffer, "}\n");
}

static void batch(struct buffer *buffer)
{
	(void)buffer;
}

static void end(struct buffer *buffer)
{
	enum structure structure;

	(void)buffer;
	for (structure = 0; structure < STRUCTURE_COUNT; structure++)
		json_plan_free(&plans[structure]);
	free(escaped);
	escaped = NULL;
}

const struct format format_json = { "json", begin, record, batch, end };
