// SPDX-License-Identifier: GPL-2.0-only
/*
 * options.c - options of the commands that show records. It must not know
 * where records are from.
 *
 * One table has every option: getopt_long(3) and the help are made from it.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "command.h"
#include "filter.h"
#include "message.h"
#include "output.h"

#define HELP_COLUMNS	79
#define BOTH	(OPTIONS_WATCH | OPTIONS_DECODE)

/* Long options that have no letter. */
enum {
	OPTION_CGROUP = 256,
	OPTION_COLOR,
	OPTION_COUNT,
	OPTION_OUTPUT_ALL,
	OPTION_SCHEMA,
	OPTION_SINCE_START,
	OPTION_STRICT,
	OPTION_THREADS,
	OPTION_TREE,
	OPTION_TYPE,
};

static const struct row {
	int value;
	const char *name;
	int has_argument;
	const char *argument;
	unsigned int commands;
	const char *help;
} rows[] = {
	{ 'f', "format", required_argument, " FORMAT", BOTH,
	  "table, json (one object a line) or raw (a capture)" },
	{ 'J', "json", no_argument, "", BOTH, "the same as --format json" },
	{ OPTION_SCHEMA, "schema", required_argument, " SCHEMA", BOTH,
	  "keys of JSON: ecs (default) or flat" },
	{ 'o', "output", required_argument, " LIST", BOTH,
	  "columns, comma-separated; +LIST adds to the default ones" },
	{ OPTION_OUTPUT_ALL, "output-all", no_argument, "", BOTH,
	  "all columns" },
	{ 'H', "list-columns", no_argument, "", BOTH,
	  "print the columns and what they mean" },
	{ 'n', "noheadings", no_argument, "", BOTH, "no headings" },
	{ OPTION_TREE, "tree", no_argument, "", BOTH,
	  "indent by lineage" },
	{ OPTION_COLOR, "color", optional_argument, "[=WHEN]", BOTH,
	  "auto (default), always or never" },
	{ OPTION_TYPE, "type", required_argument, " LIST", BOTH,
	  "only these types of records, for instance exec,fork,exit" },
	{ OPTION_THREADS, "threads", no_argument, "", OPTIONS_WATCH,
	  "fork and exit of threads too" },
	{ 'x', "failed", no_argument, "", BOTH,
	  "the same as --type exec_fail" },
	{ 'U', "uid", required_argument, " USER", BOTH,
	  "only processes of this real user, name or number" },
	{ 'p', "pid", required_argument, " PID", BOTH,
	  "only this process" },
	{ 'P', "ppid", required_argument, " PID", BOTH,
	  "only children of this process" },
	{ 'e', "exe", required_argument, " GLOB", BOTH,
	  "only programs whose path, or what they failed to start, matches" },
	{ 'c', "comm", required_argument, " GLOB", BOTH,
	  "only tasks whose name matches" },
	{ OPTION_CGROUP, "cgroup", required_argument, " GLOB", BOTH,
	  "only cgroups whose path matches" },
	{ OPTION_SINCE_START, "since-start", no_argument, "", OPTIONS_WATCH,
	  "begin with the oldest record that is still there" },
	{ OPTION_COUNT, "count", required_argument, " N", BOTH,
	  "end after N program starts, failed too, or records of --type" },
	{ '1', "just-one", no_argument, "", BOTH, "the same as --count 1" },
	{ OPTION_STRICT, "strict", no_argument, "", BOTH,
	  "exit with status 7 if any record was lost" },
	{ 'q', "quiet", no_argument, "", BOTH, "errors only on standard error" },
	{ 'v', "verbose", no_argument, "", BOTH, "more on standard error" },
	{ 'h', "help", no_argument, "", BOTH, "print this" },
};

#define ROW_COUNT	(sizeof(rows) / sizeof(rows[0]))

void options_help(unsigned int command)
{
	struct buffer *out = output_buffer();
	char text[64];
	size_t i;

	for (i = 0; i < ROW_COUNT; i++) {
		if (!(rows[i].commands & command))
			continue;
		snprintf(text, sizeof(text), "--%s%s", rows[i].name,
			 rows[i].argument);
		if (rows[i].value < OPTION_CGROUP)
			buffer_printf(out, "  -%c, %-21s %s\n", rows[i].value,
				      text, rows[i].help);
		else
			buffer_printf(out, "      %-21s %s\n", text,
				      rows[i].help);
	}
}

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

/* What getopt_long(3) wants. */
static void make_getopt(unsigned int command, char *letters,
			struct option *longs)
{
	size_t i;

	*letters++ = ':';
	for (i = 0; i < ROW_COUNT; i++) {
		if (!(rows[i].commands & command))
			continue;
		*longs++ = (struct option) {
			rows[i].name, rows[i].has_argument, NULL, rows[i].value
		};
		if (rows[i].value >= OPTION_CGROUP)
			continue;
		*letters++ = (char)rows[i].value;
		if (rows[i].has_argument == required_argument)
			*letters++ = ':';
	}
	*letters = '\0';
	*longs = (struct option) { 0 };
}

