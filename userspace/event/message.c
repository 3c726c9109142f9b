// SPDX-License-Identifier: GPL-2.0-only
/*
 * message.c - what a tool says on standard error. It must not know what went
 * wrong.
 */
#include "message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <libprocmon.h>

#include "exit_status.h"

/* Longer messages are cut. */
#define MESSAGE_MAX_BYTES	4096

static void say(const char *format, va_list arguments)
{
	char text[MESSAGE_MAX_BYTES];
	char safe[6 * MESSAGE_MAX_BYTES + 4];
	int len;

	len = vsnprintf(text, sizeof(text), format, arguments);
	if (len < 0)
		return;
	if ((size_t)len >= sizeof(text))
		len = sizeof(text) - 1;
	procmon_escape(PROCMON_ESCAPE_TERMINAL, text, (size_t)len, safe,
		       sizeof(safe));
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, safe);
}

void message(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
}

int usage_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
	fprintf(stderr, "Try '%s --help'.\n", program_invocation_short_name);
	return EXIT_STATUS_USAGE;
}

void memory_error(void)
{
	fprintf(stderr,
		"%s: no memory; free some, or select fewer fields with --output\n",
		program_invocation_short_name);
	exit(EXIT_STATUS_ERROR);
}
