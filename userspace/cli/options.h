/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.h - options of the commands that show records. It must not know
 * where records are from.
 */
#ifndef PROCMONCTL_OPTIONS_H
#define PROCMONCTL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "format.h"
#include "option_table.h"

/* Those of the commands. */
extern const struct option_table options_watch;
extern const struct option_table options_decode;

/**
 * struct options - What was asked for.
 * @format: way to write.
 * @format_options: details of it.
 * @count_max: end after so many program starts, or of the types that were asked
 *	for; 0: never.
 * @wants_threads: threads that begin and end, too.
 * @since_start: begin with the oldest record in the ring.
 * @redacts: secrets are taken out.
 * @is_strict: lost records make the exit status 7.
 * @is_quiet: no remarks on standard error.
 * @is_verbose: more remarks.
 * @operands: what follows the options.
 * @operand_count: how many.
 */
struct options {
	const struct format *format;
	struct format_options format_options;
	uint64_t count_max;
	bool wants_threads;
	bool since_start;
	bool redacts;
	bool is_strict;
	bool is_quiet;
	bool is_verbose;
	char **operands;
	int operand_count;
};

/**
 * options_parse() - Read the command line of a command.
 * @table: options of the command.
 * @argc: as main() got them, less what stands before the command's name.
 * @argv: likewise.
 * @ret_options: returned: what was asked for; options_free() frees it.
 * @ret_status: returned if false: exit status.
 *
 * Return: true: go on; false: all is done or wrong, end with *@ret_status.
 */
bool options_parse(const struct option_table *table, int argc, char **argv,
		   struct options *ret_options, int *ret_status);

/**
 * options_free() - Free what options_parse() took.
 * @options: is empty afterwards.
 */
void options_free(struct options *options);

/**
 * options_types_help() - Print the types of records that --type takes.
 */
void options_types_help(void);

#endif /* PROCMONCTL_OPTIONS_H */
