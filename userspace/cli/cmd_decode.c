// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_decode.c - show the records of a capture. It must not know how records
 * are shown.
 */
#include "capture_file.h"
#include "command.h"
#include "message.h"
#include "options.h"
#include "output.h"
#include "view.h"

/* A table is aligned for so many records at once. */
#define BATCH_RECORDS	256

void cmd_decode_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl decode [OPTION]... [FILE]\n\n"
		    "Show the records of a capture that 'procmonctl watch --format raw' wrote; of\n"
		    "standard input if FILE is - or missing.\n\n"
		    "Options:\n");
	option_table_help(&options_decode);
	options_types_help();
}

static void show(struct capture_file *file, struct view *view)
{
	struct procmon_record record;
	unsigned int pending = 0;

	while (capture_file_next(file, &record)) {
		if (!view_record(view, &record))
			return;
		if (++pending < BATCH_RECORDS)
			continue;
		pending = 0;
		if (!view_batch(view))
			return;
	}
}

static int decode(const char *name, const struct options *options)
{
	struct capture_file file;
	struct view view;

	if (!capture_file_open(&file, name))
		return file.status;
	view_begin(&view, options, &file.capture);
	show(&file, &view);
	capture_file_close(&file);
	return view_end(&view, file.status);
}

int cmd_decode(int argc, char **argv)
{
	struct options options;
	const char *name = "-";
	int status;

	if (!options_parse(&options_decode, argc, argv, &options, &status))
		return status;
	if (options.operand_count > 1) {
		status = usage_error("'%s': decode takes one FILE",
				     options.operands[1]);
		goto out;
	}
	if (options.operand_count)
		name = options.operands[0];
	status = decode(name, &options);
out:
	options_free(&options);
	return status;
}
