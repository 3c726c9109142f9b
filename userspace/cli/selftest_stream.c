// SPDX-License-Identifier: GPL-2.0-only
/*
 * selftest_stream.c - finds the records of the selftest in the stream, by a
 * word among the arguments. It must not know what they should say.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "selftest.h"

void selftest_token(const struct selftest_stream *stream, unsigned int number,
		    char ret_token[SELFTEST_TOKEN_MAX])
{
	snprintf(ret_token, SELFTEST_TOKEN_MAX, "%s-%02u", stream->token,
		 number);
}

/* Return: number of the way whose token is in the arguments, or _WAYS_MAX. */
static unsigned int find_way(const struct selftest_stream *stream,
			     const struct procmon_record *record)
{
	char token[SELFTEST_TOKEN_MAX];
	struct procmon_bytes block;
	struct procmon_arg arg;
	uint64_t position = 0;
	unsigned int number;
	size_t len = strlen(stream->token);

	if (!procmon_record_string(record, &record->exec.argv, &block))
		return SELFTEST_WAYS_MAX;
	while (procmon_args_next(&block, &position, &arg)) {
		if (arg.kind != PROCMON_ARG_WHOLE || arg.len <= len ||
		    memcmp(arg.bytes, stream->token, len) != 0)
			continue;
		for (number = 0; number < SELFTEST_WAYS_MAX; number++) {
			selftest_token(stream, number, token);
			if (strlen(token) == arg.len &&
			    memcmp(arg.bytes, token, arg.len) == 0)
				return number;
		}
	}
	return SELFTEST_WAYS_MAX;
}

static void take(struct selftest_stream *stream,
		 const struct procmon_record *record)
{
	struct selftest_sighting *sighting;
	unsigned int number;

	if (!record->is_known)
		return;
	switch (record->header.type) {
	case PROCMON_TYPE_LOST:
		stream->lost += record->lost.last_seq -
				record->lost.first_seq + 1;
		return;
	case PROCMON_TYPE_EXEC:
	case PROCMON_TYPE_EXEC_FAIL:
		break;
	default:
		return;
	}
	number = find_way(stream, record);
	if (number == SELFTEST_WAYS_MAX)
		return;
	sighting = &stream->sightings[number];
	if (record->header.type == PROCMON_TYPE_EXEC) {
		sighting->exec_count++;
		sighting->exec = record->exec;
	} else {
		sighting->fail_count++;
		sighting->fail = record->exec;
	}
}

/* A busy host's stream has no end: what comes later is for the next time. */
int selftest_read(struct selftest_stream *stream)
{
	struct procmon_record record;
	struct procmon_batch batch;
	struct procmon_info info;
	uint64_t seq = 0;
	int ret;

	ret = procmon_device_get_info(stream->device, &info);
	if (ret < 0)
		return ret;
	while (seq + 1 < info.next_seq) {
		ret = procmon_device_read(stream->device, NULL, 0, &batch);
		if (ret == -EINTR)
			continue;
		if (ret < 0)
			return ret == -EAGAIN ? 0 : ret;
		while ((ret = procmon_batch_next(&batch, &record, NULL))) {
			if (ret < 0)
				return ret;
			seq = record.header.seq;
			take(stream, &record);
		}
	}
	return 0;
}
