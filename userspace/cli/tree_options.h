/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tree_options.h - options of the command that shows the tree of processes. It
 * must not know where records are from.
 */
#ifndef PROCMONCTL_TREE_OPTIONS_H
#define PROCMONCTL_TREE_OPTIONS_H

#include "option_table.h"
#include "tree.h"

/**
 * struct tree_command - What was asked for.
 * @tree: what is shown, and how.
 * @follow: go on, and show what changes.
 * @is_strict: a tree that may lack something makes the exit status 7.
 * @is_quiet: no remarks on standard error.
 * @file: capture; NULL: the device.
 */
struct tree_command {
	struct tree_options tree;
	bool follow;
	bool is_strict;
	bool is_quiet;
	const char *file;
};

/* All of them. */
extern const struct option_table tree_options_table;

/**
 * tree_options_parse() - Read the command line.
 * @argc: as main() got them, less what stands before the command's name.
 * @argv: likewise.
 * @ret_command: returned: what was asked for.
 * @ret_status: returned if false: exit status.
 *
 * Return: true: go on; false: all is done or wrong, end with *@ret_status.
 */
bool tree_options_parse(int argc, char **argv, struct tree_command *ret_command,
			int *ret_status);

#endif /* PROCMONCTL_TREE_OPTIONS_H */
