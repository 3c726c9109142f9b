// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_verify.c - prove that a capture is complete, or list what is missing. It
 * must not know how that is judged or shown.
 */
#include <errno.h>

#include "capture_file.h"
#include "command.h"
#include "message.h"
#include "option_table.h"
#include "output.h"
#include "verify_report.h"

/**
 * struct asked - What was asked for.
 * @report: how the report is printed.
 * @is_strict: losses that the stream tells of count too.
 */
struct asked {
	struct report_options report;
	bool is_strict;
};

static const struct option_row option_rows[] = {
	{ "strict", 0, NULL,
	  "exit with status 7 if events were lost, even if the capture tells",
	  OPTION_FLAG(struct asked, is_strict) },
	{ "json", 'J', NULL, "one JSON object",
	  OPTION_FLAG(struct asked, report.is_json) },
	{ "noheadings", 'n', NULL, "no headings",
	  OPTION_FLAG(struct asked, report.no_headings) },
	OPTION_HELP,
};

static const struct option_table options = {
	OPTION_ROWS(option_rows), .print_help = cmd_verify_help
};

void cmd_verify_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl verify [OPTION]... [FILE]\n\n"
		    "Prove that a capture that 'procmonctl watch --format raw' wrote is complete, or\n"
		    "list what is missing; of standard input if FILE is - or missing. A capture of\n"
		    "selected records has holes where the others were.\n\n"
		    "Options:\n");
	option_table_help(&options);
}

static void add(const struct procmon_finding *finding, void *context)
{
	verify_report_add(context, finding);
}

static int status_of(const struct procmon_verify_status *status, bool is_strict)
{
	if (status->findings[PROCMON_FINDING_HOLE] ||
	    status->findings[PROCMON_FINDING_CONTRADICTION] ||
	    (is_strict && status->lost))
		return EXIT_STATUS_LOSS;
	return EXIT_STATUS_OK;
}

/* Return: enum exit_status. */
static int verify(const char *name, const struct asked *asked)
{
	static struct verify_report report;
	struct procmon_verify_status status;
	struct procmon_verify *judge;
	struct stream stream = { 0 };
	struct procmon_record record;
	struct capture_file file;

	if (!capture_file_open(&file, name))
		return file.status;
	if (procmon_verify_new(&file.capture, add, &report, &judge) < 0)
		memory_error();
	verify_report_begin(&report, &asked->report, &stream);
	while (!report.is_broken && capture_file_next(&file, &record)) {
		/* what it ends is reckoned with the clock of what was before */
		procmon_verify_feed(judge, &record);
		stream_learn(&stream, &record);
	}
	procmon_verify_end(judge);
	procmon_verify_get_status(judge, &status);
	procmon_verify_free(judge);
	capture_file_close(&file);
	verify_report_end(&report, &status, file.status != EXIT_STATUS_OK);
	return file.status == EXIT_STATUS_OK ?
	       status_of(&status, asked->is_strict) : file.status;
}

int cmd_verify(int argc, char **argv)
{
	struct asked asked = { 0 };
	int status;
	int first;

	first = option_table_parse(&options, argc, argv, &asked, &status);
	if (!first)
		return status;
	if (first + 1 < argc)
		return usage_error("'%s': verify takes one FILE",
				   argv[first + 1]);
	return verify(first < argc ? argv[first] : "-", &asked);
}
