// SPDX-License-Identifier: GPL-2.0-only
/*
 * format_table.c - an aligned table that goes on for ever, and fits the
 * window if it goes to one. It must not know fields or kinds by name.
 *
 * Lines are printed batch by batch. A column is as wide as the widest value
 * so far, so that batches line up; libsmartcols aligns each of them.
 */
#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "kind.h"
#include "message.h"
#include "text.h"
#include "window.h"

/* A long value does not make its column wide for ever. */
#define COLUMN_KEPT_MAX		40
/* What a column that is cut keeps at least. */
#define COLUMN_CUT_MIN		8
/* Columns that a level of lineage takes; of deeper levels the last ones. */
#define INDENT			2
#define INDENT_LEVELS_MAX	16
/* What the last column has at least in a window that is too narrow. */
#define COLUMN_LAST_MIN		16

#define COLOR_HEADING		"\033[1m"
#define COLOR_FAIL		"\033[35m"
#define COLOR_END		"\033[m"

/**
 * struct column - A column.
 * @field: what it shows.
 * @column: its place in the table.
 * @kept: width that further batches get.
 * @width: width in this batch.
 */
struct column {
	const struct field *field;
	struct libscols_column *column;
	size_t kept;
	size_t width;
};

static struct {
	struct libscols_table *table;
	struct column *columns;
	size_t count;
	size_t window;
	bool is_terminal;
	bool use_color;
	bool is_tree;
	struct buffer cell;
} table;

void table_window_changed(void)
{
	table.window = window_columns();
}

static void add_column(const struct field *field)
{
	struct column *column = &table.columns[table.count++];
	size_t heading = strlen(field->name);
	int flags = SCOLS_FL_STRICTWIDTH;

	column->field = field;
	column->kept = field->kind->width > heading ? field->kind->width :
						      heading;
	if (field->kind->is_right)
		flags |= SCOLS_FL_RIGHT;
	/*
	 * Headings are a line of their own: libsmartcols, if told of them,
	 * would not keep a width that is just theirs.
	 */
	column->column = scols_table_new_column(table.table, "", 0, flags);
	if (!column->column)
		memory_error();
}

static void add_columns(const struct format_options *options)
{
	const struct field *field = NULL;
	size_t i;

	for (i = 0; i < options->column_count; i++)
		add_column(options->columns[i]);
	if (options->columns)
		return;
	while ((field = field_next(field)) != NULL)
		if (field->flags & FIELD_DEFAULT && field_is_column(field))
			add_column(field);
}

static struct libscols_line *add_line(void)
{
	struct libscols_line *line = scols_table_new_line(table.table, NULL);

	if (!line)
		memory_error();
	return line;
}

static void set_cell(struct libscols_line *line, size_t i, const char *text)
{
	size_t columns = text_columns(text);

	if (scols_line_set_data(line, i, text))
		memory_error();
	if (table.columns[i].width < columns)
		table.columns[i].width = columns;
}

/* Columns but the last, and the blanks between them all. */
static size_t width_without_last(void)
{
	size_t width = table.count - 1;
	size_t i;

	for (i = 0; i + 1 < table.count; i++)
		width += table.columns[i].width;
	return width;
}

/* In a window: make the widest texts narrower until all have room. */
static void fit_window(void)
{
	struct column *last = &table.columns[table.count - 1];
	struct column *widest;
	size_t needed = COLUMN_LAST_MIN;
	size_t width;
	size_t i;

	if (!last->field->kind->is_text || last->width < needed)
		needed = last->width;
	for (;;) {
		width = width_without_last();
		if (width + needed <= table.window)
			break;
		widest = NULL;
		for (i = 0; i + 1 < table.count; i++) {
			struct column *column = &table.columns[i];

			if (column->field->kind->is_text &&
			    column->width > COLUMN_CUT_MIN &&
			    (!widest || column->width > widest->width))
				widest = column;
		}
		if (!widest)
			break;
		widest->width--;
	}
	if (last->field->kind->is_text && width + last->width > table.window)
		last->width = width + needed < table.window ?
			      table.window - width : needed;
}

static void cut_cells(struct libscols_iter *iter)
{
	struct libscols_line *line;
	const char *data;
	size_t i;

	scols_reset_iter(iter, SCOLS_ITER_FORWARD);
	while (scols_table_next_line(table.table, iter, &line) == 0) {
		for (i = 0; i < table.count; i++) {
			data = scols_cell_get_data(scols_line_get_cell(line,
								       i));
			if (text_columns(data) <= table.columns[i].width)
				continue;
			table.cell.len = 0;
			buffer_text(&table.cell, data);
			buffer_add(&table.cell, "\0\0\0", 4);
			text_fit(table.cell.data, table.columns[i].width);
			if (scols_line_set_data(line, i, table.cell.data))
				memory_error();
		}
	}
}

