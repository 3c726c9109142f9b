// SPDX-License-Identifier: GPL-2.0-only
/*
 * columns.c - which columns a table has, and the list of all of them. It must
 * not know how tables of records are written.
 */
#include "columns.h"

#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "output.h"

static void add(struct format_options *options, const struct field *field)
{
	const struct field **columns;

	columns = reallocarray(options->columns, options->column_count + 1,
			       sizeof(*columns));
	if (!columns)
		memory_error();
	columns[options->column_count++] = field;
	options->columns = columns;
}

static void add_where(struct format_options *options, unsigned int flags)
{
	const struct field *field = NULL;

	while ((field = field_next(field)) != NULL)
		if (field_is_column(field) && (!flags || field->flags & flags))
			add(options, field);
}

/* Return: what is wrong with a name. */
static const char *unknown(const char *name, size_t len)
{
	static char text[128];

	snprintf(text, sizeof(text),
		 "'%.*s' is no column; 'procmonctl watch --list-columns' lists them",
		 len < 32 ? (int)len : 32, name);
	return text;
}

const char *columns_select(struct format_options *options, const char *list)
{
	const struct field *field;
	size_t len;

	if (*list == '+') {
		list++;
		if (!options->columns)
			add_where(options, FIELD_DEFAULT);
	} else {
		options->column_count = 0;
	}
	for (;;) {
		len = strcspn(list, ",");
		field = field_find(list, len);
		if (!field || !field_is_column(field))
			return unknown(list, len);
		add(options, field);
		list += len;
		if (!*list)
			return NULL;
		list++;
	}
}

void columns_select_all(struct format_options *options)
{
	options->column_count = 0;
	add_where(options, 0);
}

void print_rows(const char *const *headings,
		bool (*next)(void *state, const char **ret_texts),
		void *state, bool no_headings)
{
	struct libscols_table *table = scols_new_table();
	struct libscols_line *line;
	const char *texts[8] = { NULL };
	char *text = NULL;
	size_t i;

	if (!table)
		memory_error();
	scols_table_enable_noencoding(table, 1);
	scols_table_enable_noheadings(table, no_headings);
	scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	for (i = 0; headings[i]; i++)
		if (!scols_table_new_column(table, headings[i], 0, 0))
			memory_error();
	while (next(state, texts)) {
		line = scols_table_new_line(table, NULL);
		if (!line)
			memory_error();
		for (i = 0; headings[i]; i++)
			if (scols_line_set_data(line, i, texts[i]))
				memory_error();
	}
	if (scols_print_table_to_string(table, &text))
		memory_error();
	if (text && *text)
		buffer_printf(output_buffer(), "%s\n", text);
	free(text);
	scols_unref_table(table);
}

static bool next_column(void *state, const char **ret_texts)
{
	const struct field **field = state;

	do {
		*field = field_next(*field);
	} while (*field && !field_is_column(*field));
	if (!*field)
		return false;
	ret_texts[0] = (*field)->name;
	ret_texts[1] = (*field)->flags & FIELD_DEFAULT ? "default" : "-";
	ret_texts[2] = (*field)->unit ? (*field)->unit : "-";
	ret_texts[3] = (*field)->help;
	return true;
}

void columns_list(bool no_headings)
{
	static const char *const headings[] = {
		"COLUMN", "SHOWN", "UNIT", "MEANING", NULL
	};
	const struct field *field = NULL;

	print_rows(headings, next_column, &field, no_headings);
}
