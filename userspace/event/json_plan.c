// SPDX-License-Identifier: GPL-2.0-only
/*
 * json_plan.c - which keys the objects of a structure have, in which order,
 * and the text between them. It must not know records.
 *
 * The dotted keys of the selected fields are sorted once: how many levels a
 * key shares with the one before, and the text that opens the others.
 */
#include "json_plan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

bool json_has_key(const struct field *field, enum json_schema schema)
{
	if (schema != JSON_OCSF)
		return field->path;
	if (field->ocsf)
		return *field->ocsf;
	return field->path && !(field->flags & FIELD_ECS);
}

void json_key(const struct field *field, enum json_schema schema,
	      struct buffer *buffer)
{
	const char *at;

	if (schema == JSON_ECS) {
		buffer_text(buffer, field->path);
		return;
	}
	if (schema == JSON_OCSF) {
		buffer_text(buffer, field->ocsf ? field->ocsf : "unmapped.");
		if (field->ocsf)
			return;
	}
	for (at = field->name; *at; at++)
		buffer_char(buffer, (char)tolower((unsigned char)*at));
}

/* A dot sorts before all else: what has the same levels stands together. */
static int compare(const void *left, const void *right)
{
	const struct json_step *a = left;
	const struct json_step *b = right;
	const char *x = a->path.bytes;
	const char *y = b->path.bytes;
	bool is_last_a = a->field->flags & FIELD_LAST;
	bool is_last_b = b->field->flags & FIELD_LAST;

	if (is_last_a != is_last_b &&
	    (!strchr(x, '.') || strncmp(x, y, strcspn(x, ".") + 1) == 0))
		return is_last_a ? 1 : -1;
	while (*x && *x == *y) {
		x++;
		y++;
	}
	if (*x == *y)
		return 0;
	if (!*x || !*y)
		return *x ? 1 : -1;
	if (*x == '.' || *y == '.')
		return *x == '.' ? -1 : 1;
	return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
}

static struct json_text take_text(struct buffer *buffer)
{
	struct json_text text = { .len = buffer->len };

	buffer_char(buffer, '\0');
	text.bytes = strdup(buffer->data);
	if (!text.bytes)
		memory_error();
	buffer->len = 0;
	return text;
}

/* Split the path at its dots. */
static void make_levels(struct json_step *step, struct buffer *text)
{
	const char *at = step->path.bytes;
	const char *dot;

	while ((dot = strchr(at, '.')) != NULL &&
	       step->depth < JSON_LEVELS_MAX) {
		buffer_char(text, '"');
		buffer_add(text, at, (size_t)(dot - at));
		buffer_text(text, "\":{");
		step->open[step->depth++] = take_text(text);
		at = dot + 1;
	}
	buffer_char(text, '"');
	buffer_text(text, at);
	buffer_text(text, "\":");
	step->key = take_text(text);
}

/* Who selects a column means it also where OCSF wants another type. */
static bool tells_for(const struct field *field, const struct field *column)
{
	return field->flags & FIELD_OCSF && column->ocsf &&
	       strcmp(column->ocsf, OCSF_TOLD) == 0 &&
	       field->structure == column->structure &&
	       field->offset == column->offset;
}

/* A name goes with its number. */
static bool names_column(const struct field *field,
			 const struct field *column)
{
	return field->flags & FIELD_NAMES &&
	       field->structure == column->structure &&
	       field->offset == column->offset;
}

static bool is_selected(const struct field *field, enum structure structure,
			const struct format_options *options)
{
	size_t i;

	if (!field_is_of(field, structure) ||
	    !json_has_key(field, options->schema) ||
	    (field->flags & FIELD_NAMES && !options->wants_names))
		return false;
	if (options->schema == JSON_FLAT && field->flags & FIELD_ECS &&
	    !options->columns)
		return false;
	if (field->flags & FIELD_BASE)
		return options->schema != JSON_FLAT ||
		       !(field->flags & FIELD_ECS);
	if (!options->columns)
		return true;
	for (i = 0; i < options->column_count; i++)
		if (strcmp(options->columns[i]->name, field->name) == 0 ||
		    tells_for(field, options->columns[i]) ||
		    names_column(field, options->columns[i]))
			return true;
	return false;
}

static void share_levels(struct json_step *step, const struct json_step *last)
{
	while (step->shared < step->depth && step->shared < last->depth &&
	       strcmp(step->open[step->shared].bytes,
		      last->open[step->shared].bytes) == 0)
		step->shared++;
}

void json_plan_make(struct json_plan *plan, enum structure structure,
		    const struct format_options *options)
{
	const struct field *field = NULL;
	struct buffer text = { 0 };
	struct json_step *step;
	size_t i;

	*plan = (struct json_plan) { .structure = structure };
	plan->steps = calloc(field_count(), sizeof(*plan->steps));
	if (!plan->steps)
		memory_error();
	while ((field = field_next(field)) != NULL) {
		if (!is_selected(field, structure, options))
			continue;
		step = &plan->steps[plan->count++];
		step->field = field;
		json_key(field, options->schema, &text);
		step->path = take_text(&text);
	}
	qsort(plan->steps, plan->count, sizeof(*plan->steps), compare);
	for (i = 0; i < plan->count; i++) {
		make_levels(&plan->steps[i], &text);
		if (i)
			share_levels(&plan->steps[i], &plan->steps[i - 1]);
	}
	buffer_free(&text);
}

void json_plan_free(struct json_plan *plan)
{
	unsigned int level;
	size_t i;

	for (i = 0; i < plan->count; i++) {
		for (level = 0; level < plan->steps[i].depth; level++)
			free(plan->steps[i].open[level].bytes);
		free(plan->steps[i].key.bytes);
		free(plan->steps[i].path.bytes);
	}
	free(plan->steps);
	*plan = (struct json_plan) { 0 };
}

void json_plan_close(const struct json_step *step, unsigned int depth,
		     struct buffer *buffer)
{
	unsigned int level;

	for (level = step->depth; level > depth; level--)
		buffer_char(buffer, '}');
}

void json_plan_key(const struct json_step *last, const struct json_step *step,
		   unsigned int shared, struct buffer *buffer)
{
	unsigned int level = 0;

	if (last) {
		json_plan_close(last, shared, buffer);
		buffer_char(buffer, ',');
		level = shared;
	}
	for (; level < step->depth; level++)
		buffer_add(buffer, step->open[level].bytes,
			   step->open[level].len);
	buffer_add(buffer, step->key.bytes, step->key.len);
}
