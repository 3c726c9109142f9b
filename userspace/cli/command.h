/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * command.h - the commands of procmonctl. It must not know what any of them
 * does.
 */
#ifndef PROCMONCTL_COMMAND_H
#define PROCMONCTL_COMMAND_H

#include "exit_status.h"

/**
 * struct command - One word after "procmonctl".
 * @name: that word.
 * @summary: what it does, in a line.
 * @run: does it; argv[0] is @name. Returns enum exit_status.
 * @print_help: prints the manual of it to standard output.
 */
struct command {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
	void (*print_help)(void);
};

int cmd_watch(int argc, char **argv);
void cmd_watch_help(void);
int cmd_tree(int argc, char **argv);
void cmd_tree_help(void);
int cmd_show(int argc, char **argv);
void cmd_show_help(void);
int cmd_status(int argc, char **argv);
void cmd_status_help(void);
int cmd_selftest(int argc, char **argv);
void cmd_selftest_help(void);
int cmd_lock(int argc, char **argv);
void cmd_lock_help(void);
int cmd_decode(int argc, char **argv);
void cmd_decode_help(void);
int cmd_verify(int argc, char **argv);
void cmd_verify_help(void);
int cmd_schema(int argc, char **argv);
void cmd_schema_help(void);

#endif /* PROCMONCTL_COMMAND_H */
