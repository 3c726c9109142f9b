// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_decode.c - show the records of a capture. It must not know how records
 * are shown.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

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
	options_help(OPTIONS_DECODE);
	options_types_help();
}

/* Return: EXIT_STATUS_ABI for what another version wrote, else _ERROR. */
static int problem_error(const char *name, int error,
			 const struct procmon_problem *problem,
			 const char *remedy)
{
	if (error == -EBADMSG || error == -EPROTO)
		message("%s: byte %" PRIu64 ": %s: %s; %s", name,
			problem->offset, problem->field, problem->text,
			remedy);
	else
		message("%s: %s; check the file and try again", name,
			strerror(-error));
	return error == -EPROTO ? EXIT_STATUS_ABI : EXIT_STATUS_ERROR;
}

static int show(struct procmon_capture_reader *reader, const char *name,
		struct view *view)
{
	int status = EXIT_STATUS_OK;
	struct procmon_problem problem;
	struct procmon_record record;
	unsigned int pending = 0;
	int ret;

	for (;;) {
		ret = procmon_capture_next(reader, &record, &problem);
		if (!ret)
			return status;
		if (ret < 0)
			status = problem_error(name, ret, &problem,
					       "the file is damaged or not whole: copy it again; what can be read is shown");
		if (ret < 0 && ret != -EBADMSG)
			return status;
		if (ret < 0)
			continue;
		if (!view_record(view, &record))
			return status;
		if (++pending < BATCH_RECORDS)
			continue;
		pending = 0;
		if (!view_batch(view))
			return status;
	}
}

static int decode(int fd, const char *name, const struct options *options)
{
	struct procmon_capture_reader *reader;
	struct procmon_problem problem;
	struct procmon_capture capture;
	struct view view;
	int status;
	int ret;

	ret = procmon_capture_open(fd, &capture, &reader, &problem);
	if (ret < 0)
		return problem_error(name, ret, &problem,
				     ret == -EPROTO ?
				     "decode it on a machine like the one that wrote it, with its version of procmonctl" :
				     "give a file that 'procmonctl watch --format raw' wrote");
	view_begin(&view, options, &capture);
	status = show(reader, name, &view);
	procmon_capture_close(reader);
	return view_end(&view, status);
}

int cmd_decode(int argc, char **argv)
{
	struct options options;
	const char *name = "-";
	int status;
	int fd;

	if (!options_parse(OPTIONS_DECODE, argc, argv, &options, &status))
		return status;
	if (options.operand_count > 1) {
		status = usage_error("'%s': decode takes one FILE",
				     options.operands[1]);
		goto out;
	}
	if (options.operand_count)
		name = options.operands[0];
	if (strcmp(name, "-") == 0) {
		status = decode(STDIN_FILENO, "standard input", &options);
		goto out;
	}
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		message("%s: %s; give the name of a capture", name,
			strerror(errno));
		status = EXIT_STATUS_ERROR;
		goto out;
	}
	status = decode(fd, name, &options);
	close(fd);
out:
	options_free(&options);
	return status;
}
