// SPDX-License-Identifier: GPL-2.0-only
/*
 * window.c - how wide standard output's terminal is. It must not know what is
 * written.
 */
#include "window.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "number.h"

#define WINDOW_DEFAULT		80
/* As many as an ioctl could tell. */
#define WINDOW_MAX		65535

/* What the environment says of the window; 0: nothing. */
static size_t window_told(void)
{
	const char *text = getenv("COLUMNS");
	uint64_t columns;

	return text && number_parse(text, 0, WINDOW_MAX, &columns) ? columns : 0;
}

size_t window_columns(void)
{
	struct winsize size;
	size_t columns;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	columns = window_told();
	return columns ? columns : WINDOW_DEFAULT;
}
