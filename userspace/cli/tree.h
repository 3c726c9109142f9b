/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tree.h - the tree of processes that a model holds: which of them, in which
 * order, and how it is drawn. It must not know where records are from.
 */
#ifndef PROCMONCTL_TREE_H
#define PROCMONCTL_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include <libprocmon.h>

#include "buffer.h"
#include "container.h"
#include "event.h"

/**
 * struct tree_options - What was asked for.
 * @tgid: this process and those below it; 0: all.
 * @exec_id: processes that run this image, and those below them; 0: all.
 * @is_upwards: those above it instead.
 * @with_kernel_threads: kernel threads too.
 * @is_json: an object a line; else a table.
 * @no_headings: no line with the names of the columns.
 * @is_terminal: a table fits the window of standard output.
 * @use_color: mark with colours.
 */
struct tree_options {
	uint32_t tgid;
	uint64_t exec_id;
	bool is_upwards;
	bool with_kernel_threads;
	bool is_json;
	bool no_headings;
	bool is_terminal;
	bool use_color;
};

/**
 * struct tree - Processes that are shown.
 * @options: which, and how.
 * @processes: all of them.
 * @stream: what is known of the clocks and the boot.
 */
struct tree {
	const struct tree_options *options;
	struct procmon_processes *processes;
	struct stream stream;
};

/* Shows a process; @branch is what is drawn in front of it, NUL-terminated. */
typedef void tree_show(const struct tree *tree,
		       const struct procmon_live *process, unsigned int depth,
		       const char *branch, void *context);

/**
 * tree_walk() - Go through the processes that are selected, the oldest first.
 * @tree: the tree.
 * @show: called for each.
 * @context: for @show.
 *
 * Return: how many there were.
 */
size_t tree_walk(const struct tree *tree, tree_show *show, void *context);

/**
 * tree_selects() - Is a process one of those that are selected?
 * @tree: the tree.
 * @process: the process.
 */
bool tree_selects(const struct tree *tree, const struct procmon_live *process);

/**
 * tree_depth() - How many processes that are shown are above one?
 * @tree: the tree.
 * @process: the process.
 */
unsigned int tree_depth(const struct tree *tree,
			const struct procmon_live *process);

/**
 * tree_write() - Append the whole tree as it is now.
 * @tree: the tree.
 * @buffer: the buffer.
 *
 * Return: how many processes it has.
 */
size_t tree_write(const struct tree *tree, struct buffer *buffer);

/**
 * tree_write_change() - Append what a record changed, in a line.
 * @tree: the tree.
 * @change: what.
 * @process: of which process.
 * @record: the record.
 * @buffer: the buffer.
 */
void tree_write_change(const struct tree *tree, enum procmon_change change,
		       const struct procmon_live *process,
		       const struct procmon_record *record,
		       struct buffer *buffer);

/**
 * tree_write_remark() - Append something that is of no process, in a line.
 * @tree: the tree.
 * @name: what, for programs.
 * @text: what, for people.
 * @buffer: the buffer.
 */
void tree_write_remark(const struct tree *tree, const char *name,
		       const char *text, struct buffer *buffer);

/* A process in a table: tree_table.c */
size_t tree_write_table(const struct tree *tree, struct buffer *buffer);

/* A process as JSON: tree_json.c */

/**
 * tree_write_json() - Append a process as one JSON object in a line.
 * @tree: the tree.
 * @process: the process.
 * @action: what happened to it.
 * @record: of which it was learnt; NULL: none.
 * @buffer: the buffer.
 */
void tree_write_json(const struct tree *tree, const struct procmon_live *process,
		     const char *action, const struct procmon_record *record,
		     struct buffer *buffer);

/* Texts of a process: tree_text.c */

/**
 * tree_find_container() - Find the container of a process.
 * @path: path of its cgroup, or nothing.
 * @ret_container: returned: the container.
 *
 * Return: true; false: it is in none, or not the whole path is known.
 */
bool tree_find_container(const struct procmon_bytes *path,
			 struct container *ret_container);

void tree_text_user(const struct tree *tree, const struct procmon_live *process,
		    struct buffer *buffer);
void tree_text_start(const struct tree *tree,
		     const struct procmon_live *process, struct buffer *buffer);
/* Return: false: in none that is known of. */
bool tree_text_container(const struct tree *tree,
			 const struct procmon_live *process,
			 struct buffer *buffer);
void tree_text_command(const struct procmon_live *process,
		       struct buffer *buffer);

#endif /* PROCMONCTL_TREE_H */