static const char *set_schema(struct options *options, const char *text)
{
	if (strcmp(text, "ecs") == 0)
		options->format_options.schema = JSON_ECS;
	else if (strcmp(text, "flat") == 0)
		options->format_options.schema = JSON_FLAT;
	else
		return "unknown; it is ecs or flat";
	return NULL;
}

static const char *set_color(struct options *options, const char *text)
{
	const char *no_color = getenv("NO_COLOR");

	if (!text || strcmp(text, "always") == 0)
		options->format_options.use_color = true;
	else if (strcmp(text, "never") == 0)
		options->format_options.use_color = false;
	else if (strcmp(text, "auto") == 0)
		options->format_options.use_color =
			output_is_terminal() && !(no_color && *no_color);
	else
		return "unknown; it is auto, always or never";
	return NULL;
}

static const char *set_count(struct options *options, const char *text)
{
	char *end;

	errno = 0;
	options->count_max = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || !options->count_max)
		return "not a number from 1 on";
	return NULL;
}

/* Return: NULL; or what is wrong with the argument. */
static const char *set_option(struct options *options, int value,
			      const char *argument)
{
	struct format_options *details = &options->format_options;

	switch (value) {
	case 'f':
		options->format = format_find(argument);
		return options->format ? NULL :
		       "unknown; it is table, json or raw";
	case 'J':
		options->format = &format_json;
		return NULL;
	case OPTION_SCHEMA:
		return set_schema(options, argument);
	case 'o':
		return columns_select(details, argument);
	case OPTION_OUTPUT_ALL:
		columns_select_all(details);
		return NULL;
	case 'n':
		details->no_headings = true;
		return NULL;
	case OPTION_COLOR:
		return set_color(options, argument);
	case OPTION_TREE:
		details->is_tree = true;
		return NULL;
	case OPTION_THREADS:
		options->wants_threads = true;
		return NULL;
	case OPTION_TYPE:
		return filter_add(FILTER_TYPE, argument);
	case 'x':
		return filter_add(FILTER_TYPE, "exec_fail");
	case 'U':
		return filter_add(FILTER_UID, argument);
	case 'p':
		return filter_add(FILTER_PID, argument);
	case 'P':
		return filter_add(FILTER_PPID, argument);
	case 'e':
		return filter_add(FILTER_EXE, argument);
	case 'c':
		return filter_add(FILTER_COMM, argument);
	case OPTION_CGROUP:
		return filter_add(FILTER_CGROUP, argument);
	case OPTION_SINCE_START:
		options->since_start = true;
		return NULL;
	case OPTION_COUNT:
		return set_count(options, argument);
	case '1':
		options->count_max = 1;
		return NULL;
	case OPTION_STRICT:
		options->is_strict = true;
		return NULL;
	case 'q':
		options->is_quiet = true;
		return NULL;
	default:
		options->is_verbose = true;
		return NULL;
	}
}

static const char *option_name(int value)
{
	size_t i;

	for (i = 0; i < ROW_COUNT; i++)
		if (rows[i].value == value)
			return rows[i].name;
	return "";
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

bool options_parse(unsigned int command, int argc, char **argv,
		   struct options *ret_options, int *ret_status)
{
	struct options options = { .format = &format_table };
	struct option longs[ROW_COUNT + 1];
	char letters[2 * ROW_COUNT + 2];
	bool lists_columns = false;
	bool has_schema = false;
	const char *problem;
	int value;

	*ret_status = EXIT_STATUS_OK;
	options.format_options.is_terminal = output_is_terminal();
	set_color(&options, "auto");
	make_getopt(command, letters, longs);
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, letters, longs, NULL)) >= 0) {
		if (value == 'h') {
			if (command == OPTIONS_WATCH)
				cmd_watch_help();
			else
				cmd_decode_help();
			goto out;
		}
		if (value == '?' || value == ':') {
			*ret_status = option_error(value, argv, longs);
			goto out;
		}
		lists_columns |= value == 'H';
		has_schema |= value == OPTION_SCHEMA;
		if (value == 'H')
			continue;
		problem = set_option(&options, value, optarg);
		if (problem) {
			*ret_status = usage_error("--%s: '%s': %s",
						  option_name(value),
						  optarg ? optarg : "",
						  problem);
			goto out;
		}
	}
	if (lists_columns) {
		columns_list(options.format_options.no_headings);
		goto out;
	}
	if (!options_agree(&options, has_schema)) {
		*ret_status = EXIT_STATUS_USAGE;
		goto out;
	}
	options.operands = argv + optind;
	options.operand_count = argc - optind;
	*ret_options = options;
	return true;
out:
	options_free(&options);
	return false;
}

void options_free(struct options *options)
{
	free(options->format_options.columns);
	*options = (struct options){ 0 };
	filter_free();
}
