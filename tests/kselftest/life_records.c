// SPDX-License-Identifier: GPL-2.0-only
/*
 * life_records.c - what the stream says of a child; see life_records.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "life_records.h"

int life_open(struct life_records *records, uint32_t types)
{
	struct procmon_events events = {
		.types = types | 1U << PROCMON_TYPE_EXEC,
	};

	memset(records, 0, sizeof(*records));
	records->types = types;
	if (stream_open(&records->stream, O_NONBLOCK))
		return -ENODEV;
	if (ioctl(records->stream.fd, PROCMON_IOC_SET_EVENTS, &events))
		return -errno;
	return stream_skip(&records->stream) ? -EIO : 0;
}

void life_close(struct life_records *records)
{
	stream_close(&records->stream);
}

static void look(const struct procmon_header *record, void *context)
{
	const struct procmon_life *life = (const void *)record;
	struct life_records *records = context;
	union life_record *place;
	size_t size = record->len;

	if (record->type >= PROCMON_TYPE_LIMIT ||
	    !(records->types & 1U << record->type))
		return;
	if (records->tgid &&
	    life->process.identity.tgid != (uint32_t)records->tgid)
		return;
	if (records->count < LIFE_RECORDS_MAX) {
		place = &records->records[records->count];
		memset(place, 0, sizeof(*place));
		memcpy(place, record, size < sizeof(*place) ? size :
							      sizeof(*place));
	}
	records->count++;
}

int life_collect(struct life_records *records, pid_t tgid)
{
	records->count = 0;
	records->tgid = tgid;
	if (!stream_drain(&records->stream, look, records))
		return records->count;
	printf("# %s\n", records->stream.error);
	return -1;
}

int life_of_child(struct life_records *records, int (*act)(void *argument),
		  void *argument, pid_t *ret_tgid)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return -1;
	if (!pid)
		_exit(act(argument));
	if (ret_tgid)
		*ret_tgid = pid;
	if (waitpid(pid, &status, 0) != pid)
		return -1;
	if (status) {
		printf("# the child ended with wait status %#x\n", status);
		return -1;
	}
	return life_collect(records, pid);
}
