// SPDX-License-Identifier: GPL-2.0-only
/*
 * format_json.c - one JSON object a line, straight from the decoded record.
 * It must not know fields or kinds by name.
 *
 * Absent fields are left out, and with them every level that would be empty.
 * A line is made from the one before of its structure, if that can be.
 */
#include "format.h"
#include "json_before.h"
#include "json_plan.h"
#include "kind.h"
#include "text.h"

/* By structure: how lines are written, and the last one. */
static struct json_plan plans[STRUCTURE_COUNT];
static struct json_before lines[STRUCTURE_COUNT];

static void begin(const struct format_options *options,
		  const struct procmon_capture *capture, struct buffer *buffer)
{
	enum structure structure;

	(void)capture;
	(void)buffer;
	for (structure = 0; structure < STRUCTURE_COUNT; structure++) {
		json_plan_make(&plans[structure], structure, options);
		json_before_make(&lines[structure], &plans[structure]);
	}
}

static void write_escaped(const struct json_plan *plan,
			  const uint64_t *escaped, struct buffer *buffer)
{
	bool is_first = true;
	size_t i;

	buffer_char(buffer, '[');
	for (i = 0; i < plan->count; i++) {
		if (!json_set_has(escaped, i))
			continue;
		if (!is_first)
			buffer_char(buffer, ',');
		is_first = false;
		json_name(buffer, plan->steps[i].path.bytes);
	}
	buffer_char(buffer, ']');
}

/* Return: what was written last; NULL: nothing. */
static const struct json_step *write_values(struct json_before *before,
					    const struct json_plan *plan,
					    const struct event *event)
{
	const struct json_step *last = NULL;
	unsigned int shared = JSON_LEVELS_MAX;
	struct buffer *line = &before->line;
	bool has_escaped = false;
	struct value value;
	bool is_escaped;
	size_t i;

	for (i = 0; i < plan->count; i++) {
		const struct json_step *step = &plan->steps[i];
		const struct kind *kind = step->field->kind;
		bool is_list = kind->source == SOURCE_LINE;

		if (step->shared < shared)
			shared = step->shared;
		if (is_list ? !has_escaped :
		    !value_get(step->field, event, &value))
			continue;
		json_plan_key(last, step, shared, line);
		last = step;
		shared = JSON_LEVELS_MAX;
		before->places[i].start = line->len;
		is_escaped = false;
		if (is_list)
			write_escaped(plan, before->escaped, line);
		else
			kind->json(step->field, event, &value, line,
				   &is_escaped);
		before->places[i].end = line->len;
		json_set_put(before->present, i, true);
		json_set_put(before->escaped, i, is_escaped);
		has_escaped |= is_escaped;
	}
	return last;
}

static void write_line(struct json_before *before,
		       const struct json_plan *plan, const struct event *event)
{
	const struct json_step *last;

	json_before_clear(before);
	buffer_char(&before->line, '{');
	last = write_values(before, plan, event);
	if (last)
		json_plan_close(last, 0, &before->line);
	buffer_text(&before->line, "}\n");
	if (event->record->is_known)
		json_before_keep(before, event);
}

static void record(const struct event *event, struct buffer *buffer)
{
	enum structure structure = field_structure_of(event->record);
	struct json_before *before = &lines[structure];

	if (!json_before_change(before, event))
		write_line(before, &plans[structure], event);
	buffer_add(buffer, before->line.data, before->line.len);
}

static void batch(struct buffer *buffer)
{
	(void)buffer;
}

static void end(struct buffer *buffer)
{
	enum structure structure;

	(void)buffer;
	for (structure = 0; structure < STRUCTURE_COUNT; structure++) {
		json_before_free(&lines[structure]);
		json_plan_free(&plans[structure]);
	}
}

const struct format format_json = { "json", begin, record, batch, end };
