// SPDX-License-Identifier: GPL-2.0-only
/*
 * life_log.c - what happened to tasks, told twice; see life_log.h.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "life.h"
#include "life_log.h"

/**
 * struct comparison - One run of life_compare().
 * @first: sorted by task.
 * @second: likewise.
 * @pairs: for each event of @first the index in @second, -1: none.
 * @result: so far.
 * @say: for lines.
 * @argument: for @say.
 */
struct comparison {
	struct life_log *first;
	struct life_log *second;
	ssize_t *pairs;
	struct life_result result;
	void (*say)(void *argument, const char *line);
	void *argument;
};

/* Indices of the events of one task in a sorted log. */
struct range {
	size_t begin;
	size_t end;
};

void life_log_add(struct life_log *log, const struct life_event *event)
{
	struct life_event *events;
	size_t room;

	if (log->count == log->room) {
		room = log->room ? log->room * 2 : 4096;
		events = realloc(log->events, room * sizeof(*events));
		if (!events) {
			log->exhausted = true;
			return;
		}
		log->events = events;
		log->room = room;
	}
	log->events[log->count] = *event;
	log->events[log->count].matched = false;
	log->events[log->count].order = log->count;
	log->count++;
}

void life_log_free(struct life_log *log)
{
	free(log->events);
	memset(log, 0, sizeof(*log));
}

/* What tracers do to a task has an order of its own. */
static bool by_others(const struct life_event *event)
{
	return event->type == PROCMON_TYPE_PTRACE;
}

