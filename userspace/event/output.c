// SPDX-License-Identifier: GPL-2.0-only
/*
 * output.c - standard output: collected, written whole, errors never
 * overlooked. It must not know what is written.
 */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"

static struct {
	struct buffer buffer;
	int error;
} output;

/* Have a descriptor where there is none, so that no other file gets it. */
static void occupy(int fd, int flags)
{
	int got;

	if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
		return;
	got = open("/dev/null", flags | O_CLOEXEC);
	if (got >= 0 && got != fd) {
		dup2(got, fd);
		close(got);
	}
}

bool output_open(void)
{
	bool is_closed;

	occupy(STDIN_FILENO, O_RDONLY);
	is_closed = fcntl(STDOUT_FILENO, F_GETFD) < 0 && errno == EBADF;
	occupy(STDOUT_FILENO, O_RDONLY);
	occupy(STDERR_FILENO, O_WRONLY);
	signal(SIGPIPE, SIG_IGN);
	if (is_closed)
		message("standard output: closed; open it, for instance with '>FILE'");
	return !is_closed;
}

struct buffer *output_buffer(void)
{
	return &output.buffer;
}

bool output_flush(void)
{
	struct pollfd pollfd = { .fd = STDOUT_FILENO, .events = POLLOUT };
	size_t done = 0;
	ssize_t ret;

	while (!output.error && done < output.buffer.len) {
		ret = write(STDOUT_FILENO, output.buffer.data + done,
			    output.buffer.len - done);
		if (ret >= 0)
			done += (size_t)ret;
		else if (errno == EAGAIN)
			poll(&pollfd, 1, -1);
		else if (errno != EINTR)
			output.error = errno;
	}
	output.buffer.len = 0;
	return !output.error;
}

int output_close(int status)
{
	output_flush();
	buffer_free(&output.buffer);
	if (close(STDOUT_FILENO) < 0 && !output.error)
		output.error = errno;
	if (!output.error)
		return status;
	if (output.error == EPIPE)
		return EXIT_STATUS_PIPE;
	message("standard output: %s; what was written is not complete, write it elsewhere",
		strerror(output.error));
	return EXIT_STATUS_ERROR;
}

bool output_is_terminal(void)
{
	return isatty(STDOUT_FILENO) == 1;
}
