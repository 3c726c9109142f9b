// SPDX-License-Identifier: GPL-2.0-only
/*
 * said.c - what the code under test says on standard error; see said.h
 */
#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "said.h"

#define SAID_MAX	8192

static FILE *file;
static int before;

void said_begin(void)
{
	file = tmpfile();
	assert_non_null(file);
	fflush(stderr);
	before = dup(STDERR_FILENO);
	assert_true(before >= 0);
	dup2(fileno(file), STDERR_FILENO);
}

const char *said_end(void)
{
	static char said[SAID_MAX];
	size_t count;

	fflush(stderr);
	dup2(before, STDERR_FILENO);
	close(before);
	rewind(file);
	count = fread(said, 1, sizeof(said) - 1, file);
	said[count] = '\0';
	fclose(file);
	return said;
}
