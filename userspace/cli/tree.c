// SPDX-License-Identifier: GPL-2.0-only
/*
 * tree.c - which processes of a model are shown, in which order, and the lines
 * that join them. It must not know how a process is shown.
 *
 * No recursion: a line of processes may be as long as there are processes.
 */
#include "tree.h"

#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "text.h"

/* Of a longer line only so many last joins are drawn. */
#define JOINS_MAX	40

/**
 * struct joins - How a level is joined to the one above.
 * @past: below a process that others follow.
 * @past_last: below the last one.
 * @child: a process that others follow.
 * @last: the last one.
 * @moved: likewise, of one that only is below this parent until more is known.
 * @moved_last: likewise.
 */
struct joins {
	const char *past;
	const char *past_last;
	const char *child;
	const char *last;
	const char *moved;
	const char *moved_last;
};

static const struct joins joins_ascii = {
	"|  ", "   ", "|- ", "`- ", "|~ ", "`~ ",
};

static const struct joins joins_utf8 = {
	"\xe2\x94\x82  ", "   ", "\xe2\x94\x9c\xe2\x94\x80 ",
	"\xe2\x94\x94\xe2\x94\x80 ", "\xe2\x94\x9c\xe2\x95\x8c ",
	"\xe2\x94\x94\xe2\x95\x8c ",
};

/**
 * struct level - Processes below one.
 * @processes: the processes, in order.
 * @count: how many.
 * @next: which comes next.
 */
struct level {
	const struct procmon_live **processes;
	size_t count;
	size_t next;
};

/**
 * struct walk - A walk through the tree.
 * @tree: the tree.
 * @levels: those of the process that is shown, the highest first.
 * @depth: how many.
 * @size: how many fit.
 * @branch: what is drawn.
 * @show: called for each process.
 * @context: for @show.
 * @count: how many were shown.
 */
struct walk {
	const struct tree *tree;
	struct level *levels;
	size_t depth;
	size_t size;
	struct buffer branch;
	tree_show *show;
	void *context;
	size_t count;
};

static bool is_hidden(const struct tree *tree,
		      const struct procmon_live *process)
{
	return process->flags & PROCMON_LIVE_KERNEL &&
	       !tree->options->with_kernel_threads;
}

static int compare(const void *left, const void *right)
{
	const struct procmon_identity *a =
		&(*(const struct procmon_live *const *)left)->identity;
	const struct procmon_identity *b =
		&(*(const struct procmon_live *const *)right)->identity;

	if (a->start_boottime != b->start_boottime)
		return a->start_boottime < b->start_boottime ? -1 : 1;
	return (a->tgid > b->tgid) - (a->tgid < b->tgid);
}

static void level_add(struct level *level, const struct procmon_live *process)
{
	/* grows when the count is a power of two */
	if (!(level->count & (level->count - 1)))
		level->processes = realloc(level->processes,
					   (level->count ? 2 * level->count :
							   1) *
					   sizeof(*level->processes));
	if (!level->processes)
		memory_error();
	level->processes[level->count++] = process;
}

static void level_sort(struct level *level)
{
	if (level->count)
		qsort(level->processes, level->count,
		      sizeof(*level->processes), compare);
}

/* Those below a process; for one that is hidden, those below that. */
static void add_children(const struct tree *tree, struct level *level,
			 const struct procmon_live *parent)
{
	const struct procmon_live *child = NULL;
	struct level hidden = { 0 };

	do {
		if (hidden.next < hidden.count)
			parent = hidden.processes[hidden.next++];
		while ((child = procmon_processes_child(tree->processes, parent,
							child)) != NULL)
			level_add(is_hidden(tree, child) ? &hidden : level,
				  child);
	} while (hidden.next < hidden.count);
	free(hidden.processes);
}

static bool is_asked_for(const struct tree *tree,
			 const struct procmon_live *process)
{
	const struct tree_options *options = tree->options;

	return (!options->tgid || process->identity.tgid == options->tgid) &&
	       (!options->exec_id ||
		process->identity.exec_id == options->exec_id);
}

bool tree_selects(const struct tree *tree, const struct procmon_live *process)
{
	if (is_hidden(tree, process))
		return false;
	for (; process; process = procmon_processes_parent(process))
		if (is_asked_for(tree, process))
			return true;
	return false;
}

