// SPDX-License-Identifier: GPL-2.0-only
/*
 * sink_syslog.c - the local syslog socket: messages of RFC 5424 with JSON in
 * them. It must not know what is in a record.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <syslog.h>

#include <libprocmon.h>

#include "sink.h"

#define SYSLOG_SOCKET	"/dev/log"

static int syslog_open(struct sink *sink)
{
	const char *path = sink->config->path;

	return sink_connect(sink, *path ? path : SYSLOG_SOCKET, SOCK_DGRAM);
}

static int send_one(struct sink *sink, const void *bytes, size_t len)
{
	const struct queue_piece *piece = queue_first(&sink->queue);
	bool is_error = piece->tag == PROCMON_TYPE_LOST ||
			piece->tag == PROCMON_TYPE_HOOK_LOST;
	struct iovec parts[2];
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	char priority[16];
	int count;

	count = snprintf(priority, sizeof(priority), "<%u>",
			 (unsigned int)(sink->config->facility << 3) |
			 (is_error ? LOG_ERR : LOG_INFO));
	parts[0] = (struct iovec) { priority, (size_t)count };
	parts[1] = (struct iovec) { (void *)bytes, len };
	if (sendmsg(sink->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
		return 0;
	return errno == EINTR ? -EAGAIN : -errno;
}

static int syslog_write(struct sink *sink, uint64_t now)
{
	(void)now;
	return sink_write_datagrams(sink, send_one);
}

const struct sink_type sink_syslog = {
	.form = FORM_SYSLOG,
	.open = syslog_open,
	.write = syslog_write,
	.close = sink_close_fd,
};
