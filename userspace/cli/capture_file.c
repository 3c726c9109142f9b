// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_file.c - a file of raw records that the command line names. It must
 * not know what its records are for.
 */
#include "capture_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "message.h"

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

bool capture_file_open(struct capture_file *file, const char *name)
{
	struct procmon_problem problem;
	int ret;

	*file = (struct capture_file) {
		.name = name, .fd = STDIN_FILENO, .status = EXIT_STATUS_OK,
	};
	if (strcmp(name, "-") == 0) {
		file->name = "standard input";
	} else {
		file->fd = open(name, O_RDONLY | O_CLOEXEC);
		if (file->fd < 0) {
			message("%s: %s; give the name of a capture", name,
				strerror(errno));
			file->status = EXIT_STATUS_ERROR;
			return false;
		}
	}
	ret = procmon_capture_open(file->fd, &file->capture, &file->reader,
				   &problem);
	if (ret == 0)
		return true;
	file->status = problem_error(file->name, ret, &problem,
				     ret == -EPROTO ?
				     "decode it on a machine like the one that wrote it, with its version of procmonctl" :
				     "give a file that 'procmonctl watch --format raw' wrote");
	capture_file_close(file);
	return false;
}

bool capture_file_next(struct capture_file *file,
		       struct procmon_record *ret_record)
{
	struct procmon_problem problem;
	int ret;

	for (;;) {
		ret = procmon_capture_next(file->reader, ret_record, &problem);
		if (ret >= 0)
			return ret > 0;
		file->status = problem_error(file->name, ret, &problem,
					     "the file is damaged or not whole: copy it again; what can be read is shown");
		if (ret != -EBADMSG)
			return false;
	}
}

void capture_file_close(struct capture_file *file)
{
	procmon_capture_close(file->reader);
	file->reader = NULL;
	if (file->fd > STDERR_FILENO)
		close(file->fd);
}
