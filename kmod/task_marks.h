/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * task_marks.h - remembers which tasks are inside of something, without locks
 * and memory of its own. A task marks and looks for nobody but itself.
 */
#ifndef PROCMON_TASK_MARKS_H
#define PROCMON_TASK_MARKS_H

#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/sched.h>

#define TASK_MARKS_BITS		12
/* A task's mark is one of as many. */
#define TASK_MARKS_WINDOW	32

/**
 * struct task_mark - A task that is inside.
 * @task: who; NULL: the mark is free.
 * @start: when it started. A task that never came out leaves its mark, and its
 *	memory becomes another task.
 */
struct task_mark {
	const struct task_struct *task;
	u64 start;
};

struct task_marks {
	struct task_mark marks[(1 << TASK_MARKS_BITS) + TASK_MARKS_WINDOW];
};

/**
 * task_marks_find() - Is the current task inside?
 * @marks: those who are.
 *
 * Not after the task has executed a program: its start may be another one then.
 *
 * Context: Task context.
 * Return: Its mark, or NULL.
 */
static __always_inline struct task_mark *
task_marks_find(struct task_marks *marks)
{
	struct task_mark *mark = &marks->marks[hash_ptr(current,
							TASK_MARKS_BITS)];
	unsigned int i;

	for (i = 0; i < TASK_MARKS_WINDOW; i++, mark++) {
		if (READ_ONCE(mark->task) == current &&
		    mark->start == current->start_boottime)
			return mark;
	}
	return NULL;
}

/**
 * task_marks_add() - The current task, which is not inside, goes in.
 * @marks: those who are.
 *
 * Context: Task context.
 * Return: Its mark, for task_mark_clear(); NULL: there is no room.
 */
static __always_inline struct task_mark *
task_marks_add(struct task_marks *marks)
{
	struct task_mark *mark = &marks->marks[hash_ptr(current,
							TASK_MARKS_BITS)];
	unsigned int i;

	for (i = 0; i < TASK_MARKS_WINDOW; i++, mark++) {
		const struct task_struct *task = READ_ONCE(mark->task);

		if (task && task != current)
			continue;
		if (cmpxchg(&mark->task, task, current) != task)
			continue;
		mark->start = current->start_boottime;
		return mark;
	}
	return NULL;
}

/**
 * task_mark_clear() - The task comes out.
 * @mark: its mark.
 *
 * Context: The task.
 */
static __always_inline void task_mark_clear(struct task_mark *mark)
{
	/* What the task did inside comes before the mark is another one's. */
	smp_store_release(&mark->task, NULL);
}

#endif /* PROCMON_TASK_MARKS_H */
