// SPDX-License-Identifier: GPL-2.0-only
/*
 * option_table.c - the options of a command as a table: what getopt_long(3)
 * wants, the help and the errors are made from it. It must not know any command.
 */
#include "option_table.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "number.h"
#include "output.h"

/* What getopt_long(3) returns for the first row, if that has no letter. */
#define FIRST_LONG	256

static bool has_row(const struct option_table *table,
		    const struct option_row *row)
{
	return !row->commands || row->commands & table->commands;
}

static int row_value(const struct option_table *table,
		     const struct option_row *row)
{
	return row->letter ? row->letter :
			     FIRST_LONG + (int)(row - table->rows);
}

/* By what getopt_long(3) returned. */
static const struct option_row *find_row(const struct option_table *table,
					 int value)
{
	const struct option_row *row;
	size_t i;

	for (i = 0; i < table->row_count; i++) {
		row = &table->rows[i];
		if (has_row(table, row) && row_value(table, row) == value)
			return row;
	}
	return NULL;
}

static int argument_need(const struct option_row *row)
{
	if (!row->argument)
		return no_argument;
	return row->argument[0] == '[' ? optional_argument : required_argument;
}

/* What getopt_long(3) wants. */
static void make_getopt(const struct option_table *table, char *letters,
			struct option *longs)
{
	const struct option_row *row;
	size_t i;

	*letters++ = ':';
	for (i = 0; i < table->row_count; i++) {
		row = &table->rows[i];
		if (!has_row(table, row))
			continue;
		*longs++ = (struct option) {
			row->name, argument_need(row), NULL,
			row_value(table, row)
		};
		if (!row->letter)
			continue;
		*letters++ = row->letter;
		if (argument_need(row) == required_argument)
			*letters++ = ':';
	}
	*letters = '\0';
	*longs = (struct option) { 0 };
}

void option_table_help(const struct option_table *table)
{
	struct buffer *out = output_buffer();
	const struct option_row *row;
	char text[64];
	size_t i;

	for (i = 0; i < table->row_count; i++) {
		row = &table->rows[i];
		if (!has_row(table, row))
			continue;
		if (row->letter)
			buffer_printf(out, "  -%c, ", row->letter);
		else
			buffer_text(out, "      ");
		snprintf(text, sizeof(text), "--%s%s", row->name,
			 row->argument ? row->argument : "");
		buffer_printf(out, "%-21s %s\n", text, row->help);
	}
}

/* Say which option getopt_long(3) refused. Return: EXIT_STATUS_USAGE. */
static int refuse(const struct option_table *table, int value, char **argv)
{
	const struct option_row *row = find_row(table, optopt);

	/* A long one that there is not, or the start of several. */
	if (!optopt)
		return usage_error("%s: no such option", argv[optind - 1]);
	if (row)
		return usage_error("--%s: %s", row->name, value == ':' ?
				   "its value is missing" :
				   "it takes no value");
	/* A letter: the word that it stands in may have more of them. */
	return usage_error("-%c: no such option", optopt);
}

int option_table_parse(const struct option_table *table, int argc, char **argv,
		       void *context, int *ret_status)
{
	struct option longs[OPTION_ROWS_MAX + 1];
	char letters[2 * OPTION_ROWS_MAX + 2];
	const struct option_row *row;
	const char *argument;
	const char *problem;
	int value;

	make_getopt(table, letters, longs);
	*ret_status = EXIT_STATUS_OK;
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, letters, longs, NULL)) >= 0) {
		row = find_row(table, value);
		if (!row) {
			*ret_status = refuse(table, value, argv);
			return 0;
		}
		if (!row->set) {
			if (row->run)
				*ret_status = row->run();
			else
				table->print_help();
			return 0;
		}
		argument = row->argument ? optarg : row->value;
		problem = row->set(context, row->which, argument);
		if (problem) {
			*ret_status = usage_error("--%s: '%s': %s", row->name,
						  argument ? argument : "",
						  problem);
			return 0;
		}
	}
	return optind;
}

bool option_table_parse_only(const struct option_table *table, int argc,
			     char **argv, void *context, int *ret_status)
{
	int first = option_table_parse(table, argc, argv, context, ret_status);

	if (first && first < argc) {
		*ret_status = usage_error("'%s': %s takes no operand",
					  argv[first], argv[0]);
		return false;
	}
	return first;
}

static void *place(void *context, size_t offset)
{
	return (char *)context + offset;
}

const char *option_set_flag(void *context, size_t which, const char *argument)
{
	(void)argument;
	*(bool *)place(context, which) = true;
	return NULL;
}

const char *option_set_text(void *context, size_t which, const char *argument)
{
	*(const char **)place(context, which) = argument;
	return NULL;
}

const char *option_set_number(void *context, size_t which,
			      const char *argument)
{
	return number_parse(argument, 1, UINT64_MAX, place(context, which)) ?
	       NULL : "not a number from 1 on";
}

bool option_color_auto(void)
{
	const char *no_color = getenv("NO_COLOR");

	return output_is_terminal() && !(no_color && *no_color);
}

const char *option_set_color(void *context, size_t which, const char *argument)
{
	bool *use_color = place(context, which);

	if (!argument || strcmp(argument, "always") == 0)
		*use_color = true;
	else if (strcmp(argument, "never") == 0)
		*use_color = false;
	else if (strcmp(argument, "auto") == 0)
		*use_color = option_color_auto();
	else
		return "unknown; it is auto, always or never";
	return NULL;
}

const char *option_set_json(void *context, size_t which, const char *argument)
{
	bool *is_json = place(context, which);

	*is_json = strcmp(argument, "json") == 0;
	return *is_json || strcmp(argument, "table") == 0 ? NULL :
	       "unknown; it is table or json";
}
