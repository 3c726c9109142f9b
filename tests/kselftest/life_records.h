/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life_records.h - a child does something, and what the stream says of it. It
 * must not know what is expected.
 */
#ifndef PROCMON_TESTS_LIFE_RECORDS_H
#define PROCMON_TESTS_LIFE_RECORDS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "stream.h"

#define LIFE_RECORDS_MAX	16

/* One of the records that a test of this kind looks at. */
union life_record {
	struct procmon_life life;
	struct procmon_creds_event creds;
	struct procmon_ptrace_event ptrace;
	struct procmon_comm_event comm;
	struct procmon_coredump coredump;
};

/**
 * struct life_records - What was said of some processes.
 * @stream: an open stream, O_NONBLOCK.
 * @count: how many records there were; the first LIFE_RECORDS_MAX are kept.
 * @records: they.
 * @types: of the records that are looked for, bit mask of enum procmon_type.
 * @tgid: the process that they are about; 0: all.
 */
struct life_records {
	struct stream stream;
	unsigned int count;
	union life_record records[LIFE_RECORDS_MAX];
	uint32_t types;
	pid_t tgid;
};

/**
 * life_open() - Start to read, with some events chosen.
 * @records: filled in.
 * @types: bit mask of enum procmon_type; PROCMON_TYPE_EXEC is chosen also.
 * Return: 0 or -errno.
 */
int life_open(struct life_records *records, uint32_t types);

/* End reading; the events are not chosen any more. */
void life_close(struct life_records *records);

/**
 * life_collect() - What was said since the last call.
 * @records: @records->records are overwritten.
 * @tgid: of this process; 0: of all.
 * Return: the number of records; -1: the stream is broken.
 */
int life_collect(struct life_records *records, pid_t tgid);

/**
 * life_of_child() - Let a child do something, and collect what was said of it.
 * @records: as for life_collect().
 * @act: done by the child; it ends with what this returns.
 * @argument: for @act.
 * @ret_tgid: set to the child, unless NULL.
 * Return: the number of records; -1: the stream is broken or the child did not
 *	end with 0.
 */
int life_of_child(struct life_records *records, int (*act)(void *argument),
		  void *argument, pid_t *ret_tgid);

#endif
