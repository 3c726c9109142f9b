// SPDX-License-Identifier: GPL-2.0-only
/*
 * sink_stdout.c - standard output: lines of JSON for a pipe, a file or a
 * terminal. It must not know what is in a record.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "message.h"
#include "sink.h"

static int stdout_open(struct sink *sink)
{
	sink->fd = STDOUT_FILENO;
	return 0;
}

/*
 * The descriptor is shared with others, who may not expect it to be
 * non-blocking. So poll(2) is asked each time; when it says yes, a pipe takes
 * PIPE_BUF bytes without waiting.
 */
static bool is_ready(int fd)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLOUT };

	return poll(&pollfd, 1, 0) == 1;
}

static int stdout_write(struct sink *sink, uint64_t now)
{
	const char *bytes;
	ssize_t count;
	size_t len;

	(void)now;
	while ((bytes = queue_peek(&sink->queue, PIPE_BUF, &len)) != NULL) {
		if (!is_ready(sink->fd)) {
			sink->waits = true;
			return 0;
		}
		len -= sink->sent;
		count = write(sink->fd, bytes + sink->sent,
			      len < PIPE_BUF ? len : PIPE_BUF);
		if (count < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (count < 0) {
			/* Nobody gives it another standard output. */
			message("sink %s: standard output: %s; the relay ends, what was not written comes again",
				sink->config->name, strerror(errno));
			sink->is_broken = true;
			return 0;
		}
		sink_sent(sink, (size_t)count);
	}
	return 0;
}

/* It is not ours to close; output_close() does. */
static void stdout_close(struct sink *sink)
{
	sink->fd = -1;
}

const struct sink_type sink_stdout = {
	.form = FORM_JSON,
	.open = stdout_open,
	.write = stdout_write,
	.close = stdout_close,
};
