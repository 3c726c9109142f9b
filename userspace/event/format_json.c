// SPDX-License-Identifier: GPL-2.0-only
/*
 * format_json.c - one JSON object a line, straight from the decoded record.
 * It must not know fields or kinds by name.
 *
 * The dotted keys of the selected fields are sorted once, for each structure
 * of records, into a plan: how many levels a key shares with the one before,
 * and the text that opens the others. Absent fields are left out, and with
 * them every level that would be empty.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "kind.h"
#include "message.h"
#include "text.h"

#define LEVELS_MAX	6

/**
 * struct step - A field in the plan.
 * @field: the field.
 * @depth: levels above its key.
 * @shared: levels that it shares with the step before.
 * @open: text that opens each level: "name":{ or "name":[{
 * @close: text that closes it.
 * @key: text of the key with its colon.
 * @path: whole key, to name it elsewhere.
 */
struct step {
	const struct field *field;
	unsigned int depth;
	unsigned int shared;
	char *open[LEVELS_MAX];
	const char *close[LEVELS_MAX];
	char *key;
	char *path;
};

/**
 * struct plan - How objects of a structure are written.
 * @steps: the fields, in order.
 * @count: how many.
 * @escaped: numbers of the steps whose text was escaped, for one record.
 */
struct plan {
	struct step *steps;
	size_t count;
	size_t *escaped;
};

static struct plan plans[STRUCTURE_COUNT];

void json_key(const struct field *field, enum json_schema schema,
	      struct buffer *buffer)
{
	const char *at;

	if (schema == JSON_ECS) {
		buffer_text(buffer, field->path);
		return;
	}
	for (at = field->name; *at; at++)
		buffer_char(buffer, (char)tolower((unsigned char)*at));
}

