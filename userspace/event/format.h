/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * format.h - ways to write records. It must not know where records are from.
 */
#ifndef PROCMON_FORMAT_H
#define PROCMON_FORMAT_H

#include <stdbool.h>

#include "buffer.h"
#include "event.h"
#include "field.h"

/**
 * enum json_schema - What the keys of JSON are.
 * @JSON_ECS: those of the Elastic Common Schema, nested.
 * @JSON_FLAT: names of columns, in lower case.
 * @JSON_OCSF: those of the Open Cybersecurity Schema Framework, nested.
 */
enum json_schema {
	JSON_ECS,
	JSON_FLAT,
	JSON_OCSF,
};

/**
 * struct format_options - What was asked for.
 * @columns: fields to write; NULL: those that the format has by default.
 * @column_count: how many.
 * @schema: keys of JSON.
 * @wants_names: names of users and groups too, in JSON.
 * @no_headings: no line with the names of the columns.
 * @is_terminal: a table fits the window of standard output.
 * @use_color: mark with colours.
 * @is_tree: a table indents by lineage.
 */
struct format_options {
	const struct field **columns;
	size_t column_count;
	enum json_schema schema;
	bool wants_names;
	bool no_headings;
	bool is_terminal;
	bool use_color;
	bool is_tree;
};

/**
 * struct format - A way to write records.
 * @name: its name.
 * @begin: before the first record; @capture says where records come from.
 * @record: one record.
 * @batch: after each batch: nothing may be kept back.
 * @end: after the last; frees what @begin took.
 */
struct format {
	const char *name;
	void (*begin)(const struct format_options *options,
		      const struct procmon_capture *capture,
		      struct buffer *buffer);
	void (*record)(const struct event *event, struct buffer *buffer);
	void (*batch)(struct buffer *buffer);
	void (*end)(struct buffer *buffer);
};

extern const struct format format_json;
extern const struct format format_raw;

/* What the schemas are called, by enum json_schema. */
extern const struct names json_schema_names;

/**
 * json_has_key() - Is a field in JSON?
 * @field: the field.
 * @schema: in which.
 */
bool json_has_key(const struct field *field, enum json_schema schema);

/**
 * json_key() - Key of a field in JSON.
 * @field: the field; json_has_key() is true of it.
 * @schema: which keys.
 * @buffer: the buffer that it is appended to.
 */
void json_key(const struct field *field, enum json_schema schema,
	      struct buffer *buffer);

#endif /* PROCMON_FORMAT_H */
