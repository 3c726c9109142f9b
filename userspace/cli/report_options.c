// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_options.c - options of the commands that print one report. It must not
 * know of what.
 */
#include "report_options.h"

const struct option_row report_option_rows[3] = {
	{ "json", 'J', NULL, "one JSON object",
	  OPTION_FLAG(struct report_options, is_json) },
	{ "noheadings", 'n', NULL, "no headings",
	  OPTION_FLAG(struct report_options, no_headings) },
	OPTION_HELP,
};