/* A dot sorts before all else: what has the same levels stands together. */
static int compare(const void *left, const void *right)
{
	const struct step *a = left;
	const struct step *b = right;
	const char *x = a->path;
	const char *y = b->path;
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

static char *copy_text(struct buffer *text)
{
	char *copy;

	buffer_char(text, '\0');
	copy = strdup(text->data);
	if (!copy)
		memory_error();
	text->len = 0;
	return copy;
}

/* Split the path at its dots. */
static void make_levels(struct step *step, struct buffer *text)
{
	const char *at = step->path;
	const char *dot;
	bool is_array;

	while ((dot = strchr(at, '.')) != NULL && step->depth < LEVELS_MAX) {
		is_array = dot - at > 2 && dot[-1] == ']';
		buffer_char(text, '"');
		buffer_add(text, at, (size_t)(dot - at) - (is_array ? 2 : 0));
		buffer_text(text, is_array ? "\":[{" : "\":{");
		step->open[step->depth] = copy_text(text);
		step->close[step->depth] = is_array ? "}]" : "}";
		step->depth++;
		at = dot + 1;
	}
	buffer_char(text, '"');
	buffer_text(text, at);
	buffer_text(text, "\":");
	step->key = copy_text(text);
}

static bool is_selected(const struct field *field, enum structure structure,
			const struct format_options *options)
{
	size_t i;

	if (!field_is_of(field, structure) || !field->path)
		return false;
	if (options->schema == JSON_FLAT && field->flags & FIELD_ECS &&
	    !options->columns)
		return false;
	if (field->flags & FIELD_BASE)
		return options->schema == JSON_ECS ||
		       !(field->flags & FIELD_ECS);
	if (!options->columns)
		return true;
	for (i = 0; i < options->column_count; i++)
		if (strcmp(options->columns[i]->name, field->name) == 0)
			return true;
	return false;
}

static void make_plan(struct plan *plan, enum structure structure,
		      const struct format_options *options)
{
	const struct field *field = NULL;
	struct buffer text = { 0 };
	struct step *step;
	size_t i;

	plan->steps = calloc(field_count(), sizeof(*plan->steps));
	plan->escaped = calloc(field_count(), sizeof(*plan->escaped));
	if (!plan->steps || !plan->escaped)
		memory_error();
	while ((field = field_next(field)) != NULL) {
		if (!is_selected(field, structure, options))
			continue;
		step = &plan->steps[plan->count++];
		step->field = field;
		json_key(field, options->schema, &text);
		step->path = copy_text(&text);
	}
	qsort(plan->steps, plan->count, sizeof(*plan->steps), compare);
	for (i = 0; i < plan->count; i++) {
		step = &plan->steps[i];
		make_levels(step, &text);
		while (i && step->shared < step->depth &&
		       step->shared < step[-1].depth &&
		       strcmp(step->open[step->shared],
			      step[-1].open[step->shared]) == 0)
			step->shared++;
	}
	buffer_free(&text);
}

static void begin(const struct format_options *options,
		  const struct procmon_capture *capture, struct buffer *buffer)
{
	enum structure structure;

	(void)capture;
	(void)buffer;
	for (structure = 0; structure < STRUCTURE_COUNT; structure++)
		make_plan(&plans[structure], structure, options);
}

static void write_escaped(const struct plan *plan, size_t count,
			  struct buffer *buffer)
{
	size_t i;

	buffer_char(buffer, '[');
	for (i = 0; i < count; i++) {
		if (i)
			buffer_char(buffer, ',');
		json_name(buffer, plan->steps[plan->escaped[i]].path);
	}
	buffer_char(buffer, ']');
}

/* Close what the last key had open and this one has not; open the rest. */
static void write_key(const struct step *last, const struct step *step,
		      unsigned int shared, struct buffer *buffer)
{
	unsigned int level;

	if (last) {
		for (level = last->depth; level > shared; level--)
			buffer_text(buffer, last->close[level - 1]);
		buffer_char(buffer, ',');
	}
	for (level = last ? shared : 0; level < step->depth; level++)
		buffer_text(buffer, step->open[level]);
	buffer_text(buffer, step->key);
}

static void record(const struct event *event, struct buffer *buffer)
{
	struct plan *plan = &plans[field_structure_of(event->record)];
	const struct step *last = NULL;
	size_t escaped_count = 0;
	unsigned int shared = LEVELS_MAX;
	unsigned int level;
	struct value value;
	bool is_escaped;
	size_t i;

	buffer_char(buffer, '{');
	for (i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		bool is_list = step->field->kind == &kind_escaped;

		if (step->shared < shared)
			shared = step->shared;
		if (is_list ? !escaped_count :
		    !value_get(step->field, event, &value))
			continue;
		write_key(last, step, shared, buffer);
		last = step;
		shared = LEVELS_MAX;
		if (is_list) {
			write_escaped(plan, escaped_count, buffer);
			continue;
		}
		is_escaped = false;
		step->field->kind->json(step->field, event, &value, buffer,
					&is_escaped);
		if (is_escaped)
			plan->escaped[escaped_count++] = i;
	}
	for (level = last ? last->depth : 0; level > 0; level--)
		buffer_text(buffer, last->close[level - 1]);
	buffer_text(buffer, "}\n");
}

static void batch(struct buffer *buffer)
{
	(void)buffer;
}

static void end(struct buffer *buffer)
{
	enum structure structure;
	unsigned int level;
	size_t i;

	(void)buffer;
	for (structure = 0; structure < STRUCTURE_COUNT; structure++) {
		struct plan *plan = &plans[structure];

		for (i = 0; i < plan->count; i++) {
			for (level = 0; level < plan->steps[i].depth; level++)
				free(plan->steps[i].open[level]);
			free(plan->steps[i].key);
			free(plan->steps[i].path);
		}
		free(plan->steps);
		free(plan->escaped);
		*plan = (struct plan){ 0 };
	}
}

const struct format format_json = { "json", begin, record, batch, end };
