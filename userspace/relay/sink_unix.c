// SPDX-License-Identifier: GPL-2.0-only
/*
 * sink_unix.c - a stream socket on this host that somebody listens on: lines
 * of JSON. It must not know what is in a record.
 *
 * A record counts as handed over when the socket has taken its last byte. A
 * line that was taken in part when the receiver went away is sent again, whole.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink.h"

#define WRITE_BYTES	(64U * 1024)

static int unix_open(struct sink *sink)
{
	return sink_connect(sink, sink->config->path, SOCK_STREAM);
}

static int unix_write(struct sink *sink, uint64_t now)
{
	const char *bytes;
	ssize_t count;
	size_t len;
	int ret;

	(void)now;
	while ((bytes = queue_peek(&sink->queue, WRITE_BYTES, &len)) != NULL) {
		count = send(sink->fd, bytes + sink->sent, len - sink->sent,
			     MSG_NOSIGNAL | MSG_DONTWAIT);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 && errno == EAGAIN) {
			sink->waits = true;
			return 0;
		}
		if (count < 0) {
			ret = -errno;
			sink_close_fd(sink);
			return ret;
		}
		sink_sent(sink, (size_t)count);
	}
	return 0;
}

const struct sink_type sink_unix = {
	.form = FORM_JSON,
	.open = unix_open,
	.write = unix_write,
	.close = sink_close_fd,
};
