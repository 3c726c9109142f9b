// SPDX-License-Identifier: GPL-2.0-only
/*
 * signals.c - signals that end a command that would go on for ever, or tell of
 * a window's new size. It must not know any command.
 */
#include "signals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "message.h"

/* What came, and a descriptor that ends a poll(2). */
static struct {
	volatile sig_atomic_t stop;
	volatile sig_atomic_t window;
	int event;
} signals = { .event = -1 };

static void on_signal(int number)
{
	uint64_t one = 1;
	int saved = errno;

	if (number == SIGWINCH) {
		signals.window = 1;
	} else {
		/* Somebody insists: perhaps standard output is stuck. */
		if (signals.stop)
			_exit(128 + number);
		signals.stop = 1;
	}
	if (write(signals.event, &one, sizeof(one)) < 0)
		errno = saved;
	errno = saved;
}

bool signals_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	signals.event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (signals.event < 0) {
		message("eventfd: %s; close other programs", strerror(errno));
		return false;
	}
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGWINCH, &action, NULL);
	return true;
}

bool signals_stop(void)
{
	return signals.stop;
}

bool signals_window(void)
{
	bool came = signals.window;

	signals.window = 0;
	return came;
}

int signals_wait(struct procmon_device *device)
{
	struct pollfd pollfds[] = {
		{ .fd = procmon_device_fd(device), .events = POLLIN },
		{ .fd = signals.event, .events = POLLIN },
	};
	uint64_t count;

	if (poll(pollfds, 2, -1) < 0)
		return errno == EINTR ? 0 : -errno;
	if (pollfds[1].revents && read(signals.event, &count,
				       sizeof(count)) < 0 && errno != EAGAIN)
		return -errno;
	if (pollfds[0].revents & (POLLERR | POLLHUP | POLLNVAL))
		return -ENODEV;
	return 0;
}