/* Print the lines that there are. */
static void print_lines(struct buffer *buffer, const char *before,
			const char *after)
{
	struct libscols_iter *iter;
	char *text = NULL;
	size_t i;

	if (scols_table_is_empty(table.table))
		return;
	iter = scols_new_iter(SCOLS_ITER_FORWARD);
	if (!iter)
		memory_error();
	if (table.is_terminal) {
		fit_window();
		cut_cells(iter);
	}
	scols_free_iter(iter);
	for (i = 0; i < table.count; i++)
		scols_column_set_whint(table.columns[i].column,
				       (double)table.columns[i].width);
	if (scols_print_table_to_string(table.table, &text) || !text)
		memory_error();
	buffer_text(buffer, before);
	buffer_add(buffer, text, strlen(text));
	while (buffer->len && buffer->data[buffer->len - 1] == '\n')
		buffer->len--;
	buffer_text(buffer, after);
	buffer_char(buffer, '\n');
	free(text);
	scols_table_remove_lines(table.table);
}

static void start_batch(void)
{
	size_t i;

	for (i = 0; i < table.count; i++) {
		struct column *column = &table.columns[i];

		if (column->width > column->kept)
			column->kept = column->width < COLUMN_KEPT_MAX ||
				       !column->field->kind->is_text ?
				       column->width : COLUMN_KEPT_MAX;
		column->width = column->kept;
	}
}

static void begin(const struct format_options *options,
		  const struct procmon_capture *capture, struct buffer *buffer)
{
	struct libscols_line *line;
	size_t i;

	(void)capture;
	table.table = scols_new_table();
	table.columns = calloc(field_count() + options->column_count,
			       sizeof(*table.columns));
	if (!table.table || !table.columns)
		memory_error();
	table.is_terminal = options->is_terminal;
	table.use_color = options->use_color;
	table.is_tree = options->is_tree;
	table_window_changed();
	scols_table_enable_noencoding(table.table, 1);
	scols_table_enable_noheadings(table.table, 1);
	scols_table_set_termforce(table.table, SCOLS_TERMFORCE_NEVER);
	scols_table_enable_colors(table.table, table.use_color);
	add_columns(options);
	start_batch();
	if (options->no_headings)
		return;
	line = add_line();
	for (i = 0; i < table.count; i++)
		set_cell(line, i, table.columns[i].field->name);
	print_lines(buffer, table.use_color ? COLOR_HEADING : "",
		    table.use_color ? COLOR_END : "");
	start_batch();
}

static void batch(struct buffer *buffer)
{
	print_lines(buffer, "", "");
	start_batch();
}

/* The first text of the line. */
static void indent(unsigned int depth)
{
	if (depth > INDENT_LEVELS_MAX) {
		buffer_printf(&table.cell, "(%u) ", depth - INDENT_LEVELS_MAX);
		depth = INDENT_LEVELS_MAX;
	}
	buffer_printf(&table.cell, "%*s", (int)depth * INDENT, "");
}

static void record(const struct event *event, struct buffer *buffer)
{
	enum structure structure = field_structure_of(event->record);
	struct libscols_line *line;
	const struct field *field;
	bool is_indented = !table.is_tree;
	struct value value;
	size_t i;

	if (!structure_is_process(structure)) {
		batch(buffer);
		notice_write(event, table.use_color, buffer);
		return;
	}
	line = add_line();
	if (structure == STRUCTURE_FAIL &&
	    scols_line_set_color(line, COLOR_FAIL))
		memory_error();
	for (i = 0; i < table.count; i++) {
		field = field_of(table.columns[i].field, structure);
		table.cell.len = 0;
		if (!is_indented && table.columns[i].field->kind->is_text) {
			indent(event->depth);
			is_indented = true;
		}
		if (field && value_get(field, event, &value))
			field->kind->text(field, event, &value, &table.cell);
		else
			buffer_char(&table.cell, '-');
		buffer_char(&table.cell, '\0');
		set_cell(line, i, table.cell.data);
	}
}

static void end(struct buffer *buffer)
{
	batch(buffer);
	scols_unref_table(table.table);
	free(table.columns);
	buffer_free(&table.cell);
	memset(&table, 0, sizeof(table));
}

const struct format format_table = { "table", begin, record, batch, end };
