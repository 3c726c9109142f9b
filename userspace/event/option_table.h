/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * option_table.h - the options of a command as a table: what getopt_long(3)
 * wants, the help and the errors are made from it. It must not know any command.
 */
#ifndef PROCMON_OPTION_TABLE_H
#define PROCMON_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTION_ROWS_MAX	32

/**
 * struct option_row - An option.
 * @name: long name.
 * @letter: short name; 0: it has none.
 * @argument: as help shows it: " NAME", or "[=NAME]" if it may be left out;
 *	NULL: there is none.
 * @help: what it does, in a line.
 * @set: notes it, where the caller of option_table_parse() says, @which of
 *	what is there, and @value if there is no argument. Returns NULL, or what
 *	is wrong. NULL: the option is done at once instead of the command.
 * @which: for @set: for instance offset of a member.
 * @value: for @set.
 * @run: does that; returns enum exit_status. NULL: print help.
 * @commands: bits of those that have it, where several share a table; 0: all.
 */
struct option_row {
	const char *name;
	char letter;
	const char *argument;
	const char *help;
	const char *(*set)(void *context, size_t which, const char *argument);
	size_t which;
	const char *value;
	int (*run)(void);
	unsigned int commands;
};

/**
 * struct option_table - The options of a command.
 * @rows: one for each, in the order of help.
 * @row_count: how many.
 * @commands: bit of the command, where several share @rows.
 * @print_help: prints the manual of the command.
 */
struct option_table {
	const struct option_row *rows;
	size_t row_count;
	unsigned int commands;
	void (*print_help)(void);
};

/* The first members of struct option_table. */
#define OPTION_ROWS(rows)						\
	(rows), sizeof(rows) / sizeof((rows)[0]) +			\
	0 * sizeof(char[sizeof(rows) / sizeof((rows)[0]) <=		\
			OPTION_ROWS_MAX ? 1 : -1])

/* Where a member is, if it has the type that is written there. */
#define OPTION_MEMBER(type, member, member_type)			\
	_Generic(((type *)0)->member, member_type: offsetof(type, member))

/* What is set where many options do the same: a member of what is parsed. */
#define OPTION_FLAG(type, member)					\
	.set = option_set_flag, .which = OPTION_MEMBER(type, member, bool)
#define OPTION_TEXT(type, member)					\
	.set = option_set_text,						\
	.which = OPTION_MEMBER(type, member, const char *)
#define OPTION_NUMBER(type, member)					\
	.set = option_set_number, .which = OPTION_MEMBER(type, member, uint64_t)
#define OPTION_COLOR(type, member)					\
	.set = option_set_color, .which = OPTION_MEMBER(type, member, bool)
#define OPTION_JSON(type, member)					\
	.set = option_set_json, .which = OPTION_MEMBER(type, member, bool)
#define OPTION_HELP	{ "help", 'h', .help = "print this" }

/* They note true; the text; a number from 1 on; always, never or auto. */
const char *option_set_flag(void *context, size_t which, const char *argument);
const char *option_set_text(void *context, size_t which, const char *argument);
const char *option_set_number(void *context, size_t which,
			      const char *argument);
const char *option_set_color(void *context, size_t which, const char *argument);
/* Notes whether "json" is meant, or "table". */
const char *option_set_json(void *context, size_t which, const char *argument);

/**
 * option_color_auto() - Are colours used when nobody asked?
 */
bool option_color_auto(void);

/**
 * option_table_help() - Print a line for each option.
 * @table: the options.
 */
void option_table_help(const struct option_table *table);

/**
 * option_table_parse() - Read a command line.
 * @table: the options.
 * @argc: as main() got them, less what stands before the command's name.
 * @argv: likewise; operands are moved to its end.
 * @context: where options are noted.
 * @ret_status: returned if 0: exit status.
 *
 * Return: where in @argv operands begin; 0: all is done or wrong, end with
 * *@ret_status.
 */
int option_table_parse(const struct option_table *table, int argc, char **argv,
		       void *context, int *ret_status);

/**
 * option_table_parse_only() - Read the command line of a command that takes no
 * operand.
 * @table: the options.
 * @argc: as for option_table_parse().
 * @argv: likewise; begins with the name of the command.
 * @context: where options are noted.
 * @ret_status: returned if false: exit status.
 *
 * Return: false: all is done or wrong, end with *@ret_status.
 */
bool option_table_parse_only(const struct option_table *table, int argc,
			     char **argv, void *context, int *ret_status);

#endif /* PROCMON_OPTION_TABLE_H */
