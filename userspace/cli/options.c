// SPDX-License-Identifier: GPL-2.0-only
/*
 * options.c - options of the commands that show records. It must not know
 * where records are from.
 */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "command.h"
#include "filter.h"
#include "formats.h"
#include "message.h"
#include "output.h"

#define HELP_COLUMNS	79

/* Commands, as bits: which of them has an option. */
#define WATCH	(1U << 0)
#define DECODE	(1U << 1)

/**
 * struct request - What was asked for, and not only how to show records.
 * @options: how.
 * @lists_columns: say what columns there are instead.
 * @has_schema: there was one among the options.
 */
struct request {
	struct options options;
	bool lists_columns;
	bool has_schema;
};

static const char *set_format(void *context, size_t which, const char *argument)
{
	struct request *request = context;

	(void)which;
	request->options.format = format_find(argument);
	return request->options.format ? NULL :
	       "unknown; it is table, json or raw";
}

static const char *set_schema(void *context, size_t which, const char *argument)
{
	struct request *request = context;
	struct format_options *details = &request->options.format_options;
	unsigned int i;

	(void)which;
	request->has_schema = true;
	for (i = 0; i < json_schema_names.count; i++) {
		if (strcmp(names_find(&json_schema_names, i), argument) != 0)
			continue;
		details->schema = i;
		return NULL;
	}
	return "unknown; it is ecs, flat or ocsf";
}

static const char *set_columns(void *context, size_t which,
			       const char *argument)
{
	struct request *request = context;

	(void)which;
	return columns_select(&request->options.format_options, argument);
}

static const char *set_all_columns(void *context, size_t which,
				   const char *argument)
{
	struct request *request = context;

	(void)which;
	(void)argument;
	columns_select_all(&request->options.format_options);
	return NULL;
}

static const char *add_filter(void *context, size_t which, const char *argument)
{
	(void)context;
	return filter_add((enum filter_kind)which, argument);
}

static const struct option_row rows[] = {
	{ "format", 'f', " FORMAT",
	  "table, json (one object a line) or raw (a capture)",
	  .set = set_format },
	{ "json", 'J', NULL, "the same as --format json",
	  .set = set_format, .value = "json" },
	{ "schema", 0, " SCHEMA", "keys of JSON: ecs (default), flat or ocsf",
	  .set = set_schema },
	{ "output", 'o', " LIST",
	  "columns, comma-separated; +LIST adds to the default ones",
	  .set = set_columns },
	{ "output-all", 0, NULL, "all columns",
	  .set = set_all_columns },
	{ "list-columns", 'H', NULL, "print the columns and what they mean",
	  OPTION_FLAG(struct request, lists_columns) },
	{ "redact", 0, NULL,
	  "passwords and the like in arguments and variables are taken out",
	  OPTION_FLAG(struct request, options.redacts) },
	{ "names", 0, NULL,
	  "names of users and groups, as this machine has them, in JSON too",
	  OPTION_FLAG(struct request, options.format_options.wants_names) },
	{ "noheadings", 'n', NULL, "no headings",
	  OPTION_FLAG(struct request, options.format_options.no_headings) },
	{ "tree", 0, NULL, "indent by lineage",
	  OPTION_FLAG(struct request, options.format_options.is_tree) },
	{ "color", 0, "[=WHEN]", "auto (default), always or never",
	  OPTION_COLOR(struct request, options.format_options.use_color) },
	{ "type", 0, " LIST",
	  "only these types of records, for instance exec,fork,exit",
	  .set = add_filter, .which = FILTER_TYPE },
	{ "threads", 0, NULL, "fork and exit of threads too",
	  OPTION_FLAG(struct request, options.wants_threads),
	  .commands = WATCH },
	{ "failed", 'x', NULL, "the same as --type exec_fail",
	  .set = add_filter, .which = FILTER_TYPE, .value = "exec_fail" },
	{ "uid", 'U', " USER",
	  "only processes of this real user, name or number",
	  .set = add_filter, .which = FILTER_UID },
	{ "pid", 'p', " PID", "only this process",
	  .set = add_filter, .which = FILTER_PID },
	{ "ppid", 'P', " PID", "only children of this process",
	  .set = add_filter, .which = FILTER_PPID },
	{ "exe", 'e', " GLOB",
	  "only programs whose path, or what they failed to start, matches",
	  .set = add_filter, .which = FILTER_EXE },
	{ "comm", 'c', " GLOB", "only tasks whose name matches",
	  .set = add_filter, .which = FILTER_COMM },
	{ "cgroup", 0, " GLOB", "only cgroups whose path matches",
	  .set = add_filter, .which = FILTER_CGROUP },
	{ "since-start", 0, NULL,
	  "begin with the oldest record that is still there",
	  OPTION_FLAG(struct request, options.since_start),
	  .commands = WATCH },
	{ "count", 0, " N",
	  "end after N program starts, failed too, or records of --type",
	  OPTION_NUMBER(struct request, options.count_max) },
	{ "just-one", '1', NULL, "the same as --count 1",
	  OPTION_NUMBER(struct request, options.count_max), .value = "1" },
	{ "strict", 0, NULL, "exit with status 7 if any record was lost",
	  OPTION_FLAG(struct request, options.is_strict) },
	{ "quiet", 'q', NULL, "errors only on standard error",
	  OPTION_FLAG(struct request, options.is_quiet) },
	{ "verbose", 'v', NULL, "more on standard error",
	  OPTION_FLAG(struct request, options.is_verbose) },
	OPTION_HELP,
};

