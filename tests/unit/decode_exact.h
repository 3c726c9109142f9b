/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * decode_exact.h - procmon_decode() under the eye of the address sanitizer.
 */
#ifndef DECODE_EXACT_H
#define DECODE_EXACT_H

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "libprocmon.h"

/*
 * Decodes exactly @len bytes from the heap, so that the address sanitizer
 * sees each access behind them.
 */
static inline int decode_exact(const void *bytes, size_t len,
			       struct procmon_record *ret_record,
			       struct procmon_problem *ret_problem)
{
	unsigned char *copy = malloc(len ? len : 1);
	int ret;

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	ret = procmon_decode(copy, len, ret_record, ret_problem);
	free(copy);
	return ret;
}

#endif /* DECODE_EXACT_H */
