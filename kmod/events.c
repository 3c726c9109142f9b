// SPDX-License-Identifier: GPL-2.0-only
/*
 * events.c - which events are recorded (see events.h).
 *
 * Everybody who may choose has a choice; what is in force is all of them
 * together. Choices are changed under a lock of the caller's, sensor.c's, since
 * a change may need hooks. A hook asks with one read whether what it sees is
 * recorded.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "events.h"

/* Beside the types, of which none has this number. */
#define LIVE_THREADS	BIT(PROCMON_TYPE_LIMIT - 1)

static const struct {
	const char *word;
	u32 types;
	u32 flags;
} words[] = {
	{ "exec", BIT(PROCMON_TYPE_EXEC), 0 },
	{ "exec_fail", BIT(PROCMON_TYPE_EXEC_FAIL), 0 },
	{ "fork", BIT(PROCMON_TYPE_FORK), 0 },
	{ "exit", BIT(PROCMON_TYPE_EXIT), 0 },
	{ "uid", BIT(PROCMON_TYPE_UID), 0 },
	{ "gid", BIT(PROCMON_TYPE_GID), 0 },
	{ "cred", BIT(PROCMON_TYPE_CRED), 0 },
	{ "sid", BIT(PROCMON_TYPE_SID), 0 },
	{ "ptrace", BIT(PROCMON_TYPE_PTRACE), 0 },
	{ "comm", BIT(PROCMON_TYPE_COMM), 0 },
	{ "coredump", BIT(PROCMON_TYPE_COREDUMP), 0 },
	{ "threads", 0, PROCMON_EVENTS_THREADS },
};

/* All below is changed under the caller's lock. */
static LIST_HEAD(choices);
static struct events_choice parameter;
/* also read without the lock, a word at a time */
static struct procmon_events in_force;
/* Types, and LIVE_THREADS; 0 while the sensor is disarmed. */
static u32 live __read_mostly;
static bool is_live;

static void add(struct procmon_events *events,
		const struct procmon_events *more)
{
	events->types |= more->types;
	events->flags |= more->flags;
}

/* All that can be chosen. */
static void everything(struct procmon_events *ret_events)
{
	size_t i;

	memset(ret_events, 0, sizeof(*ret_events));
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		ret_events->types |= words[i].types;
		ret_events->flags |= words[i].flags;
	}
}

/**
 * events_check() - Can this be chosen?
 * @events: from user space.
 *
 * Context: Any.
 * Return: 0, or -EINVAL: a type or flag that there is not, EXEC left out, or
 * something reserved that is not 0.
 */
int events_check(const struct procmon_events *events)
{
	struct procmon_events all;

	everything(&all);
	if (events->types & ~all.types || events->flags & ~all.flags ||
	    events->reserved || !(events->types & BIT(PROCMON_TYPE_EXEC)))
		return -EINVAL;
	return 0;
}

static int parse_word(struct procmon_events *events, const char *word)
{
	char known[EVENTS_TEXT_MAX];
	struct procmon_events all;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(word, words[i].word))
			continue;
		events->types |= words[i].types;
		events->flags |= words[i].flags;
		return 0;
	}
	everything(&all);
	events_format(known, sizeof(known), &all);
	pr_err("events: '%*pE' is no event: must be among %s, separated by commas\n",
	       (int)strnlen(word, 64), word, known);
	return -EINVAL;
}

/**
 * events_parse() - Text to events.
 * @ret_events: filled in.
 * @text: words separated by commas; is changed.
 *
 * Context: Task context.
 * Return: 0, or -EINVAL with the reason in the kernel log.
 */
int events_parse(struct procmon_events *ret_events, char *text)
{
	char *word;

	memset(ret_events, 0, sizeof(*ret_events));
	text = strim(text);
	if (!*text)
		text = NULL;
	while ((word = strsep(&text, ","))) {
		if (parse_word(ret_events, word))
			return -EINVAL;
	}
	if (ret_events->types & BIT(PROCMON_TYPE_EXEC))
		return 0;
	pr_err("events: exec cannot be left out: add it to the list\n");
	return -EINVAL;
}

