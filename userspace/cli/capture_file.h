/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * capture_file.h - a file of raw records that the command line names. It must
 * not know what its records are for.
 */
#ifndef PROCMONCTL_CAPTURE_FILE_H
#define PROCMONCTL_CAPTURE_FILE_H

#include <stdbool.h>

#include <libprocmon.h>

/**
 * struct capture_file - An open capture.
 * @name: what people call it.
 * @capture: its start.
 * @fd: the file.
 * @reader: reads it.
 * @status: EXIT_STATUS_OK, or what was wrong with it so far, which was said.
 */
struct capture_file {
	const char *name;
	struct procmon_capture capture;
	int fd;
	struct procmon_capture_reader *reader;
	int status;
};

/**
 * capture_file_open() - Open a capture.
 * @file: is filled.
 * @name: file; "-": standard input.
 *
 * Return: true; false: @file->status says how it failed, and it was said.
 */
bool capture_file_open(struct capture_file *file, const char *name);

/**
 * capture_file_next() - Its next record that is not damaged.
 * @file: the file.
 * @ret_record: returned: the record; good until the next call.
 *
 * Return: true; false: the end. @file->status says whether all could be read.
 */
bool capture_file_next(struct capture_file *file,
		       struct procmon_record *ret_record);

/**
 * capture_file_close() - Close it.
 * @file: the file.
 */
void capture_file_close(struct capture_file *file);

#endif /* PROCMONCTL_CAPTURE_FILE_H */
