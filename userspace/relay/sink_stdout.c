// SPDX-License-Identifier: GPL-2.0-only
/*
 * sink_stdout.c - standard output: lines of JSON for a pipe, a file or a
 * terminal. It must not know what is in a record.
 *
 * A relay that was killed may have left a part of a line there, which no other
 * can take back. It is ended before anything is written, or the first record
 * would be lost in it: so the output may begin with an empty line.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"
#include "sink.h"

/* It may stand within a line. */
static bool may_be_cut;

static int stdout_open(struct sink *sink)
{
	struct stat file;

	sink->fd = STDOUT_FILENO;
	may_be_cut = fstat(sink->fd, &file) < 0 || !S_ISREG(file.st_mode) ||
		     file.st_size;
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

/* Return: as write(2). */
static ssize_t write_some(struct sink *sink, const char *bytes, size_t len)
{
	ssize_t count;

	if (may_be_cut) {
		count = write(sink->fd, "\n", 1);
		may_be_cut = count != 1;
		return count < 0 ? count : 0;
	}
	return write(sink->fd, bytes, len < PIPE_BUF ? len : PIPE_BUF);
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
		count = write_some(sink, bytes + sink->sent,
				   len - sink->sent);
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
