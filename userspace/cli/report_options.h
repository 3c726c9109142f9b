/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report_options.h - options of the commands that print one report. It must not
 * know of what.
 */
#ifndef PROCMONCTL_REPORT_OPTIONS_H
#define PROCMONCTL_REPORT_OPTIONS_H

#include <stdbool.h>

#include "option_table.h"

/**
 * struct report_options - How a report is printed.
 * @is_json: one JSON object; else a table.
 * @no_headings: no headings.
 */
struct report_options {
	bool is_json;
	bool no_headings;
};

/* What notes them, and help. */
extern const struct option_row report_option_rows[3];

#endif /* PROCMONCTL_REPORT_OPTIONS_H */
