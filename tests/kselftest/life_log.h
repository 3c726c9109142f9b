/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life_log.h - what happened to tasks, in one form, whoever told it, and
 * whether all that one told was told by the other, too, in the same order. It
 * must not know who the tellers are.
 */
#ifndef PROCMON_TESTS_LIFE_LOG_H
#define PROCMON_TESTS_LIFE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/procmon.h>

/* life_event.flags; of what the second teller tells only */
#define LIFE_EVENT_THREAD	(1U << 0)	/* of a thread */
#define LIFE_EVENT_FOSTERED	(1U << 1)	/* creator is not the parent */
#define LIFE_EVENT_BY_THREAD	(1U << 2)	/* exec not by the leader */

/**
 * struct life_event - Something happened to a task.
 * @type: enum procmon_type.
 * @flags: LIFE_EVENT_*.
 * @matched: the other log has it; set by life_compare().
 * @tid: the task.
 * @tgid: its process.
 * @other_tid: FORK: who created it; PTRACE: the tracer, 0: it is over. EXEC:
 *	the thread that called.
 * @other_tgid: likewise; of the first teller's FORK the parent's.
 * @parent_tgid: FORK: the real parent.
 * @values: UID, GID: real and effective id; SID: the session; EXIT: code and
 *	the signal to the parent; FORK: the latter.
 * @name: COMM: the new name.
 * @time: ns, CLOCK_MONOTONIC.
 * @order: place among all that the teller told.
 */
struct life_event {
	uint16_t type;
	uint8_t flags;
	bool matched;
	uint32_t tid;
	uint32_t tgid;
	uint32_t other_tid;
	uint32_t other_tgid;
	uint32_t parent_tgid;
	uint32_t values[2];
	char name[PROCMON_COMM_LEN];
	uint64_t time;
	uint64_t order;
};

/**
 * struct life_log - All that one teller told.
 * @events: in the order of telling, until life_compare() sorts them by task.
 * @count: how many.
 * @room: for how many there is memory.
 * @exhausted: there was none for one.
 */
struct life_log {
	struct life_event *events;
	size_t count;
	size_t room;
	bool exhausted;
};

/* Add an event at the end; its order is set. */
void life_log_add(struct life_log *log, const struct life_event *event);

/* Free all. */
void life_log_free(struct life_log *log);

/**
 * struct life_result - What a comparison found.
 * @compared: events of the first teller, by type.
 * @more: events that only the second one told, by type.
 * @missing: events of the first that the second did not tell.
 * @disordered: that it told, but not in this order.
 * @late_exits: an exit that the first told after the task's number had been
 *	given to the thread that executed a program.
 * @renumbered_exits: likewise, and under that thread's former number.
 */
struct life_result {
	unsigned int compared[PROCMON_TYPE_LIMIT];
	unsigned int more[PROCMON_TYPE_LIMIT];
	unsigned int missing;
	unsigned int disordered;
	unsigned int late_exits;
	unsigned int renumbered_exits;
};

/**
 * life_compare() - Is all of @first in @second, in the same order?
 * @first: sorted by task on return.
 * @second: likewise; it may tell more.
 * @say: called with a line for each difference.
 * @argument: for @say.
 *
 * Of a task the order of what itself did and of its creation is compared, the
 * creations of its children among them; and the order of what tracers did to
 * it. What two tasks did has no order between them.
 *
 * The first teller tells of an exit after the task has told its parent, so it
 * may come after the task's number has a new owner: after an exec by another
 * thread, which takes over the number of the leader, and gives it its own.
 *
 * Return: what was found.
 */
struct life_result life_compare(struct life_log *first, struct life_log *second,
				void (*say)(void *argument, const char *line),
				void *argument);

#endif