unsigned int tree_depth(const struct tree *tree,
			const struct procmon_live *process)
{
	unsigned int depth = 0;
	unsigned int result = 0;

	while ((process = procmon_processes_parent(process)) != NULL) {
		depth += !is_hidden(tree, process);
		if (is_asked_for(tree, process))
			result = depth;
	}
	return result;
}

/* The highest ones that are shown. */
static void add_roots(const struct tree *tree, struct level *level)
{
	const struct procmon_live *process = NULL;
	const struct procmon_live *parent;

	if (!tree->options->tgid && !tree->options->exec_id) {
		add_children(tree, level, NULL);
		return;
	}
	while ((process = procmon_processes_next(tree->processes,
						 process)) != NULL) {
		if (!is_asked_for(tree, process))
			continue;
		parent = procmon_processes_parent(process);
		while (parent && !is_asked_for(tree, parent))
			parent = procmon_processes_parent(parent);
		if (parent)
			continue;
		if (is_hidden(tree, process))
			add_children(tree, level, process);
		else
			level_add(level, process);
	}
}

static struct level *walk_down(struct walk *walk)
{
	struct level *level;

	if (walk->depth == walk->size) {
		walk->size = walk->size ? 2 * walk->size : 32;
		walk->levels = realloc(walk->levels,
				       walk->size * sizeof(*walk->levels));
		if (!walk->levels)
			memory_error();
	}
	level = &walk->levels[walk->depth++];
	*level = (struct level) { 0 };
	return level;
}

/* @level has given @process; the highest level is joined to nothing. */
static const char *join_of(const struct level *level,
			   const struct procmon_live *process, bool is_past)
{
	const struct joins *joins = text_is_utf8() ? &joins_utf8 :
						     &joins_ascii;
	bool is_last = level->next == level->count;

	if (is_past)
		return is_last ? joins->past_last : joins->past;
	if (process->flags & PROCMON_LIVE_MOVED)
		return is_last ? joins->moved_last : joins->moved;
	return is_last ? joins->last : joins->child;
}

static const char *draw(struct walk *walk, const struct procmon_live *process)
{
	struct buffer *branch = &walk->branch;
	size_t level = 1;

	branch->len = 0;
	if (walk->depth > JOINS_MAX + 1) {
		level = walk->depth - JOINS_MAX;
		buffer_printf(branch, "(%zu) ", level - 1);
	}
	for (; level < walk->depth; level++)
		buffer_text(branch, join_of(&walk->levels[level], process,
					    level + 1 < walk->depth));
	buffer_char(branch, '\0');
	return branch->data;
}

static void show_process(struct walk *walk, const struct procmon_live *process)
{
	walk->show(walk->tree, process, (unsigned int)walk->depth - 1,
		   draw(walk, process), walk->context);
	walk->count++;
}

/* A process, the highest one above it first. */
static void show_line(struct walk *walk, const struct procmon_live *process)
{
	struct level line = { 0 };
	struct level *level;
	size_t i;

	for (; process; process = procmon_processes_parent(process))
		if (!is_hidden(walk->tree, process))
			level_add(&line, process);
	for (i = line.count; i > 0; i--) {
		level = walk_down(walk);
		level_add(level, line.processes[i - 1]);
		level->next = 1;
		show_process(walk, level->processes[0]);
	}
	while (walk->depth)
		free(walk->levels[--walk->depth].processes);
	free(line.processes);
}

/* A process and all below it. */
static void show_below(struct walk *walk, const struct procmon_live *process)
{
	struct level *level = walk_down(walk);

	level_add(level, process);
	while (walk->depth) {
		level = &walk->levels[walk->depth - 1];
		if (level->next == level->count) {
			free(level->processes);
			walk->depth--;
			continue;
		}
		process = level->processes[level->next++];
		show_process(walk, process);
		level = walk_down(walk);
		add_children(walk->tree, level, process);
		level_sort(level);
	}
}

size_t tree_walk(const struct tree *tree, tree_show *show, void *context)
{
	struct walk walk = {
		.tree = tree, .show = show, .context = context
	};
	struct level roots = { 0 };

	add_roots(tree, &roots);
	level_sort(&roots);
	for (; roots.next < roots.count; roots.next++) {
		if (tree->options->is_upwards)
			show_line(&walk, roots.processes[roots.next]);
		else
			show_below(&walk, roots.processes[roots.next]);
	}
	free(roots.processes);
	free(walk.levels);
	buffer_free(&walk.branch);
	return walk.count;
}
