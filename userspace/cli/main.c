// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - procmonctl: finds the command and runs it. It must not know what
 * any command does.
 */
#include <string.h>

#include "command.h"
#include "message.h"
#include "output.h"
#include "text.h"

static const struct command commands[] = {
	{ "watch", "show program starts as they happen", cmd_watch,
	  cmd_watch_help },
	{ "tree", "show the processes that run, and who started them", cmd_tree,
	  cmd_tree_help },
	{ "show", "show all that is known of a process", cmd_show,
	  cmd_show_help },
	{ "status", "show what the sensor does and how it fares", cmd_status,
	  cmd_status_help },
	{ "selftest", "start programs in every way, and see whether all are seen",
	  cmd_selftest, cmd_selftest_help },
	{ "lock", "no change, disarming or unloading until reboot", cmd_lock,
	  cmd_lock_help },
	{ "decode", "show the records of a capture", cmd_decode,
	  cmd_decode_help },
	{ "verify", "prove that a capture is complete", cmd_verify,
	  cmd_verify_help },
	{ "schema", "describe every field", cmd_schema, cmd_schema_help },
};

#define COMMAND_COUNT	(sizeof(commands) / sizeof(commands[0]))

static void print_help(void)
{
	struct buffer *out = output_buffer();
	size_t i;

	buffer_text(out,
		    "Usage: procmonctl [COMMAND] [OPTION]...\n\n"
		    "Read the procmon sensor: every program that is started on this host.\n\n"
		    "Commands:\n");
	for (i = 0; i < COMMAND_COUNT; i++)
		buffer_printf(out, "  %-8s  %s\n", commands[i].name,
			      commands[i].summary);
	buffer_text(out,
		    "  help      print this, or the manual of a command\n\n"
		    "Without a command, on a terminal: watch.\n"
		    "'procmonctl COMMAND --help' lists the options of a command.\n\n"
		    "Exit status:\n"
		    "  0  all went well\n"
		    "  1  error while running\n"
		    "  2  wrong command line\n"
		    "  3  no sensor: the module is not loaded\n"
		    "  4  not permitted\n"
		    "  5  the module or the capture is of another version or byte order\n"
		    "  7  records were lost (--strict), or are missing (verify)\n"
		    "141  nobody reads the standard output any more\n\n"
		    "  -h, --help     print this\n"
		    "  -V, --version  print the version\n");
}

static const struct command *find(const char *name)
{
	size_t i;

	for (i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int help(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		print_help();
		return EXIT_STATUS_OK;
	}
	command = find(argv[1]);
	if (!command)
		return usage_error("'%s': no such command", argv[1]);
	command->print_help();
	return EXIT_STATUS_OK;
}

static int run(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2 && !output_is_terminal())
		return usage_error("no command; it is 'watch' only on a terminal");
	if (argc < 2)
		return cmd_watch(argc, argv);
	if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)
		return help(1, argv);
	if (strcmp(argv[1], "help") == 0)
		return help(argc - 1, argv + 1);
	if (strcmp(argv[1], "-V") == 0 || strcmp(argv[1], "--version") == 0) {
		buffer_text(output_buffer(),
			    "procmonctl " PROCMONCTL_VERSION "\n");
		return EXIT_STATUS_OK;
	}
	/* Options alone are options of watch. */
	if (argv[1][0] == '-' && output_is_terminal())
		return cmd_watch(argc, argv);
	command = find(argv[1]);
	if (!command)
		return usage_error("'%s': no such command", argv[1]);
	return command->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	if (!output_open())
		return EXIT_STATUS_ERROR;
	text_open();
	return output_close(run(argc, argv));
}
