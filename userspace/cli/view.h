/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * view.h - the way of a record from decoded to written: learn from it, select
 * it, write it, count it. It must not know where records are from.
 */
#ifndef PROCMONCTL_VIEW_H
#define PROCMONCTL_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "event.h"
#include "lineage.h"
#include "options.h"
#include "redact.h"

/**
 * struct view - Records on their way.
 * @options: what was asked for.
 * @stream: what the records told so far.
 * @shown: program starts, also failed ones, that were written.
 * @lost: records that are missing.
 * @redactor: takes secrets out; NULL: nobody asks.
 * @lineage: who is above whom; NULL: nobody asks.
 */
struct view {
	const struct options *options;
	struct stream stream;
	uint64_t shown;
	uint64_t lost;
	struct redactor *redactor;
	struct lineage *lineage;
};

/**
 * view_begin() - Begin.
 * @view: is filled.
 * @options: what was asked for; must stay.
 * @capture: where the records are from.
 */
void view_begin(struct view *view, const struct options *options,
		const struct procmon_capture *capture);

/**
 * view_record() - The next record.
 * @view: the view.
 * @record: the record.
 *
 * Return: true; false: as many were written as were asked for.
 */
bool view_record(struct view *view, const struct procmon_record *record);

/**
 * view_batch() - For now there are no more: write all that was collected.
 * @view: the view.
 *
 * Return: true; false: standard output failed.
 */
bool view_batch(struct view *view);

/**
 * view_end() - End.
 * @view: the view.
 * @status: exit status so far.
 *
 * Return: @status; EXIT_STATUS_LOSS if that was EXIT_STATUS_OK, records are
 * missing and --strict was given.
 */
int view_end(struct view *view, int status);

#endif /* PROCMONCTL_VIEW_H */