/**
 * events_format() - Events to text, as events_parse() takes it.
 * @text: filled in, with its NUL.
 * @size: of @text; EVENTS_TEXT_MAX is enough.
 * @events: events.
 *
 * Context: Any.
 * Return: Length.
 */
size_t events_format(char *text, size_t size,
		     const struct procmon_events *events)
{
	size_t len = 0;
	size_t i;

	text[0] = 0;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (!(events->types & words[i].types) &&
		    !(events->flags & words[i].flags))
			continue;
		len += scnprintf(text + len, size - len, "%s%s",
				 len ? "," : "", words[i].word);
	}
	return len;
}

/**
 * events_parameter() - The choice of the parameter events.
 *
 * Return: The choice.
 */
struct events_choice *events_parameter(void)
{
	return &parameter;
}

/**
 * events_unite() - What would be in force if somebody chose so?
 * @ret_events: filled in.
 * @choice: whose choice.
 * @chosen: what it would be; types are 0: none.
 *
 * Context: The caller's lock.
 */
void events_unite(struct procmon_events *ret_events,
		  const struct events_choice *choice,
		  const struct procmon_events *chosen)
{
	const struct events_choice *other;

	memset(ret_events, 0, sizeof(*ret_events));
	add(ret_events, chosen);
	list_for_each_entry(other, &choices, entry) {
		if (other != choice)
			add(ret_events, &other->events);
	}
}

/**
 * events_choose() - Note what somebody chose. It is not in force yet.
 * @choice: whose choice.
 * @chosen: what it is from now on.
 *
 * Context: The caller's lock.
 */
void events_choose(struct events_choice *choice,
		   const struct procmon_events *chosen)
{
	if (!choice->events.types)
		list_add_tail(&choice->entry, &choices);
	choice->events = *chosen;
}

/**
 * events_forget() - Somebody who chose goes. What is in force stays so.
 * @choice: whose choice.
 *
 * Context: The caller's lock.
 */
void events_forget(struct events_choice *choice)
{
	list_del(&choice->entry);
	memset(&choice->events, 0, sizeof(choice->events));
}

static void update_live(void)
{
	u32 bits = in_force.types;

	if (in_force.flags & PROCMON_EVENTS_THREADS)
		bits |= LIVE_THREADS;
	WRITE_ONCE(live, is_live ? bits : 0);
}

/**
 * events_put_in_force() - Record this from now on.
 * @events: what.
 *
 * Context: The caller's lock.
 */
void events_put_in_force(const struct procmon_events *events)
{
	WRITE_ONCE(in_force.types, events->types);
	WRITE_ONCE(in_force.flags, events->flags);
	update_live();
}

/**
 * events_in_force() - What is recorded while the sensor is armed.
 * @ret_events: filled in.
 *
 * Context: Any.
 */
void events_in_force(struct procmon_events *ret_events)
{
	memset(ret_events, 0, sizeof(*ret_events));
	ret_events->types = READ_ONCE(in_force.types);
	ret_events->flags = READ_ONCE(in_force.flags);
}

/**
 * events_go() - Hooks record what is in force from now on.
 *
 * Context: The caller's lock.
 */
void events_go(void)
{
	is_live = true;
	update_live();
}

/**
 * events_halt() - Hooks record nothing of this any more.
 *
 * Context: The caller's lock.
 */
void events_halt(void)
{
	is_live = false;
	update_live();
}

/**
 * events_chosen() - Is an event of this type to be recorded?
 * @type: enum procmon_type, of those that can be chosen.
 *
 * Context: Any.
 * Return: true if it is.
 */
bool events_chosen(u16 type)
{
	return READ_ONCE(live) & BIT(type);
}

/**
 * events_threads() - Are the starts and ends of threads to be recorded?
 *
 * Context: Any.
 * Return: true if they are, where those of processes are.
 */
bool events_threads(void)
{
	return READ_ONCE(live) & LIVE_THREADS;
}
