/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * filter.h - which records are wanted. It must not know where records
 * are from or how they are shown.
 */
#ifndef PROCMONCTL_FILTER_H
#define PROCMONCTL_FILTER_H

#include <stdbool.h>

#include <libprocmon.h>

/**
 * enum filter_kind - What a filter looks at.
 * @FILTER_TYPE: type of the record; the only one for records that are not about
 *	a process.
 * @FILTER_UID: real user id.
 * @FILTER_PID: process id.
 * @FILTER_PPID: process id of the parent.
 * @FILTER_EXE: path of what runs, or should have run, a pattern.
 * @FILTER_COMM: name of the task, a pattern.
 * @FILTER_CGROUP: path of the cgroup, a pattern.
 */
enum filter_kind {
	FILTER_TYPE,
	FILTER_UID,
	FILTER_PID,
	FILTER_PPID,
	FILTER_EXE,
	FILTER_COMM,
	FILTER_CGROUP,
	FILTER_KIND_COUNT,
};

/**
 * filter_add() - Add an alternative.
 * @kind: what it looks at.
 * @text: number, name of a user, names of types or pattern; must stay.
 *
 * Return: NULL; or what is wrong with @text.
 */
const char *filter_add(enum filter_kind kind, const char *text);

/**
 * filter_matches() - Is a record wanted?
 * @record: the record.
 *
 * Alternatives of a kind are joined by "or", kinds by "and". A record whose
 * field is absent or cut is wanted: nobody can tell that it is not meant. So
 * are, always, those that say that others may be missing.
 *
 * What happens to a process names its image and its cgroup by numbers; which
 * paths these are is remembered from the records that came before, of the most
 * recent ones. So records are to be given in their order, all of them.
 *
 * Return: true or false.
 */
bool filter_matches(const struct procmon_record *record);

/**
 * filter_types() - Which types were asked for by their name?
 *
 * Return: bit t: enum procmon_type t; 0: none was, all are wanted.
 */
uint32_t filter_types(void);

/**
 * filter_free() - Forget all filters.
 */
void filter_free(void);

#endif /* PROCMONCTL_FILTER_H */
