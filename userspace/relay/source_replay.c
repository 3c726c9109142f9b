// SPDX-License-Identifier: GPL-2.0-only
/*
 * source_replay.c - a capture as source, as fast as the sinks take it: for
 * tests, and to convert one. It must not know what is in a record.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "source.h"

static struct {
	int fd;
	struct procmon_capture_reader *reader;
	uint64_t last_seq;
	uint64_t acked_seq;
} source = { .fd = -1 };

static void replay_close(void)
{
	procmon_capture_close(source.reader);
	source.reader = NULL;
	if (source.fd > STDERR_FILENO)
		close(source.fd);
	source.fd = -1;
}

static int replay_open(const char *name, const struct config *config,
		       struct procmon_capture *ret_capture)
{
	struct procmon_problem problem;
	int ret;

	(void)config;
	source.fd = strcmp(name, "-") == 0 ? STDIN_FILENO :
		    open(name, O_RDONLY | O_CLOEXEC);
	if (source.fd < 0) {
		message("%s: %s; give the name of a capture", name,
			strerror(errno));
		return EXIT_STATUS_ERROR;
	}
	ret = procmon_capture_open(source.fd, ret_capture, &source.reader,
				   &problem);
	if (!ret)
		return EXIT_STATUS_OK;
	if (ret == -EBADMSG || ret == -EPROTO)
		message("%s: byte %" PRIu64 ": %s: %s; give a capture of this version and byte order",
			name, problem.offset, problem.field, problem.text);
	else
		message("%s: %s; check the file and try again", name,
			strerror(-ret));
	replay_close();
	return ret == -EPROTO ? EXIT_STATUS_ABI : EXIT_STATUS_ERROR;
}

static int replay_next(struct procmon_record *ret_record,
		       struct procmon_problem *problem)
{
	int ret;

	ret = procmon_capture_next(source.reader, ret_record, problem);
	if (ret == 1)
		source.last_seq = ret_record->header.seq;
	return ret ? ret : -ENODATA;
}

static int replay_ack(uint64_t seq)
{
	source.acked_seq = seq;
	return 0;
}

static int replay_fd(void)
{
	return -1;
}

static int replay_look(struct relay_counters *counters)
{
	counters->next_seq = source.last_seq + 1;
	counters->acked_seq = source.acked_seq;
	counters->lag = source.last_seq - source.acked_seq;
	return 0;
}

const struct source_type source_replay = {
	.open = replay_open,
	.next = replay_next,
	.ack = replay_ack,
	.fd = replay_fd,
	.look = replay_look,
	.close = replay_close,
};
