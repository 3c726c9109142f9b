/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * columns.h - which columns a table has, and the list of all of them. It must
 * not know how tables of records are written.
 */
#ifndef PROCMONCTL_COLUMNS_H
#define PROCMONCTL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "format.h"

/**
 * columns_select() - Select columns by their names.
 * @options: where the selection goes.
 * @list: names, comma-separated; with a + in front they are added to the
 *	selection so far, or to the default columns.
 *
 * Return: NULL; or what is wrong with @list.
 */
const char *columns_select(struct format_options *options, const char *list);

/**
 * columns_select_all() - Select all columns.
 * @options: where the selection goes.
 */
void columns_select_all(struct format_options *options);

/**
 * columns_list() - Print what columns there are.
 * @no_headings: no line with headings.
 */
void columns_list(bool no_headings);

/**
 * print_rows() - Print a small table to standard output.
 * @headings: headings; NULL ends them.
 * @next: gives the texts of the next line, false at the end.
 * @state: for @next.
 * @no_headings: no line with headings.
 */
void print_rows(const char *const *headings,
		bool (*next)(void *state, const char **ret_texts),
		void *state, bool no_headings);

#endif /* PROCMONCTL_COLUMNS_H */
