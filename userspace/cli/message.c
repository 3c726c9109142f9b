// SPDX-License-Identifier: GPL-2.0-only
/*
 * message.c - what procmonctl says on standard error. It must not know what
 * went wrong.
 */
#include "message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <libprocmon.h>

#include "command.h"

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
	fprintf(stderr, "procmonctl: %s\n", safe);
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
	fputs("Try 'procmonctl --help'.\n", stderr);
	return EXIT_STATUS_USAGE;
}

void memory_error(void)
{
	fputs("procmonctl: no memory; free some, or select fewer fields with --output\n",
	      stderr);
	exit(EXIT_STATUS_ERROR);
}