static int by_task(const void *left, const void *right)
{
	const struct life_event *a = left, *b = right;

	if (a->tid != b->tid)
		return a->tid < b->tid ? -1 : 1;
	if (by_others(a) != by_others(b))
		return by_others(a) ? 1 : -1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* find_range() - The events of a task, those by others or its own. */
static struct range find_range(const struct life_log *log, uint32_t tid,
			       bool others)
{
	struct life_event key = {
		.tid = tid,
		.type = others ? PROCMON_TYPE_PTRACE : 0,
	};
	size_t low = 0, high = log->count, middle;
	struct range range;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (by_task(&log->events[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	range.begin = low;
	while (low < log->count && log->events[low].tid == tid &&
	       by_others(&log->events[low]) == others)
		low++;
	range.end = low;
	return range;
}

/* code_of_a_thread() - Did a thread of this process exit with this code? */
static bool code_of_a_thread(const struct life_log *first, uint32_t tgid,
			     uint32_t code)
{
	const struct life_event *event;

	for (event = first->events; event < first->events + first->count;
	     event++)
		if (event->type == PROCMON_TYPE_EXIT && event->tgid == tgid &&
		    event->values[0] == code)
			return true;
	return false;
}

/* told_exactly() - Is the second teller's own exit of this task still there? */
static bool told_exactly(const struct life_log *second,
			 const struct life_event *event)
{
	struct range range = find_range(second, event->tid, false);
	size_t i;

	for (i = range.begin; i < range.end; i++)
		if (second->events[i].type == PROCMON_TYPE_EXIT &&
		    !second->events[i].matched &&
		    second->events[i].values[0] == event->values[0])
			return true;
	return false;
}

/* told_signal() - The signal to the parent, as the task was created with. */
static bool told_signal(const struct life_log *second,
			const struct life_event *event, uint32_t signal)
{
	struct range range;
	bool created = false;
	size_t i;

	if (event->tid != event->tgid)
		return signal == (uint32_t)-1;
	/* A new parent and an exec make it this one. */
	if (signal == SIGCHLD)
		return true;
	range = find_range(second, event->tid, false);
	for (i = range.begin; i < range.end; i++) {
		if (second->events[i].type != PROCMON_TYPE_FORK)
			continue;
		if (second->events[i].values[1] == signal)
			return true;
		created = true;
	}
	return !created;
}

static bool same_exit(const struct comparison *comparison,
		      const struct life_event *a, const struct life_event *b)
{
	if (!told_signal(comparison->second, b, a->values[1]))
		return false;
	if (a->values[0] == b->values[0])
		return true;
	if (b->flags & LIFE_EVENT_THREAD ||
	    told_exactly(comparison->second, a))
		return false;
	/*
	 * A process has the code of its leader, and from Linux 5.18 on of the
	 * thread that was the last to begin to exit; another one may be the
	 * last to end. Before 5.18 one that is killed just when it exits was
	 * killed, for wait(2); the connector tells what it exited with.
	 */
	return b->values[0] == SIGKILL ||
		code_of_a_thread(comparison->first, b->tgid, b->values[0]);
}

static bool same_fork(const struct life_event *a, const struct life_event *b)
{
	if (b->flags & LIFE_EVENT_FOSTERED)
		return a->other_tgid == b->parent_tgid;
	return a->other_tid == b->other_tid && a->other_tgid == b->other_tgid &&
		a->other_tgid == b->parent_tgid;
}

/* same() - Is @b of the second teller what the first calls @a? */
static bool same(const struct comparison *comparison,
		 const struct life_event *a, const struct life_event *b)
{
	if (a->type != b->type || a->tid != b->tid || a->tgid != b->tgid)
		return false;
	switch (a->type) {
	case PROCMON_TYPE_FORK:
		return same_fork(a, b);
	case PROCMON_TYPE_UID:
	case PROCMON_TYPE_GID:
		return a->values[0] == b->values[0] &&
			a->values[1] == b->values[1];
	case PROCMON_TYPE_SID:
		return b->values[0] == a->tgid;
	case PROCMON_TYPE_PTRACE:
		return a->other_tid == b->other_tid &&
			a->other_tgid == b->other_tgid;
	case PROCMON_TYPE_COMM:
		return !strncmp(a->name, b->name, sizeof(a->name));
	case PROCMON_TYPE_EXIT:
		return same_exit(comparison, a, b);
	}
	return true;
}

static void say_event(struct comparison *comparison, const char *what,
		      const struct life_event *event)
{
	char line[320];

	snprintf(line, sizeof(line),
		 "%s: %s of %u/%u, other %u/%u, values %u %u, name '%.16s', number %llu, at %llu ns",
		 what, life_type_name(event->type), event->tgid, event->tid,
		 event->other_tgid, event->other_tid, event->values[0],
		 event->values[1], event->name,
		 (unsigned long long)event->order,
		 (unsigned long long)event->time);
	comparison->say(comparison->argument, line);
}

static void pair(struct comparison *comparison, size_t a, size_t b)
{
	comparison->pairs[a] = b;
	comparison->second->events[b].matched = true;
	comparison->first->events[a].matched = true;
}

/* find_from() - The next event of the range that is the same. */
static ssize_t find_from(const struct comparison *comparison,
			 const struct life_event *event, size_t from,
			 size_t end)
{
	size_t i;

	for (i = from; i < end; i++)
		if (!comparison->second->events[i].matched &&
		    same(comparison, event, &comparison->second->events[i]))
			return i;
	return -1;
}

/* new_owner() - The exec that gave the task's number to a thread. */
static const struct life_event *new_owner(const struct life_log *log,
					  size_t at, size_t end)
{
	const struct life_event *next;

	while (++at < end) {
		next = &log->events[at];
		if (next->type == PROCMON_TYPE_EXEC &&
		    next->flags & LIFE_EVENT_BY_THREAD)
			return next;
		/* The rights of a program come before it. */
		if (next->type != PROCMON_TYPE_UID &&
		    next->type != PROCMON_TYPE_GID)
			return NULL;
	}
	return NULL;
}

/* late_exit() - An exit that the second teller told in time. */
static bool late_exit(struct comparison *comparison, size_t a, size_t from,
		      size_t end)
{
	struct life_event *event = &comparison->first->events[a];
	ssize_t found;

	if (event->type != PROCMON_TYPE_EXIT)
		return false;
	found = find_from(comparison, event, from, end);
	if (found < 0 || !new_owner(comparison->second, found, end))
		return false;
	pair(comparison, a, found);
	comparison->result.late_exits++;
	return true;
}

/* renumbered_exit() - The exit of a leader under the number of a thread. */
static bool renumbered_exit(struct comparison *comparison, size_t a)
{
	struct life_event *event = &comparison->first->events[a];
	struct life_log *second = comparison->second;
	const struct life_event *owner;
	struct range range;
	size_t i;

	if (event->type != PROCMON_TYPE_EXIT || event->tid == event->tgid)
		return false;
	range = find_range(second, event->tgid, false);
	for (i = range.begin; i < range.end; i++) {
		if (second->events[i].matched ||
		    second->events[i].type != PROCMON_TYPE_EXIT ||
		    second->events[i].values[0] != event->values[0])
			continue;
		owner = new_owner(second, i, range.end);
		if (!owner || owner->other_tid != event->tid)
			continue;
		pair(comparison, a, i);
		comparison->result.renumbered_exits++;
		return true;
	}
	return false;
}

/* say_instead() - What the second teller said of the same kind. */
static void say_instead(struct comparison *comparison, unsigned int type,
			struct range second)
{
	const struct life_event *event;
	size_t i;

	for (i = second.begin; i < second.end; i++) {
		event = &comparison->second->events[i];
		if (event->type == type && !event->matched)
			say_event(comparison, " the sensor has", event);
	}
}

/* compare_range() - The events of one task. */
static void compare_range(struct comparison *comparison, struct range first)
{
	const struct life_event *event =
		&comparison->first->events[first.begin];
	struct range second = find_range(comparison->second, event->tid,
					 by_others(event));
	size_t from = second.begin, a;
	ssize_t found;

	for (a = first.begin; a < first.end; a++) {
		event = &comparison->first->events[a];
		comparison->result.compared[event->type]++;
		found = find_from(comparison, event, from, second.end);
		if (found >= 0) {
			pair(comparison, a, found);
			from = found + 1;
			continue;
		}
		if (late_exit(comparison, a, second.begin, second.end) ||
		    renumbered_exit(comparison, a))
			continue;
		if (find_from(comparison, event, second.begin,
			      second.end) >= 0) {
			say_event(comparison, "told, but before others",
				  event);
			comparison->result.disordered++;
		} else {
			say_event(comparison, "not told", event);
			say_instead(comparison, event->type, second);
			comparison->result.missing++;
		}
	}
}

/* One thing that a task did: at which place each of them tells it. */
struct deed {
	uint32_t tid;
	uint64_t order;
	uint64_t told;
	size_t event;
};

static int by_doer(const void *left, const void *right)
{
	const struct deed *a = left, *b = right;

	if (a->tid != b->tid)
		return a->tid < b->tid ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* gather_deeds() - What tasks did by themselves, and whom they created. */
static size_t gather_deeds(struct comparison *comparison, struct deed *deeds)
{
	struct life_event *event, *told;
	size_t count = 0, i;

	for (i = 0; i < comparison->first->count; i++) {
		event = &comparison->first->events[i];
		if (comparison->pairs[i] < 0 || by_others(event))
			continue;
		told = &comparison->second->events[comparison->pairs[i]];
		/* Whose exit may be told late is compared by itself. */
		if (event->type == PROCMON_TYPE_EXIT)
			continue;
		deeds[count++] = (struct deed) {
			event->tid, event->order, told->order, i
		};
		if (event->type == PROCMON_TYPE_FORK &&
		    !(told->flags & LIFE_EVENT_FOSTERED))
			deeds[count++] = (struct deed) {
				event->other_tid, event->order, told->order, i
			};
	}
	return count;
}

/* compare_deeds() - In the order in which each task did them. */
static void compare_deeds(struct comparison *comparison)
{
	struct deed *deeds = calloc(2 * comparison->first->count + 1,
				    sizeof(*deeds));
	size_t count, i;

	if (!deeds)
		abort();
	count = gather_deeds(comparison, deeds);
	qsort(deeds, count, sizeof(*deeds), by_doer);
	for (i = 1; i < count; i++) {
		if (deeds[i].tid != deeds[i - 1].tid ||
		    deeds[i].told > deeds[i - 1].told)
			continue;
		say_event(comparison, "told before what its doer did earlier",
			  &comparison->first->events[deeds[i].event]);
		comparison->result.disordered++;
	}
	free(deeds);
}

struct life_result life_compare(struct life_log *first, struct life_log *second,
				void (*say)(void *argument, const char *line),
				void *argument)
{
	struct comparison comparison = {
		.first = first, .second = second, .say = say,
		.argument = argument,
	};
	struct range range = { 0 };
	size_t i;

	comparison.pairs = calloc(first->count + 1,
				  sizeof(*comparison.pairs));
	if (!comparison.pairs)
		abort();
	for (i = 0; i < first->count; i++) {
		comparison.pairs[i] = -1;
		first->events[i].matched = false;
	}
	for (i = 0; i < second->count; i++)
		second->events[i].matched = false;
	qsort(first->events, first->count, sizeof(*first->events), by_task);
	qsort(second->events, second->count, sizeof(*second->events), by_task);
	for (range.begin = 0; range.begin < first->count;
	     range.begin = range.end) {
		range.end = range.begin + 1;
		while (range.end < first->count &&
		       first->events[range.end].tid ==
		       first->events[range.begin].tid &&
		       by_others(&first->events[range.end]) ==
		       by_others(&first->events[range.begin]))
			range.end++;
		compare_range(&comparison, range);
	}
	compare_deeds(&comparison);
	for (i = 0; i < second->count; i++)
		if (!second->events[i].matched &&
		    second->events[i].type < PROCMON_TYPE_LIMIT)
			comparison.result.more[second->events[i].type]++;
	free(comparison.pairs);
	return comparison.result;
}
