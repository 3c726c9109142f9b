// SPDX-License-Identifier: GPL-2.0-only
/*
 * names_signal.c - names of signals. It must not know who sends them.
 */
#include <signal.h>

#include "names.h"

static const char *const text[] = {
	[SIGHUP]	= "SIGHUP",
	[SIGINT]	= "SIGINT",
	[SIGQUIT]	= "SIGQUIT",
	[SIGILL]	= "SIGILL",
	[SIGTRAP]	= "SIGTRAP",
	[SIGABRT]	= "SIGABRT",
	[SIGBUS]	= "SIGBUS",
	[SIGFPE]	= "SIGFPE",
	[SIGKILL]	= "SIGKILL",
	[SIGUSR1]	= "SIGUSR1",
	[SIGSEGV]	= "SIGSEGV",
	[SIGUSR2]	= "SIGUSR2",
	[SIGPIPE]	= "SIGPIPE",
	[SIGALRM]	= "SIGALRM",
	[SIGTERM]	= "SIGTERM",
	[SIGSTKFLT]	= "SIGSTKFLT",
	[SIGCHLD]	= "SIGCHLD",
	[SIGCONT]	= "SIGCONT",
	[SIGSTOP]	= "SIGSTOP",
	[SIGTSTP]	= "SIGTSTP",
	[SIGTTIN]	= "SIGTTIN",
	[SIGTTOU]	= "SIGTTOU",
	[SIGURG]	= "SIGURG",
	[SIGXCPU]	= "SIGXCPU",
	[SIGXFSZ]	= "SIGXFSZ",
	[SIGVTALRM]	= "SIGVTALRM",
	[SIGPROF]	= "SIGPROF",
	[SIGWINCH]	= "SIGWINCH",
	[SIGIO]		= "SIGIO",
	[SIGPWR]	= "SIGPWR",
	[SIGSYS]	= "SIGSYS",
};

const struct names signal_names = { text, sizeof(text) / sizeof(text[0]) };
