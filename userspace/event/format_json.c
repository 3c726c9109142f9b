// SPDX-License-Identifier: GPL-2.0-only
/*
 * format_json.c - one JSON object a line, straight from the decoded record.
 * It must not know fields or kinds by name.
 *
 * Absent fields are left out, and with them every level that would be empty.
 * A line is made from the one before of its structure, if that can be.
 */
#include <stdlib.h>

#include "format.h"
#include "json_before.h"
#include "json_plan.h"
#include "kind.h"
#include "text.h"

/*
 * Different programs take turns. Of each structure some lines are kept, and a
 * record finds the one of its like, if not one of another kind is in its place.
 */
#define LINES		16
/* With its record; who starts programs must not say what memory we need. */
#define KEPT_MAX_BYTES	(32 * 1024)
/* 2^64 divided by the golden ratio: spreads numbers that are near each other */
#define MIX		UINT64_C(0x9e3779b97f4a7c15)

static struct {
	struct json_plan plan;
	struct json_sources sources;
	struct json_before *lines;
} structures[STRUCTURE_COUNT];

static void begin(const struct format_options *options,
		  const struct procmon_capture *capture, struct buffer *buffer)
{
	enum structure structure;

	(void)capture;
	(void)buffer;
	for (structure = 0; structure < STRUCTURE_COUNT; structure++) {
		json_plan_make(&structures[structure].plan, structure, options);
		json_sources_make(&structures[structure].sources,
				  &structures[structure].plan);
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
		if (is_escaped)
			json_set_put(before->escaped, i, true);
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
}

/* Where the line of its like is: of the same file, with the same fields. */
static size_t line_of(const struct procmon_record *record,
		      const struct json_shape *shape)
{
	uint64_t bits = shape->conditions ^ shape->fixed_len << 32;
	size_t reason;

	for (reason = 0; reason < PROCMON_REASON_COUNT; reason++)
		bits = bits * MIX ^ shape->missing[reason].bits[0];
	if (record_is_exec(record))
		bits = bits * MIX ^ record->exec.exe_file.ino;
	return (bits * MIX >> 32) % LINES;
}

/* Lines are there from the first record of the structure on. */
static struct json_before *lines_of(enum structure structure)
{
	struct json_before *lines = structures[structure].lines;
	size_t i;

	if (lines)
		return lines;
	lines = json_allocate(LINES, sizeof(*lines));
	for (i = 0; i < LINES; i++)
		json_before_make(&lines[i], &structures[structure].sources);
	structures[structure].lines = lines;
	return lines;
}

static void record(const struct event *event, struct buffer *buffer)
{
	enum structure structure = field_structure_of(event->record);
	struct json_before *before = lines_of(structure);
	bool is_known = event->record->is_known;
	struct json_shape shape;

	if (is_known) {
		json_sources_shape(&structures[structure].sources,
				   event->record, &shape);
		before += line_of(event->record, &shape);
	}
	if (!is_known || !json_before_change(before, event, &shape)) {
		write_line(before, &structures[structure].plan, event);
		if (is_known)
			json_before_keep(before, event, &shape);
	}
	buffer_add(buffer, before->line.data, before->line.len);
	if (before->line.len + before->bytes.len > KEPT_MAX_BYTES)
		json_before_drop(before);
}

static void batch(struct buffer *buffer)
{
	(void)buffer;
}

static void end(struct buffer *buffer)
{
	enum structure structure;
	size_t i;

	(void)buffer;
	for (structure = 0; structure < STRUCTURE_COUNT; structure++) {
		for (i = 0; structures[structure].lines && i < LINES; i++)
			json_before_free(&structures[structure].lines[i]);
		free(structures[structure].lines);
		structures[structure].lines = NULL;
		json_sources_free(&structures[structure].sources);
		json_plan_free(&structures[structure].plan);
	}
}

const struct format format_json = { "json", begin, record, batch, end };
