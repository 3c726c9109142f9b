/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verify_report.h - what was found out about a capture, as a table or as JSON.
 * It must not know how it was found out.
 */
#ifndef PROCMONCTL_VERIFY_REPORT_H
#define PROCMONCTL_VERIFY_REPORT_H

#include <stdbool.h>

#include <libprocmon.h>

#include "buffer.h"
#include "event.h"
#include "report_options.h"

/* A table is aligned for so many findings at once. */
#define VERIFY_REPORT_ROWS	256

/**
 * struct verify_row - A finding, with the times that people know.
 * @finding: the finding.
 * @after: ns since the epoch; 0: not known.
 * @before: likewise.
 */
struct verify_row {
	struct procmon_finding finding;
	uint64_t after;
	uint64_t before;
};

/**
 * struct verify_report - A report under way.
 * @options: how it is printed.
 * @stream: what the records told of clocks.
 * @rows: findings that were not printed yet.
 * @count: how many.
 * @next: the one to print next.
 * @has_printed: some were printed.
 * @is_broken: standard output takes no more.
 * @cells: texts of the line that is being printed.
 */
struct verify_report {
	const struct report_options *options;
	const struct stream *stream;
	struct verify_row rows[VERIFY_REPORT_ROWS];
	size_t count;
	size_t next;
	bool has_printed;
	bool is_broken;
	struct buffer cells;
};

/**
 * verify_report_begin() - Begin.
 * @report: is filled.
 * @options: how it is printed.
 * @stream: what is known of the records so far.
 */
void verify_report_begin(struct verify_report *report,
			 const struct report_options *options,
			 const struct stream *stream);

/**
 * verify_report_add() - A finding.
 * @report: the report.
 * @finding: the finding.
 */
void verify_report_add(struct verify_report *report,
		       const struct procmon_finding *finding);

/**
 * verify_report_end() - The verdict, and all counts.
 * @report: the report.
 * @status: what was found in all.
 * @is_damaged: not all could be read.
 */
void verify_report_end(struct verify_report *report,
		       const struct procmon_verify_status *status,
		       bool is_damaged);

#endif /* PROCMONCTL_VERIFY_REPORT_H */
