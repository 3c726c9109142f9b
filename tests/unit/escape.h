/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * escape.h - text of bytes, for the tests of what is escaped and of what maps
 * back. Knows no test.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "libprocmon.h"

static inline char *escape_len(enum procmon_escape escape, const void *bytes,
			       size_t len)
{
	size_t size = 6 * len + 5;
	char *text = malloc(size);
	ssize_t ret;

	assert_non_null(text);
	ret = procmon_escape(escape, bytes, len, text, size);
	assert_true(ret >= 0);
	assert_true((size_t)ret < size);
	assert_int_equal(strlen(text), ret);
	return text;
}

static inline void assert_printable(const char *text)
{
	for (; *text; text++) {
		assert_true((unsigned char)*text >= 0x20);
		assert_int_not_equal(*text, 0x7f);
	}
}

#endif /* ESCAPE_H */
