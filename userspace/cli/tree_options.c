// SPDX-License-Identifier: GPL-2.0-only
/*
 * tree_options.c - options of the command that shows the tree of processes. It
 * must not know where records are from.
 *
 * One table has every option: getopt_long(3) and the help are made from it.
 */
#include "tree_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "message.h"
#include "output.h"

/* Long options that have no letter. */
enum {
	OPTION_EXEC_ID = 256,
	OPTION_ANCESTORS,
	OPTION_KERNEL_THREADS,
	OPTION_FORMAT,
	OPTION_COLOR,
	OPTION_STRICT,
};

static const struct row {
	int value;
	const char *name;
	int has_argument;
	const char *argument;
	const char *help;
} rows[] = {
	{ 'f', "follow", no_argument, "",
	  "go on, and show what changes" },
	{ 'p', "pid", required_argument, " PID",
	  "only this process and those below it" },
	{ OPTION_EXEC_ID, "exec-id", required_argument, " ID",
	  "only what runs this image, and what is below that" },
	{ OPTION_ANCESTORS, "ancestors", no_argument, "",
	  "the processes above it instead, the highest first" },
	{ OPTION_KERNEL_THREADS, "kernel-threads", no_argument, "",
	  "kernel threads too" },
	{ OPTION_FORMAT, "format", required_argument, " FORMAT",
	  "table, or json (one object a line)" },
	{ 'J', "json", no_argument, "", "the same as --format json" },
	{ 'n', "noheadings", no_argument, "", "no headings" },
	{ OPTION_COLOR, "color", optional_argument, "[=WHEN]",
	  "auto (default), always or never" },
	{ OPTION_STRICT, "strict", no_argument, "",
	  "exit with status 7 if the tree may lack a process" },
	{ 'q', "quiet", no_argument, "", "errors only on standard error" },
	{ 'h', "help", no_argument, "", "print this" },
};

#define ROW_COUNT	(sizeof(rows) / sizeof(rows[0]))

void tree_options_help(void)
{
	struct buffer *out = output_buffer();
	char text[64];
	size_t i;

	for (i = 0; i < ROW_COUNT; i++) {
		snprintf(text, sizeof(text), "--%s%s", rows[i].name,
			 rows[i].argument);
		if (rows[i].value < OPTION_EXEC_ID)
			buffer_printf(out, "  -%c, %-21s %s\n", rows[i].value,
				      text, rows[i].help);
		else
			buffer_printf(out, "      %-21s %s\n", text,
				      rows[i].help);
	}
}

static void make_getopt(char *letters, struct option *longs)
{
	size_t i;

	*letters++ = ':';
	for (i = 0; i < ROW_COUNT; i++) {
		*longs++ = (struct option) {
			rows[i].name, rows[i].has_argument, NULL, rows[i].value
		};
		if (rows[i].value >= OPTION_EXEC_ID)
			continue;
		*letters++ = (char)rows[i].value;
		if (rows[i].has_argument == required_argument)
			*letters++ = ':';
	}
	*letters = '\0';
	*longs = (struct option) { 0 };
}

static bool number(const char *text, uint64_t max, uint64_t *ret_number)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || !value ||
	    value > max)
		return false;
	*ret_number = value;
	return true;
}

bool tree_options_pid(const char *text, uint32_t *ret_tgid)
{
	uint64_t value;

	if (!number(text, INT32_MAX, &value))
		return false;
	*ret_tgid = (uint32_t)value;
	return true;
}

static const char *set_color(struct tree_options *options, const char *text)
{
	const char *no_color = getenv("NO_COLOR");

	if (!text || strcmp(text, "always") == 0)
		options->use_color = true;
	else if (strcmp(text, "never") == 0)
		options->use_color = false;
	else if (strcmp(text, "auto") == 0)
		options->use_color = options->is_terminal &&
				     !(no_color && *no_color);
	else
		return "unknown; it is auto, always or never";
	return NULL;
}

static const char *set_format(struct tree_options *options, const char *text)
{
	if (strcmp(text, "json") != 0 && strcmp(text, "table") != 0)
		return "unknown; it is table or json";
	options->is_json = strcmp(text, "json") == 0;
	return NULL;
}

/* Return: NULL; or what is wrong with the argument. */
static const char *set_option(struct tree_command *command, int value,
			      const char *argument)
{
	struct tree_options *options = &command->tree;

	switch (value) {
	case 'f':
		command->follow = true;
		return NULL;
	case 'p':
		return tree_options_pid(argument, &options->tgid) ? NULL :
		       "not a process id";
	case OPTION_EXEC_ID:
		return number(argument, UINT64_MAX, &options->exec_id) ? NULL :
		       "not a number from 1 on";
	case OPTION_ANCESTORS:
		options->is_upwards = true;
		return NULL;
	case OPTION_KERNEL_THREADS:
		options->with_kernel_threads = true;
		return NULL;
	case OPTION_FORMAT:
		return set_format(options, argument);
	case 'J':
		options->is_json = true;
		return NULL;
	case 'n':
		options->no_headings = true;
		return NULL;
	case OPTION_COLOR:
		return set_color(options, argument);
	case OPTION_STRICT:
		command->is_strict = true;
		return NULL;
	default:
		command->is_quiet = true;
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

/* Options that make no sense together. Return: EXIT_STATUS_OK, or it was said. */
static int check(const struct tree_command *command)
{
	const struct tree_options *options = &command->tree;

	if (options->is_upwards && !options->tgid && !options->exec_id)
		return usage_error("--ancestors: of which process? Add --pid or --exec-id");
	if (options->is_upwards && command->follow)
		return usage_error("--ancestors: what is above a process does not grow; leave out --follow");
	if (options->tgid && options->exec_id)
		return usage_error("--exec-id: --pid names a process already; leave out one of them");
	return EXIT_STATUS_OK;
}

bool tree_options_parse(int argc, char **argv, struct tree_command *ret_command,
			int *ret_status)
{
	struct tree_command command = { .tree.is_terminal = false };
	struct option longs[ROW_COUNT + 1];
	char letters[2 * ROW_COUNT + 2];
	const char *problem;
	int value;

	make_getopt(letters, longs);
	command.tree.is_terminal = output_is_terminal();
	set_color(&command.tree, "auto");
	opterr = 0;
	while ((value = getopt_long(argc, argv, letters, longs, NULL)) >= 0) {
		*ret_status = EXIT_STATUS_OK;
		if (value == 'h') {
			cmd_tree_help();
			return false;
		}
		if (value == '?' || value == ':') {
			*ret_status = option_error(value, argv, longs);
			return false;
		}
		problem = set_option(&command, value, optarg);
		if (problem) {
			*ret_status = usage_error("--%s: '%s': %s",
						  option_name(value),
						  optarg ? optarg : "",
						  problem);
			return false;
		}
	}
	if (optind + 1 < argc) {
		*ret_status = usage_error("'%s': tree takes one FILE",
					  argv[optind + 1]);
		return false;
	}
	if (optind < argc)
		command.file = argv[optind];
	*ret_status = check(&command);
	*ret_command = command;
	return *ret_status == EXIT_STATUS_OK;
}
