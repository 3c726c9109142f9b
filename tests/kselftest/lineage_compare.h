/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lineage_compare.h - does the record of an exec say where it came from as the
 * model does? It must not know how the exec was made.
 */
#ifndef PROCMON_TESTS_LINEAGE_COMPARE_H
#define PROCMON_TESTS_LINEAGE_COMPARE_H

#include <linux/procmon.h>

#include "lineage_cast.h"

typedef void lineage_say(void *argument, const char *line);

/**
 * lineage_compare() - Compare a record with what it must hold.
 * @record: EXEC or EXEC_FAIL.
 * @exec: what it must hold.
 * @cast: who is above the test.
 * @say: called with a line for each difference.
 * @argument: for @say.
 * Return: how many differences there are.
 */
unsigned int lineage_compare(const struct procmon_exec *record,
			     const struct cast_exec *exec,
			     const struct cast *cast, lineage_say *say,
			     void *argument);

/**
 * lineage_corrupt() - Would it be noticed if the record were wrong?
 * @record: one that is right.
 * @exec: what it must hold.
 * @cast: who is above the test.
 * @say: called with a line for each change that is not noticed.
 * @argument: for @say.
 * Return: how many changes are not noticed.
 */
unsigned int lineage_corrupt(const struct procmon_exec *record,
			     const struct cast_exec *exec,
			     const struct cast *cast, lineage_say *say,
			     void *argument);

/**
 * lineage_record() - A record that is right.
 * @exec: what it must hold.
 * @cut: bytes of the parent's arguments to keep; 0: all.
 * Return: it, for free().
 */
struct procmon_exec *lineage_record(const struct cast_exec *exec,
				    size_t cut);

#endif
