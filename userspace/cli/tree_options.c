// SPDX-License-Identifier: GPL-2.0-only
/*
 * tree_options.c - options of the command that shows the tree of processes. It
 * must not know where records are from.
 */
#include "tree_options.h"

#include "command.h"
#include "message.h"
#include "number.h"
#include "option_table.h"
#include "output.h"

static const char *set_pid(void *context, size_t which, const char *argument)
{
	struct tree_command *command = context;

	(void)which;
	return number_parse_tgid(argument, &command->tree.tgid) ? NULL :
	       "not a process id";
}

static const struct option_row rows[] = {
	{ "follow", 'f', NULL, "go on, and show what changes",
	  OPTION_FLAG(struct tree_command, follow) },
	{ "pid", 'p', " PID", "only this process and those below it",
	  .set = set_pid },
	{ "exec-id", 0, " ID",
	  "only what runs this image, and what is below that",
	  OPTION_NUMBER(struct tree_command, tree.exec_id) },
	{ "ancestors", 0, NULL,
	  "the processes above it instead, the highest first",
	  OPTION_FLAG(struct tree_command, tree.is_upwards) },
	{ "kernel-threads", 0, NULL, "kernel threads too",
	  OPTION_FLAG(struct tree_command, tree.with_kernel_threads) },
	{ "format", 0, " FORMAT", "table, or json (one object a line)",
	  OPTION_JSON(struct tree_command, tree.is_json) },
	{ "json", 'J', NULL, "the same as --format json",
	  OPTION_JSON(struct tree_command, tree.is_json), .value = "json" },
	{ "noheadings", 'n', NULL, "no headings",
	  OPTION_FLAG(struct tree_command, tree.no_headings) },
	{ "color", 0, "[=WHEN]", "auto (default), always or never",
	  OPTION_COLOR(struct tree_command, tree.use_color) },
	{ "strict", 0, NULL,
	  "exit with status 7 if the tree may lack a process",
	  OPTION_FLAG(struct tree_command, is_strict) },
	{ "quiet", 'q', NULL, "errors only on standard error",
	  OPTION_FLAG(struct tree_command, is_quiet) },
	OPTION_HELP,
};

const struct option_table tree_options_table = {
	OPTION_ROWS(rows), .print_help = cmd_tree_help
};

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
	struct tree_command command = {
		.tree.is_terminal = output_is_terminal(),
		.tree.use_color = option_color_auto(),
	};
	int first;

	first = option_table_parse(&tree_options_table, argc, argv, &command,
				   ret_status);
	if (!first)
		return false;
	if (first + 1 < argc) {
		*ret_status = usage_error("'%s': tree takes one FILE",
					  argv[first + 1]);
		return false;
	}
	if (first < argc)
		command.file = argv[first];
	*ret_status = check(&command);
	*ret_command = command;
	return *ret_status == EXIT_STATUS_OK;
}
