// SPDX-License-Identifier: GPL-2.0-only
/*
 * requests.c - what signals ask for. It must not know what is done about it.
 */
#include "requests.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "message.h"

static int signal_fd = -1;

int requests_open(void)
{
	sigset_t set;

	/* A receiver that goes, and a limit on files, are errors of write(2). */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signal_fd < 0)
		message("signalfd: %s; close other programs", strerror(errno));
	return signal_fd;
}

unsigned int requests_take(void)
{
	struct signalfd_siginfo info;
	unsigned int requests = 0;

	while (read(signal_fd, &info, sizeof(info)) == sizeof(info))
		requests |= info.ssi_signo == SIGHUP ? REQUEST_RELOAD :
						       REQUEST_STOP;
	return requests;
}