const struct option_table options_watch = {
	OPTION_ROWS(rows), WATCH, cmd_watch_help
};

const struct option_table options_decode = {
	OPTION_ROWS(rows), DECODE, cmd_decode_help
};

void options_types_help(void)
{
	struct buffer *out = output_buffer();
	size_t width = 0;
	const char *name;
	unsigned int i;

	buffer_text(out, "\nTypes of records:");
	for (i = 0; i < type_names.count; i++) {
		name = names_find(&type_names, i);
		if (!name)
			continue;
		buffer_text(out, width ? "," : "");
		if (!width || width + strlen(name) + 2 > HELP_COLUMNS) {
			buffer_text(out, "\n ");
			width = 1;
		}
		buffer_char(out, ' ');
		buffer_text(out, name);
		width += strlen(name) + 2;
	}
	buffer_char(out, '\n');
}

/* Options that contradict each other. Return: false, after saying so. */
static bool options_agree(const struct options *options, bool has_schema)
{
	const struct format_options *details = &options->format_options;
	size_t i;

	if (options->format == &format_raw && details->columns) {
		usage_error("--output: raw records are always whole; select columns with --format table or json");
		return false;
	}
	if (options->format == &format_raw && details->is_terminal) {
		usage_error("--format raw: not for a terminal; write it to a file or a pipe");
		return false;
	}
	if (options->format != &format_table && details->is_tree) {
		usage_error("--tree: only a table is indented; leave out --format, or use 'procmonctl tree --json'");
		return false;
	}
	if (options->format != &format_json && has_schema) {
		usage_error("--schema: only JSON has keys; add --format json");
		return false;
	}
	if (options->format != &format_json && details->wants_names) {
		usage_error("--names: only JSON; a table has the column USER");
		return false;
	}
	for (i = 0; options->format == &format_json &&
	     i < details->column_count; i++) {
		if (details->columns[i]->path)
			continue;
		usage_error("--output: column '%s' is for tables only; leave it out",
			    details->columns[i]->name);
		return false;
	}
	return true;
}

bool options_parse(const struct option_table *table, int argc, char **argv,
		   struct options *ret_options, int *ret_status)
{
	struct request request = {
		.options.format = &format_table,
		.options.format_options.is_terminal = output_is_terminal(),
		.options.format_options.use_color = option_color_auto(),
	};
	struct options *options = &request.options;
	int first;

	first = option_table_parse(table, argc, argv, &request, ret_status);
	if (!first)
		goto out;
	if (request.lists_columns) {
		columns_list(options->format_options.no_headings);
		goto out;
	}
	if (!options_agree(options, request.has_schema)) {
		*ret_status = EXIT_STATUS_USAGE;
		goto out;
	}
	options->operands = argv + first;
	options->operand_count = argc - first;
	*ret_options = *options;
	return true;
out:
	options_free(options);
	return false;
}

void options_free(struct options *options)
{
	free(options->format_options.columns);
	*options = (struct options){ 0 };
	filter_free();
}
