// SPDX-License-Identifier: GPL-2.0-only
/*
 * tree_table.c - the tree of processes as a table, and what changes in it as
 * lines. It must not know which processes are shown.
 */
#include "tree.h"

#include <inttypes.h>
#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "kind.h"
#include "message.h"
#include "text.h"
#include "window.h"

#define COLOR_HEADING	"\033[1m"
#define COLOR_RIGHTS	"\033[35m"
#define COLOR_KERNEL	"\033[2m"
#define COLOR_NOTICE	"\033[33m"
#define COLOR_REMARK	"\033[1;31m"
#define COLOR_END	"\033[m"

/* What the last column has at least in a window that is too narrow. */
#define COMMAND_MIN	16
/* What the name of a user has, and takes for good, where lines go on. */
#define USER_MIN	8
#define USER_MAX	20
/* Of one that is deeper, the depth is a number. */
#define INDENT_MAX	20

enum {
	COLUMN_PID,
	COLUMN_USER,
	COLUMN_STARTED,
	COLUMN_CONTAINER,
	COLUMN_COMMAND,
	COLUMN_COUNT,
};

static const char *const headings[COLUMN_COUNT] = {
	"PID", "USER", "STARTED", "CONTAINER", "COMMAND"
};

/**
 * struct table - A table that is made.
 * @table: its lines.
 * @widths: of the columns so far.
 * @cell: text of a cell.
 */
struct table {
	struct libscols_table *table;
	size_t widths[COLUMN_COUNT];
	struct buffer cell;
};

static void set_cell(struct table *table, struct libscols_line *line,
		     size_t column)
{
	size_t width;

	buffer_char(&table->cell, '\0');
	width = text_columns(table->cell.data);
	if (width > table->widths[column])
		table->widths[column] = width;
	if (scols_line_set_data(line, column, table->cell.data))
		memory_error();
	table->cell.len = 0;
}

static const char *color_of(const struct procmon_live *process)
{
	if (process->flags & PROCMON_LIVE_KERNEL)
		return COLOR_KERNEL;
	return process->creds.uid != process->creds.euid ? COLOR_RIGHTS : NULL;
}

static struct libscols_line *add_line(struct table *table)
{
	struct libscols_line *line = scols_table_new_line(table->table, NULL);

	if (!line)
		memory_error();
	return line;
}

static void add_process(const struct tree *tree,
			const struct procmon_live *process, unsigned int depth,
			const char *branch, void *context)
{
	struct table *table = context;
	struct libscols_line *line = add_line(table);
	const char *color = color_of(process);

	(void)depth;
	if (tree->options->use_color && color &&
	    scols_line_set_color(line, color))
		memory_error();
	buffer_number(&table->cell, process->identity.tgid);
	set_cell(table, line, COLUMN_PID);
	tree_text_user(tree, process, &table->cell);
	set_cell(table, line, COLUMN_USER);
	tree_text_start(tree, process, &table->cell);
	set_cell(table, line, COLUMN_STARTED);
	if (!tree_text_container(tree, process, &table->cell))
		buffer_char(&table->cell, '-');
	set_cell(table, line, COLUMN_CONTAINER);
	buffer_text(&table->cell, branch);
	tree_text_command(process, &table->cell);
	set_cell(table, line, COLUMN_COMMAND);
}

/* What does not fit the window is cut at its edge. */
static void fit_window(struct table *table)
{
	struct libscols_iter *iter = scols_new_iter(SCOLS_ITER_FORWARD);
	size_t window = window_columns();
	size_t used = COLUMN_COUNT - 1;
	struct libscols_line *line;
	const char *data;
	size_t i;

	if (!iter)
		memory_error();
	for (i = 0; i < COLUMN_COMMAND; i++)
		used += table->widths[i];
	used = used + COMMAND_MIN < window ? window - used : COMMAND_MIN;
	while (scols_table_next_line(table->table, iter, &line) == 0) {
		data = scols_cell_get_data(scols_line_get_cell(line,
							       COLUMN_COMMAND));
		if (text_columns(data) <= used)
			continue;
		table->cell.len = 0;
		buffer_text(&table->cell, data);
		buffer_add(&table->cell, "\0\0\0", 4);
		text_fit(table->cell.data, used);
		if (scols_line_set_data(line, COLUMN_COMMAND, table->cell.data))
			memory_error();
	}
	scols_free_iter(iter);
}

static void begin_table(const struct tree *tree, struct table *table)
{
	size_t i;

	table->table = scols_new_table();
	if (!table->table)
		memory_error();
	scols_table_enable_noencoding(table->table, 1);
	scols_table_enable_noheadings(table->table, 1);
	scols_table_set_termforce(table->table, SCOLS_TERMFORCE_NEVER);
	scols_table_enable_colors(table->table, tree->options->use_color);
	for (i = 0; i < COLUMN_COUNT; i++)
		if (!scols_table_new_column(table->table, headings[i], 0,
					    i == COLUMN_PID ? SCOLS_FL_RIGHT :
							      0))
			memory_error();
}

static void add_headings(const struct tree *tree, struct table *table)
{
	struct libscols_line *line = add_line(table);
	size_t i;

	if (tree->options->use_color &&
	    scols_line_set_color(line, COLOR_HEADING))
		memory_error();
	for (i = 0; i < COLUMN_COUNT; i++) {
		buffer_text(&table->cell, headings[i]);
		set_cell(table, line, i);
	}
}

