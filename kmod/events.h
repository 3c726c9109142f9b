/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * events.h - which events are recorded: what the parameter says, and what each
 * reader asked for beside it. Knows the types of <linux/procmon.h>; does not
 * know what it takes to see an event.
 */
#ifndef PROCMON_EVENTS_H
#define PROCMON_EVENTS_H

#include <linux/list.h>
#include <linux/procmon.h>
#include <linux/types.h>

/* All words and the commas between them. */
#define EVENTS_TEXT_MAX	128

/**
 * struct events_choice - What one of those who may choose has chosen.
 * @entry: among the choices, once it has chosen.
 * @events: what it chose; types are 0: nothing yet.
 */
struct events_choice {
	struct list_head entry;
	struct procmon_events events;
};

int events_check(const struct procmon_events *events);
int events_parse(struct procmon_events *ret_events, char *text);
size_t events_format(char *text, size_t size,
		     const struct procmon_events *events);
struct events_choice *events_parameter(void);
void events_unite(struct procmon_events *ret_events,
		  const struct events_choice *choice,
		  const struct procmon_events *chosen);
void events_choose(struct events_choice *choice,
		   const struct procmon_events *chosen);
void events_forget(struct events_choice *choice);
void events_put_in_force(const struct procmon_events *events);
void events_in_force(struct procmon_events *ret_events);
void events_go(void);
void events_halt(void);
bool events_chosen(u16 type);
bool events_threads(void);

#endif /* PROCMON_EVENTS_H */
