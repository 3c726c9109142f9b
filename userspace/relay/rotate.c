// SPDX-License-Identifier: GPL-2.0-only
/*
 * rotate.c - generations of a file. It must not know what is in them.
 */
#include "rotate.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

bool rotate_is_due(const struct rotate_limits *limits, uint64_t bytes,
		   uint64_t next, uint64_t age)
{
	if (!bytes)
		return false;
	if (limits->bytes && bytes + next > limits->bytes)
		return true;
	return limits->seconds && age >= limits->seconds;
}

static void generation(char *text, const char *name, unsigned int number)
{
	if (number)
		snprintf(text, PATH_MAX, "%s.%u", name, number);
	else
		snprintf(text, PATH_MAX, "%s", name);
}

int rotate_files(const char *name, unsigned int keep)
{
	char from[PATH_MAX];
	char to[PATH_MAX];
	unsigned int last;

	/* The first that is free, or the oldest, which is overwritten. */
	for (last = 1; last < keep; last++) {
		generation(to, name, last);
		if (access(to, F_OK) < 0)
			break;
	}
	while (last > 0) {
		generation(to, name, last);
		generation(from, name, last - 1);
		if (rename(from, to) < 0)
			return -errno;
		last--;
	}
	return 0;
}