size_t tree_write_table(const struct tree *tree, struct buffer *buffer)
{
	struct table table = { 0 };
	char *text = NULL;
	size_t count;

	begin_table(tree, &table);
	if (!tree->options->no_headings)
		add_headings(tree, &table);
	count = tree_walk(tree, add_process, &table);
	if (tree->options->is_terminal)
		fit_window(&table);
	if (count && scols_print_table_to_string(table.table, &text))
		memory_error();
	if (text) {
		buffer_text(buffer, text);
		while (buffer->len && buffer->data[buffer->len - 1] == '\n')
			buffer->len--;
		buffer_char(buffer, '\n');
	}
	free(text);
	scols_unref_table(table.table);
	buffer_free(&table.cell);
	return count;
}

static void write_clock(const struct tree *tree,
			const struct procmon_record *record,
			struct buffer *buffer)
{
	struct event event = { .record = record, .stream = &tree->stream };
	struct value value;

	if (kind_clock.get(NULL, &event, &value))
		kind_clock.text(NULL, &event, &value, buffer);
	else
		buffer_char(buffer, '-');
}

static void write_end(const struct procmon_exit *record, struct buffer *buffer)
{
	buffer_text(buffer, ": ");
	if (record->signal)
		names_write(buffer, &signal_names, record->signal);
	else
		buffer_printf(buffer, "exit %u", record->code);
	if (record->flags & PROCMON_LIFE_CORE)
		buffer_text(buffer, ", core dumped");
	buffer_printf(buffer, ", after %" PRIu64 ".%03u s",
		      (uint64_t)(record->run_ns / 1000000000),
		      (unsigned int)(record->run_ns % 1000000000 / 1000000));
}

/**
 * struct verb - How a change is told.
 * @name: what happened.
 * @color: its colour, or NULL.
 */
static const struct verb {
	const char *name;
	const char *color;
} verbs[] = {
	[PROCMON_CHANGE_STARTED]	= { "started", NULL },
	[PROCMON_CHANGE_FOUND]		= { "found", COLOR_NOTICE },
	[PROCMON_CHANGE_EXECUTED]	= { "executed", NULL },
	[PROCMON_CHANGE_RIGHTS]		= { "rights", COLOR_RIGHTS },
	[PROCMON_CHANGE_SESSION]	= { "session", NULL },
	[PROCMON_CHANGE_NAME]		= { "renamed", NULL },
	[PROCMON_CHANGE_ENDED]		= { "ended", COLOR_KERNEL },
	[PROCMON_CHANGE_GONE]		= { "gone", COLOR_NOTICE },
};

/* As wide as the widest so far, so that what follows lines up. */
static void write_padded_user(const struct tree *tree,
			      const struct procmon_live *process,
			      struct buffer *line)
{
	static size_t widest = USER_MIN;
	static struct buffer user;
	size_t width;

	user.len = 0;
	tree_text_user(tree, process, &user);
	buffer_char(&user, '\0');
	width = text_columns(user.data);
	if (width > widest)
		widest = width < USER_MAX ? width : USER_MAX;
	buffer_text(line, user.data);
	buffer_printf(line, "%*s", 1 + (int)(width < widest ? widest - width :
								 0), "");
}

static void write_change(const struct tree *tree, const struct verb *verb,
			 const struct procmon_live *process,
			 const struct procmon_record *record,
			 struct buffer *line)
{
	unsigned int depth = tree_depth(tree, process);

	write_clock(tree, record, line);
	buffer_printf(line, " %-8s %7" PRIu32 " ", verb->name,
		      process->identity.tgid);
	write_padded_user(tree, process, line);
	if (depth > INDENT_MAX)
		buffer_printf(line, "(%u) ", depth - INDENT_MAX);
	buffer_printf(line, "%*s", 2 * (int)(depth > INDENT_MAX ? INDENT_MAX :
								    depth),
		      "");
	tree_text_command(process, line);
	if (record->header.type == PROCMON_TYPE_EXIT &&
	    verb == &verbs[PROCMON_CHANGE_ENDED])
		write_end(&record->exit, line);
}

void tree_write_change(const struct tree *tree, enum procmon_change change,
		       const struct procmon_live *process,
		       const struct procmon_record *record,
		       struct buffer *buffer)
{
	const struct verb *verb = &verbs[change];
	static struct buffer line;

	if (tree->options->is_json) {
		tree_write_json(tree, process, verb->name, record, buffer);
		return;
	}
	line.len = 0;
	write_change(tree, verb, process, record, &line);
	buffer_add(&line, "\0\0\0", 4);
	if (tree->options->is_terminal)
		text_fit(line.data, window_columns());
	if (tree->options->use_color && verb->color)
		buffer_text(buffer, verb->color);
	buffer_text(buffer, line.data);
	if (tree->options->use_color && verb->color)
		buffer_text(buffer, COLOR_END);
	buffer_char(buffer, '\n');
}

void tree_write_remark(const struct tree *tree, const char *name,
		       const char *text, struct buffer *buffer)
{
	if (tree->options->is_json) {
		buffer_printf(buffer, "{\"event\":{\"action\":\"%s\"}}\n", name);
		return;
	}
	if (tree->options->use_color)
		buffer_text(buffer, COLOR_REMARK);
	buffer_printf(buffer, "*** %s", text);
	if (tree->options->use_color)
		buffer_text(buffer, COLOR_END);
	buffer_char(buffer, '\n');
}
