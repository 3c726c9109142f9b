// SPDX-License-Identifier: GPL-2.0-only
/*
 * life.c - records of a process's life; see life.h.
 */
#include <errno.h>
#include <sys/ioctl.h>

#include "deadline.h"
#include "life.h"

int life_choose(struct stream *stream, uint32_t types, uint32_t flags)
{
	struct procmon_events events = { .types = types, .flags = flags };

	return ioctl(stream->fd, PROCMON_IOC_SET_EVENTS, &events) ? -errno : 0;
}

int life_snapshot(struct stream *stream, uint32_t tgid, uint64_t *begin_seq)
{
	struct procmon_snapshot_request request = { .tgid = tgid };

	if (ioctl(stream->fd, PROCMON_IOC_SNAPSHOT, &request))
		return -errno;
	if (begin_seq)
		*begin_seq = request.begin_seq;
	return 0;
}

bool life_wait_for_snapshot(struct stream *stream, unsigned int timeout_ms)
{
	uint64_t deadline = deadline_in(timeout_ms);
	uint64_t ends = stream->by_type[PROCMON_TYPE_SNAPSHOT_END];

	while (stream->by_type[PROCMON_TYPE_SNAPSHOT_END] == ends) {
		if (!deadline_left_ms(deadline))
			return false;
		stream_wait(stream, 100);
		if (stream_drain(stream, NULL, NULL))
			return false;
	}
	return true;
}

const struct procmon_life *as_life(const struct procmon_header *record)
{
	switch (record->type) {
	case PROCMON_TYPE_FORK:
	case PROCMON_TYPE_EXIT:
	case PROCMON_TYPE_UID:
	case PROCMON_TYPE_GID:
	case PROCMON_TYPE_CRED:
	case PROCMON_TYPE_SID:
	case PROCMON_TYPE_PTRACE:
	case PROCMON_TYPE_COMM:
	case PROCMON_TYPE_COREDUMP:
		return (const struct procmon_life *)record;
	}
	return NULL;
}

const struct procmon_fork *as_fork(const struct procmon_header *record)
{
	if (record->type != PROCMON_TYPE_FORK)
		return NULL;
	return (const struct procmon_fork *)record;
}

const struct procmon_exit *as_exit(const struct procmon_header *record)
{
	if (record->type != PROCMON_TYPE_EXIT)
		return NULL;
	return (const struct procmon_exit *)record;
}

const struct procmon_exec *as_proc(const struct procmon_header *record)
{
	if (record->type != PROCMON_TYPE_PROC)
		return NULL;
	return (const struct procmon_exec *)record;
}

const struct procmon_snapshot *as_snapshot(const struct procmon_header *record)
{
	if (record->type != PROCMON_TYPE_SNAPSHOT_BEGIN &&
	    record->type != PROCMON_TYPE_SNAPSHOT_END)
		return NULL;
	return (const struct procmon_snapshot *)record;
}

const char *life_type_name(unsigned int type)
{
	static const char *const names[PROCMON_TYPE_LIMIT] = {
		[PROCMON_TYPE_EXEC] = "EXEC",
		[PROCMON_TYPE_EXEC_FAIL] = "EXEC_FAIL",
		[PROCMON_TYPE_FORK] = "FORK",
		[PROCMON_TYPE_EXIT] = "EXIT",
		[PROCMON_TYPE_UID] = "UID",
		[PROCMON_TYPE_GID] = "GID",
		[PROCMON_TYPE_SID] = "SID",
		[PROCMON_TYPE_PTRACE] = "PTRACE",
		[PROCMON_TYPE_COMM] = "COMM",
		[PROCMON_TYPE_COREDUMP] = "COREDUMP",
		[PROCMON_TYPE_PROC] = "PROC",
		[PROCMON_TYPE_CRED] = "CRED",
		[PROCMON_TYPE_SNAPSHOT_BEGIN] = "SNAPSHOT_BEGIN",
		[PROCMON_TYPE_SNAPSHOT_END] = "SNAPSHOT_END",
	};

	return type < PROCMON_TYPE_LIMIT && names[type] ? names[type] : "?";
}
